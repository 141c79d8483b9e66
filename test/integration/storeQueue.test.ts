import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { QueuedRecord } from '../../src/core/lane.js';
import { UnsealError } from '../../src/store/encryption.js';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import { openRecords, takeReader } from '../../src/store/lanes.js';
import { lookAtPosition } from '../../src/store/position.js';
import { countTry, enqueue, nextChunk, queuedLater } from '../../src/store/queue.js';
import { laneTotals } from '../../src/store/totals.js';
import {
  checkpointOf,
  contact,
  contacts,
  heldLane,
  instance,
  keyOf,
  newKey,
  positionOf,
  refused,
  workflow,
  written,
} from '../support/storedLane.js';
import { createSealer } from '../../src/store/encryption.js';

describe('store: the queue', function () {
  this.timeout(60_000);

  it('takes a page and its position together, once, whatever is repeated', async () => {
    const { store, id, readerFence, put } = await heldLane();
    const page = {
      phase: 'load' as const,
      chunks: [contacts(500), contacts(20, 500)],
      next: positionOf('load', 'two'),
      end: false,
    };
    const first = await enqueue(store.db, store.sealer, id, readerFence, 0, page);
    assert.deepEqual(first, { kind: 'moved', positionNumber: 1, served: false });
    const again = await enqueue(store.db, store.sealer, id, readerFence, 0, page);
    assert.deepEqual(again, { kind: 'stale' });
    assert.equal(await openRecords(store.db, id), 520);
    assert.deepEqual(await lookAtPosition(store.db, id, readerFence), {
      position: positionOf('load', 'two'),
      positionNumber: 1,
      reread: 'load',
    });
    assert.deepEqual(await put('load', []), { kind: 'stale' }, 'a caller with an old position number');
  });

  it('takes each page once when two readers and their repeats come at the same moment', async () => {
    const { store, id } = await heldLane();
    const page = (link: string) => ({
      phase: 'load' as const,
      chunks: [contacts(10)],
      next: positionOf('load', link),
      end: false,
    });
    for (let round = 0; round < 20; round += 1) {
      const one = await takeReader(store.db, instance, workflow);
      const [two, ...ends] = await Promise.all([
        takeReader(store.db, instance, workflow),
        ...['a', 'a', 'b'].map((link) => enqueue(store.db, store.sealer, id, one.fence, round, page(link))),
      ]);
      const moved = ends.filter((end) => end.kind === 'moved').length;
      assert.ok(moved <= 1, `${moved} moved`);
      if (moved === 0) await enqueue(store.db, store.sealer, id, two.fence, round, page('c'));
      assert.equal(await openRecords(store.db, id), 10 * (round + 1));
    }
  });

  it('takes nothing from a reader whose lanes another has taken', async () => {
    const { store, id, readerFence, put } = await heldLane();
    const later = await takeReader(store.db, instance, workflow);
    assert.ok(later.fence > readerFence);
    assert.deepEqual(await put('load', [contacts(3)]), { kind: 'stale' });
    assert.equal(await lookAtPosition(store.db, id, readerFence), null);
    assert.equal(await openRecords(store.db, id), 0);
  });

  it('gives chunks back as they came, in order, with numbers that rise', async () => {
    const { store, id, put } = await heldLane();
    const odd: QueuedRecord[] = [
      [keyOf(1), { contactid: keyOf(1), lastname: 'Łódź 💶 \u0000 "', nested: { deep: [1, null, 2.5] } }],
      [keyOf(2), null],
    ];
    await put('load', [contacts(500), odd], 'load');
    await put('changes', [contacts(2)]);
    const { db, sealer } = store;
    const one = await nextChunk(db, sealer, id, 0);
    const two = await nextChunk(db, sealer, id, one?.number ?? 0);
    const three = await nextChunk(db, sealer, id, two?.number ?? 0);
    assert.deepEqual([one?.number, two?.number, three?.number], [1, 2, 3]);
    assert.deepEqual([one?.phase, three?.phase], ['load', 'changes']);
    assert.deepEqual([one?.records, two?.records], [contacts(500), odd]);
    assert.deepEqual([one?.done.length, two?.done.length, one?.tries], [63, 1, 0]);
    assert.equal(await nextChunk(db, sealer, id, 3), null);
  });

  it('tells of which records later versions stand in the queue', async () => {
    const { store, id, put } = await heldLane();
    await put('changes', [contacts(3), contacts(1), contacts(1, 2)]);
    const laterThan = async (number: number) =>
      [...(await queuedLater(store.db, id, number, [0, 1, 2, 9].map(keyOf)))].sort();
    assert.deepEqual(await laterThan(1), [keyOf(0), keyOf(2)]);
    assert.deepEqual(await laterThan(2), [keyOf(2)]);
    assert.deepEqual(await laterThan(3), []);
  });

  it('keeps which records are done and how many are open, exactly', async () => {
    const { store, id, writer, put } = await heldLane();
    await put('changes', [contacts(10), contacts(4, 10)]);
    const { db, sealer } = store;
    const outcomes = [0, 3, 9].map((index) => written(index, 1));
    assert.ok(await keepCheckpoint(db, sealer, writer, checkpointOf(outcomes, { number: 1, done: [9, 2], open: 7 })));
    const chunk = await nextChunk(db, sealer, id, 0);
    assert.deepEqual([...(chunk?.done ?? [])], [9, 2]);
    assert.equal(await openRecords(db, id), 11);
    assert.equal((await laneTotals(db, instance, workflow))[0]?.backlog, 11);
    const rest = contacts(10).map((_, index) => written(index, 1));
    await keepCheckpoint(db, sealer, writer, checkpointOf(rest, { number: 1, done: [255, 3], open: 0 }));
    assert.equal((await nextChunk(db, sealer, id, 0))?.number, 2);
    assert.equal((await laneTotals(db, instance, workflow))[0]?.backlog, 4);
  });

  it('counts tries of a chunk from the last moment when something of it was done', async () => {
    const { store, id, writer, put } = await heldLane();
    await put('changes', [contacts(3)]);
    const { db, sealer } = store;
    for (let tries = 0; tries < 3; tries += 1) await countTry(db, writer, 1);
    assert.equal((await nextChunk(db, sealer, id, 0))?.tries, 3);
    await keepCheckpoint(db, sealer, writer, checkpointOf([written(0, 1)], { number: 1, done: [1], open: 2 }));
    assert.equal((await nextChunk(db, sealer, id, 0))?.tries, 0);
  });

  it('tells the lane’s writer of new chunks when they are in the queue, not before', async () => {
    const { store, id, put } = await heldLane();
    const client = new Client({ connectionString: store.url });
    await client.connect();
    await client.query('listen passerelle_queue');
    const heard: (string | undefined)[] = [];
    client.on('notification', ({ payload }) => heard.push(payload));
    await put('changes', []);
    await put('changes', [contacts(1)]);
    await client.query('select 1');
    assert.deepEqual(heard, [String(id)]);
    await client.end();
  });

  it('has no personal data in any byte of any table', async () => {
    const { store, id, writer, put } = await heldLane();
    const { db, sealer } = store;
    await put('load', [contacts(400).map((_, index) => contact(index, 'Quillfeather'))]);
    await keepCheckpoint(db, sealer, writer, checkpointOf([refused(0, 1), written(1, 1)]));
    const client = new Client({ connectionString: store.url });
    await client.connect();
    const tables = await client.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'passerelle'`,
    );
    for (const { name } of tables.rows) {
      const { rows } = await client.query<Record<string, unknown>>(`select * from passerelle.${name}`);
      for (const value of rows.flatMap((row) => Object.values(row))) {
        const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value) ?? '');
        assert.equal(bytes.includes('Quillfeather'), false, name);
      }
    }
    await client.end();
    const chunk = await db.selectFrom('chunks').select('payload').where('lane', '=', id).executeTakeFirstOrThrow();
    assert.throws(() => createSealer(newKey()).open(chunk.payload, `chunk:${id}:1`), UnsealError);
    assert.throws(() => sealer.open(chunk.payload, `chunk:${id}:2`), UnsealError, 'nor as another chunk');
  });
});
