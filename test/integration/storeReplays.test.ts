import assert from 'node:assert/strict';
import { applyVersion } from '../../src/store/applied.js';
import { once } from '../../src/store/commands.js';
import { parkLane, takeReader } from '../../src/store/lanes.js';
import { forgetPosition, lookAtPosition } from '../../src/store/position.js';
import { beginReplay, replayOf, requestReplay, withdrawReplay } from '../../src/store/replays.js';
import { laneTotals } from '../../src/store/totals.js';
import { readOverview } from '../../src/store/overview.js';
import { resumeLane } from '../../src/store/arrange.js';
import { type Family, type FamilyLane, plansOf, storedFamily } from '../support/storedFamily.js';
import { contacts, instance, keyOf, putter, workflow, written } from '../support/storedLane.js';

const kin = { contact: {} };
const done = (number: number, phase: 'load' | 'replay') => ({ number, phase, done: Uint8Array.of(255), open: 0 });

const request = ({ store: { db } }: Family) => requestReplay(db, instance, workflow, 'contact', 'ana');
const begin = ({ store: { db } }: Family) =>
  db.transaction().execute((tx) => beginReplay(tx, instance, workflow, 'contact'));
const state = async ({ store: { db } }: Family) => (await replayOf(db, instance, workflow, 'contact'))?.state;
const laneOf = async ({ store: { db } }: Family) => (await laneTotals(db, instance, workflow))[0];
const look = ({ store: { db }, fence }: Family, lane: FamilyLane) => lookAtPosition(db, lane.id, fence);

/** A live lane with three records in Campaign. */
async function liveLane(): Promise<{ family: Family; lane: FamilyLane }> {
  const family = await storedFamily(kin);
  const lane = family.lane('contact');
  await lane.put('load', [contacts(3)], 'changes');
  await lane.keep(
    [0, 1, 2].map((index) => written(index, 1)),
    done(1, 'load'),
  );
  return { family, lane };
}

describe('store: replays', function () {
  this.timeout(90_000);

  it('has one at a time for each mapping, however many ask', async () => {
    const { family } = await liveLane();
    const asked = await Promise.all(Array.from({ length: 5 }, () => request(family)));
    assert.equal(asked.filter(({ requested }) => requested).length, 1);
    assert.equal(new Set(asked.map(({ replay }) => replay.id)).size, 1);
    assert.equal((await laneOf(family))?.replay, 'requested');
    assert.equal(await begin(family), true);
    const { replay, requested } = await request(family);
    assert.deepEqual([replay.state, requested, (await laneOf(family))?.replay], ['running', false, 'running']);
    assert.equal(await begin(family), false);
    assert.equal(await withdrawReplay(family.store.db, instance, workflow, 'contact'), false, 'it runs');
  });

  it('can be taken back before it begins, and asked for again', async () => {
    const { family } = await liveLane();
    await request(family);
    assert.equal(await withdrawReplay(family.store.db, instance, workflow, 'contact'), true);
    assert.deepEqual([await state(family), await begin(family)], ['withdrawn', false]);
    assert.equal((await request(family)).requested, true);
  });

  it('begins with the next start: the table is read from the start, and nothing that was read before slips in', async () => {
    const { family, lane } = await liveLane();
    await request(family);
    await applyVersion(family.store.db, instance, workflow, 2, plansOf(kin));
    const { fence } = await takeReader(family.store.db, instance, workflow);
    const readBefore = putter(family.store, lane.id, fence, 1);
    assert.deepEqual(await readBefore('changes', [contacts(1)]), { kind: 'stale' });
    const stand = await lookAtPosition(family.store.db, lane.id, fence);
    assert.deepEqual(stand, { position: null, positionNumber: 2, reread: 'replay' });
    const [overview] = await readOverview(family.store.db, instance, workflow);
    assert.deepEqual(
      [overview?.state, overview?.load, overview?.replay],
      ['new', { read: 0, done: 0, total: null }, 'running'],
    );
  });

  it('is done when the last of it is written, in whichever order both ends come', async () => {
    for (const lastPageFirst of [true, false]) {
      const { family, lane } = await liveLane();
      await request(family);
      await begin(family);
      const put = putter(family.store, lane.id, family.fence, 2);
      const write = () => lane.keep([written(0, 2, { kind: 'unchanged' })], done(2, 'replay'));
      await put('replay', [contacts(1)], 'replay');
      assert.deepEqual([(await laneOf(family))?.state, await state(family)], ['loading', 'running']);
      if (!lastPageFirst) await write();
      assert.equal(await state(family), 'running');
      await put('replay', [], 'changes');
      if (lastPageFirst) {
        assert.equal(await state(family), 'running');
        await write();
      }
      assert.deepEqual([(await laneOf(family))?.state, await state(family)], ['live', 'done']);
      const [overview] = await readOverview(family.store.db, instance, workflow);
      assert.deepEqual(overview?.load, { read: 1, done: 1, total: null });
      assert.equal((await look(family, lane))?.reread, 'load');
      await family.tend();
      assert.deepEqual(await lane.again(), [1, 2], 'what was deleted since the last read of changes is swept');
    }
  });

  it('stays a replay when its position is lost', async () => {
    const { family, lane } = await liveLane();
    await request(family);
    await begin(family);
    await putter(family.store, lane.id, family.fence, 2)('replay', [contacts(1)], 'replay');
    await forgetPosition(family.store.db, lane.id, family.fence);
    assert.deepEqual([(await look(family, lane))?.reread, await state(family)], ['replay', 'running']);
  });

  it('is done also when its lane stood still while the last of it was written', async () => {
    const { family, lane } = await liveLane();
    await request(family);
    await begin(family);
    const put = putter(family.store, lane.id, family.fence, 2);
    await put('replay', [contacts(1)], 'changes');
    const failure = { code: 'dynamics-column-unknown', params: {}, at: '2026-01-01T00:00:00.000Z' };
    await parkLane(family.store.db, { lane: lane.id, side: 'reader', fence: family.fence }, failure);
    await lane.keep([written(0, 2)], done(2, 'replay'));
    assert.deepEqual([(await laneOf(family))?.state, await state(family)], ['parked', 'running']);
    const [planned] = plansOf(kin);
    assert.ok(planned);
    assert.equal(await resumeLane(family.store.db, instance, workflow, planned), true);
    assert.deepEqual(
      [(await laneOf(family))?.state, (await laneOf(family))?.failure, await state(family)],
      ['live', null, 'done'],
    );
    assert.equal(await lane.keep([written(0, 2)]), false, 'its former writer is out');
    assert.equal(await family.tend(), null, 'and so is its former reader');
    assert.equal(await resumeLane(family.store.db, instance, workflow, planned), false, 'it runs');
    assert.equal(await resumeLane(family.store.db, instance, workflow, { ...planned, name: 'lead' }), false);
  });

  it('is withdrawn with its mapping', async () => {
    const { family } = await liveLane();
    await request(family);
    await applyVersion(family.store.db, instance, workflow, 2, []);
    assert.equal(await state(family), 'withdrawn');
  });
});

