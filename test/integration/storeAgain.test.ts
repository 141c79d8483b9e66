import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { askAgain, enqueueAgain, keysAgain } from '../../src/store/again.js';
import { takeReader } from '../../src/store/lanes.js';
import { lookAtPosition } from '../../src/store/position.js';
import { nextChunk } from '../../src/store/queue.js';
import { readOverview } from '../../src/store/overview.js';
import {
  contact,
  contacts,
  type HeldLane,
  heldLane,
  instance,
  keyOf,
  putter,
  workflow,
} from '../support/storedLane.js';

const ask = ({ store, id }: HeldLane, ...indexes: number[]) => askAgain(store.db, id, indexes.map(keyOf), 'retry');

const asked = async ({ store, id }: HeldLane, limit = 100) =>
  (await keysAgain(store.db, id, limit)).map((key) => Number(key.slice(-12)));

const take = ({ store, id }: HeldLane, fence: number, ...indexes: number[]) =>
  enqueueAgain(store.db, store.sealer, id, fence, indexes.map(keyOf), [indexes.map((index) => contact(index))]);

describe('store: records that are to be read again', function () {
  this.timeout(60_000);

  it('keeps one wish for each record, the oldest first', async () => {
    const lane = await heldLane();
    await ask(lane, 3, 3, 4);
    await ask(lane, 1, 3);
    await askAgain(lane.store.db, lane.id, [], 'retry');
    assert.deepEqual((await asked(lane)).toSorted(), [1, 3, 4]);
    assert.deepEqual((await asked(lane, 2)).toSorted(), [3, 4]);
    assert.deepEqual(await asked(lane, 0), []);
  });

  it('puts them into the queue as changes with the end of the wish, and leaves the position', async () => {
    const lane = await heldLane();
    await lane.put('load', [contacts(2)], 'load');
    await ask(lane, 1, 2, 3);
    const { db, sealer } = lane.store;
    const records = [[contact(1), [keyOf(2), null] as const]];
    const end = await enqueueAgain(db, sealer, lane.id, lane.readerFence, [keyOf(1), keyOf(2)], records);
    assert.deepEqual(end, { positionNumber: 2, served: false });
    assert.deepEqual(await asked(lane), [3]);
    const chunk = await nextChunk(db, sealer, lane.id, 1);
    assert.deepEqual([chunk?.number, chunk?.phase, chunk?.records], [2, 'changes', records[0]]);
    const stand = await lookAtPosition(db, lane.id, lane.readerFence);
    assert.deepEqual([stand?.position?.phase, stand?.positionNumber], ['load', 2]);
    assert.equal((await readOverview(db, instance, workflow))[0]?.counts.read, 4);
    assert.deepEqual(await lane.put('load', [contacts(1)], 'load'), { kind: 'stale' }, 'it was asked for before');
    await putter(lane.store, lane.id, lane.readerFence, 2)('load', [contacts(1)], 'load');
    assert.equal((await nextChunk(db, sealer, lane.id, 2))?.number, 3, 'numbers go on');
  });

  it('takes nothing from a reader whose lanes another has taken, and loses no wish', async () => {
    const lane = await heldLane();
    await ask(lane, 1);
    const later = await takeReader(lane.store.db, instance, workflow);
    assert.equal(await take(lane, lane.readerFence, 1), null);
    assert.deepEqual([await asked(lane), await nextChunk(lane.store.db, lane.store.sealer, lane.id, 0)], [[1], null]);
    assert.deepEqual(await take(lane, later.fence, 1), { positionNumber: 1, served: false });
    assert.deepEqual(await asked(lane), []);
  });

  it('meets or keeps a wish that comes at the moment when its record is queued', async () => {
    const lane = await heldLane();
    const other = await lane.store.again();
    for (let round = 1; round <= 40; round += 1) {
      await ask(lane, 1, 2);
      await Promise.all([
        take(lane, lane.readerFence, 1, 2),
        askAgain(other.db, lane.id, [keyOf(2), keyOf(1)], 'doubt'),
        askAgain(lane.store.db, lane.id, [keyOf(1), keyOf(3)], 'sweep'),
      ]);
      const chunk = await nextChunk(lane.store.db, lane.store.sealer, lane.id, round - 1);
      assert.ok(chunk, `round ${round}`);
      assert.ok((await asked(lane)).includes(3), 'what was not queued is still asked for');
    }
  });

  it('remembers which records a chunk has, and how many of them Campaign had and are deleted', async () => {
    const lane = await heldLane();
    await sql`insert into records (lane, key, number, present) values (${lane.id}, ${keyOf(2)}, 1, true)`.execute(
      lane.store.db,
    );
    await lane.put('changes', [[contact(1), [keyOf(2), null], contact(1), [keyOf(3), null]]]);
    const { rows } = await sql`select keys, deletes from chunks`.execute(lane.store.db);
    assert.deepEqual(rows, [{ keys: [1, 2, 1, 3].map(keyOf), deletes: 1 }]);
  });
});
