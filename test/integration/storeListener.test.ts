import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { type Listener, openListener } from '../../src/store/listener.js';
import { openPauseBoard, type PauseBoard } from '../../src/store/pauses.js';
import { endAfterTests } from '../support/lifetime.js';
import { type FreshStore, freshStore } from '../support/storedLane.js';
import { until } from '../support/until.js';

function listenTo(url: string): Listener {
  const listener = openListener(url);
  endAfterTests(() => listener.close());
  return listener;
}

const tell = ({ db }: FreshStore, channel: string, text: string) =>
  sql`select pg_notify(${channel}, ${text})`.execute(db);

/** The listeners' backends on this database. */
async function backends({ db }: FreshStore): Promise<number[]> {
  const { rows } = await sql<{ pid: number }>`
    select pid from pg_stat_activity where datname = current_database() and query ilike 'listen %'`.execute(db);
  return rows.map(({ pid }) => pid);
}

const terminate = async (store: FreshStore) => {
  for (const pid of await backends(store)) await sql`select pg_terminate_backend(${pid}::int)`.execute(store.db);
};

/** Hears a message that was sent again and again until it came: a listener that connects misses what was said before. */
async function hears(store: FreshStore, heard: readonly string[], text: string): Promise<void> {
  await until(
    async () => {
      await tell(store, 'passerelle_stop', text);
      return heard.includes(text);
    },
    { what: `${text} is heard` },
  );
}

const board = async (store: FreshStore): Promise<PauseBoard> =>
  openPauseBoard(store.db, listenTo(store.url), (error) => assert.fail(String(error)));

const pausesIn = ({ db }: FreshStore) => db.selectFrom('pauses').selectAll().execute();

const inSeconds = (seconds: number) => Date.now() + seconds * 1_000;