describe('store: commands', function () {
  this.timeout(60_000);

  it('applies a command once, whatever is repeated and whoever repeats it', async () => {
    const family = await storedFamily(kin);
    const { db } = family.store;
    const other = await family.store.again();
    const apply = (id: string, database = db) =>
      once(database, { instance, workflow }, id, async (tx) => {
        await tx
          .insertInto('again')
          .values({ lane: 1, key: keyOf((await countAgain(tx)) + 1), reason: 'retry' })
          .execute();
        return { asked: await countAgain(tx) };
      });
    const ends = await Promise.all([apply('a'), apply('a', other.db), apply('a'), apply('a', other.db)]);
    assert.deepEqual(
      ends,
      Array.from({ length: 4 }, () => ({ asked: 1 })),
      'who repeats it is told what it came to',
    );
    assert.equal(await countAgain(db), 1);
    assert.deepEqual(await apply('b'), { asked: 2 });
    assert.equal(await once(db, { instance, workflow: 'egress' }, 'a', async () => 7), 7, 'of another workflow');
    assert.equal(await countAgain(db), 2);
  });

  it('is applied when it is repeated after it failed', async () => {
    const { store } = await storedFamily(kin);
    const fail = () => Promise.reject(new Error('broken'));
    await assert.rejects(once(store.db, { instance, workflow }, 'a', fail), /broken/);
    assert.equal(await once(store.db, { instance, workflow }, 'a', async () => 7), 7);
  });

  it('is part of the transaction that it is given', async () => {
    const { store } = await storedFamily(kin);
    const outer = store.db.transaction().execute(async (tx) => {
      assert.equal(await once(tx, { instance, workflow }, 'a', async () => 6), 6);
      throw new Error('rolled back');
    });
    await assert.rejects(outer, /rolled back/);
    assert.equal(await once(store.db, { instance, workflow }, 'a', async () => 7), 7);
  });
});

async function countAgain(db: Family['store']['db']): Promise<number> {
  return (await db.selectFrom('again').select('key').execute()).length;
}
