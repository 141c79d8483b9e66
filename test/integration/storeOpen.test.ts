import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { Client } from 'pg';
import { CannotGoOn, PassesByItself } from '../../src/core/problems/failures.js';
import { openDatabase } from '../../src/store/database.js';
import { freePorts } from '../support/ports.js';
import { emptyPostgres } from '../support/postgres.js';
import { newKey } from '../support/storedLane.js';

const cannot = (code: string) => (error: unknown) =>
  error instanceof CannotGoOn && error.code === code && error.scope === 'workflow';

const away = (error: unknown) => error instanceof PassesByItself && error.code === 'store-unavailable';

async function ask(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) ({ rows } = await client.query<object>(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** Everything in the schema, as text, so that two moments can be compared. */
async function contentOf(url: string): Promise<string> {
  const tables = (await ask(
    url,
    `select table_name as name from information_schema.tables where table_schema = 'passerelle' order by 1`,
  )) as { name: string }[];
  const contents: unknown[] = [];
  for (const { name } of tables) contents.push(name, await ask(url, `select * from passerelle.${name} order by 1`));
  return JSON.stringify(contents);
}

describe('store: opening', function () {
  this.timeout(90_000);

  it('is opened by several processes at once, whoever makes the tables', async () => {
    const { url } = await emptyPostgres();
    const key = newKey();
    const opened = await Promise.all(Array.from({ length: 5 }, () => openDatabase(url, key)));
    const applied = await ask(url, 'select name from passerelle.kysely_migration order by name');
    const written = await readdir('src/store/migrations');
    assert.deepEqual(
      applied,
      written.sort().map((file) => ({ name: file.replace('.ts', '') })),
    );
    assert.equal((await ask(url, 'select * from passerelle.secrets_check')).length, 1);
    await Promise.all(opened.map((database) => database.close()));
    await (await openDatabase(url, key)).close();
  });

  it('opens for one of two keys that come at once, and refuses the other', async () => {
    const { url } = await emptyPostgres();
    const ends = await Promise.allSettled([openDatabase(url, newKey()), openDatabase(url, newKey())]);
    const [opened, refused] = [
      ends.filter((end) => end.status === 'fulfilled'),
      ends.filter((end) => end.status === 'rejected'),
    ];
    assert.deepEqual([opened.length, refused.length], [1, 1]);
    assert.ok(cannot('wrong-key')(refused[0]?.reason));
    await opened[0]?.value.close();
  });

  it('refuses another key than the one that it was made with, and changes nothing', async () => {
    const { url } = await emptyPostgres();
    await (await openDatabase(url, newKey())).close();
    const before = await contentOf(url);
    await assert.rejects(openDatabase(url, newKey()), cannot('wrong-key'));
    assert.equal(await contentOf(url), before);
  });

  it('refuses a key that is none, before it reaches the database', async () => {
    const [port] = await freePorts(1);
    for (const key of ['', 'short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64')])
      await assert.rejects(openDatabase(`postgres://u:p@127.0.0.1:${port}/x`, key), cannot('unusable-key'));
  });

  it('refuses a database that a newer release has changed, and changes nothing', async () => {
    const { url } = await emptyPostgres();
    const key = newKey();
    await (await openDatabase(url, key)).close();
    await ask(url, `insert into passerelle.kysely_migration values ('0009_later', '2030-01-01')`);
    const before = await contentOf(url);
    await assert.rejects(
      openDatabase(url, key),
      (error) => cannot('store-too-new')(error) && (error as CannotGoOn).params['migration'] === '0009_later',
    );
    assert.equal(await contentOf(url), before);
  });

  it('changes nothing in an older database when the key is wrong', async () => {
    const { url } = await emptyPostgres();
    await (await openDatabase(url, newKey())).close();
    await ask(url, 'delete from passerelle.kysely_migration', 'drop table passerelle.audit');
    const before = await contentOf(url);
    await assert.rejects(openDatabase(url, newKey()), cannot('wrong-key'));
    assert.equal(await contentOf(url), before);
  });

  it('says that a server that is not there passes by itself', async () => {
    const [port] = await freePorts(1);
    await assert.rejects(openDatabase(`postgres://u:p@127.0.0.1:${port}/x`, newKey()), away);
  });

  it('gives up within 2 s on a server that takes the connection and says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    const sockets = new Set<{ destroy(): void }>();
    silent.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
    const startedAt = performance.now();
    await assert.rejects(openDatabase(`postgres://u:p@127.0.0.1:${port}/x`, newKey()), away);
    assert.ok(performance.now() - startedAt < 10_000);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('says that a login or a database that is refused needs somebody', async () => {
    const { url } = await emptyPostgres();
    const wrongPassword = new URL(url);
    wrongPassword.password = 'wrong';
    await assert.rejects(openDatabase(wrongPassword.href, newKey()), cannot('store-refused'));
    const noDatabase = new URL(url);
    noDatabase.pathname = '/not_there';
    await assert.rejects(openDatabase(noDatabase.href, newKey()), cannot('store-refused'));
  });

  it('says that a login without the right to make tables needs somebody', async () => {
    const { url } = await emptyPostgres();
    const name = new URL(url).pathname.slice(1);
    await ask(url, `create role ${name} login password 'reader'`, `revoke create on database ${name} from public`);
    const reader = new URL(url);
    [reader.username, reader.password] = [name, 'reader'];
    await assert.rejects(openDatabase(reader.href, newKey()), cannot('store-refused'));
  });
});