describe('store: what processes tell each other', function () {
  this.timeout(90_000);

  it('hears on each channel what is told there, until it is asked no more', async () => {
    const store = await freshStore();
    const listener = listenTo(store.url);
    const stops: string[] = [];
    const queues: string[] = [];
    const off = listener.on('passerelle_stop', (text) => stops.push(text));
    listener.on('passerelle_queue', (text) => queues.push(text));
    await hears(store, stops, 'demo/ingress');
    await tell(store, 'passerelle_queue', '7');
    await until(() => queues.includes('7'), { what: 'the other channel' });
    assert.equal(queues.includes('demo/ingress'), false);
    off();
    const before = stops.length;
    await tell(store, 'passerelle_stop', 'later');
    await tell(store, 'passerelle_queue', '8');
    await until(() => queues.includes('8'), { what: 'the later message' });
    assert.equal(stops.length, before);
  });

  it('listens again after the server ended its backend, and says that something may have been missed', async () => {
    const store = await freshStore();
    const listener = listenTo(store.url);
    const heard: string[] = [];
    listener.on('passerelle_stop', (text) => heard.push(text));
    await hears(store, heard, 'before');
    for (let round = 0; round < 3; round += 1) {
      const missed = heard.filter((text) => text === '').length;
      await terminate(store);
      await until(() => heard.filter((text) => text === '').length > missed, { what: 'the reconnect is told' });
      await hears(store, heard, `after ${round}`);
    }
    assert.equal((await backends(store)).length, 1);
    await listener.close();
    await until(async () => (await backends(store)).length === 0, { what: 'its connection is closed' });
  });

  it('has one connection in the end, however often connecting fails', async () => {
    const store = await freshStore();
    const real = new URL(store.url);
    const sockets = new Set<Socket>();
    let attempts = 0;
    // Takes connections and breaks the first ones at different moments: at once, after the login, in the middle of listening.
    const proxy = createServer((socket) => {
      attempts += 1;
      sockets.add(socket.on('error', () => {}));
      if (attempts <= 2) {
        if (attempts === 1) socket.destroy();
        else socket.end();
        return;
      }
      const server = connect(Number(real.port), real.hostname).on('error', () => {});
      sockets.add(server);
      server.pipe(socket);
      socket.on('data', (bytes: Buffer) => {
        if (attempts <= 4 && bytes.includes(attempts === 3 ? 'passerelle_queue' : 'passerelle_stop')) {
          socket.destroy();
          server.destroy();
        } else server.write(bytes);
      });
      socket.on('close', () => server.destroy());
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const url = new URL(store.url);
    url.port = String((proxy.address() as { port: number }).port);
    const listener = listenTo(url.href);
    const heard: string[] = [];
    listener.on('passerelle_stop', (text) => heard.push(text));
    await hears(store, heard, 'through');
    await tell(store, 'passerelle_stop', 'once');
    await until(() => heard.includes('once'), { what: 'the message' });
    // Another connection that a doubled retry made would have come within the longest wait between two attempts.
    const settledAt = performance.now();
    await until(() => performance.now() - settledAt > 3_500, { what: 'the longest wait between two attempts' });
    assert.equal(heard.filter((text) => text === 'once').length, 1);
    assert.deepEqual([attempts, (await backends(store)).length], [5, 1]);
    await listener.close();
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });

  it('ends while it tries to connect', async () => {
    const { url } = await freshStore();
    const listener = openListener(url);
    await listener.close();
    const away = openListener('postgres://u:p@127.0.0.1:1/x');
    await away.close();
  });

  it('tells a pause to every process’s board', async () => {
    const store = await freshStore();
    const [one, two] = [await board(store), await board(store)];
    const untilMs = inSeconds(30);
    one.pause('campaign:a', 'campaign', untilMs, 'campaign-limited');
    assert.equal(one.until('campaign:a'), untilMs, 'here at once');
    await until(() => two.until('campaign:a') > 0, { what: 'the second board knows' });
    assert.ok(Math.abs(two.until('campaign:a') - untilMs) < 1_000);
    assert.equal(two.until('campaign:b'), 0);
    const [pause] = await pausesIn(store);
    assert.deepEqual([pause?.credential, pause?.system, pause?.code], ['campaign:a', 'campaign', 'campaign-limited']);
  });

  it('never shortens a pause, and lets a longer one win', async () => {
    const store = await freshStore();
    const [one, two] = [await board(store), await board(store)];
    const long = inSeconds(60);
    one.pause('c', 'campaign', long, 'campaign-limited');
    await until(() => two.until('c') > 0, { what: 'the second board knows' });
    two.pause('c', 'campaign', inSeconds(5), 'campaign-unavailable');
    one.pause('c', 'campaign', inSeconds(90), 'campaign-limited');
    await until(() => two.until('c') > long + 20_000, { what: 'the longer one is known' });
    const [pause] = await pausesIn(store);
    assert.ok((pause?.until.getTime() ?? 0) > long + 20_000);
    assert.equal(pause?.code, 'campaign-limited');
  });

  it('knows the pauses that run when a process starts, and those that it missed while it was cut off', async () => {
    const store = await freshStore();
    const one = await board(store);
    one.pause('c', 'dynamics', inSeconds(30), 'dynamics-limited');
    await until(async () => (await pausesIn(store)).length === 1, { what: 'it is written' });
    const late = await board(store);
    assert.ok(late.until('c') > Date.now() + 20_000);
    await until(async () => (await backends(store)).length === 2, { what: 'both listen' });
    await terminate(store);
    await sql`insert into pauses values ('d', 'campaign', clock_timestamp() + interval '30 seconds', 'campaign-limited')`.execute(
      store.db,
    );
    await until(() => late.until('d') > Date.now() + 20_000, { what: 'what was missed is known' });
    await sql`update pauses set until = clock_timestamp() - interval '1 second'`.execute(store.db);
    assert.equal((await board(store)).until('d'), 0, 'a pause that is over is none');
  });
});
