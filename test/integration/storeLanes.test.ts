import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { applyVersion, appliedVersion } from '../../src/store/applied.js';
import { arrangeLanes } from '../../src/store/arrange.js';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import { leftLanes } from '../../src/store/lanePlans.js';
import { openRecords, parkLane, releaseWriter, renewWriter, takeReader, takeWriter } from '../../src/store/lanes.js';
import { forgetPosition, lookAtPosition } from '../../src/store/position.js';
import { clearGoneLanes } from '../../src/store/gone.js';
import { enqueue } from '../../src/store/queue.js';
import { tendLanes } from '../../src/store/tend.js';
import { laneTotals } from '../../src/store/totals.js';
import {
  arrange,
  checkpointOf,
  contacts,
  freshStore,
  type HeldLane,
  heldLane,
  instance,
  lanePlan,
  positionOf,
  workflow,
  written,
} from '../support/storedLane.js';

const stateOf = async ({ store: { db } }: HeldLane) => (await laneTotals(db, instance, workflow))[0]?.state;

const take = ({ store: { db } }: HeldLane) => takeWriter(db, instance, workflow, 'contact');

const failure = { code: 'dynamics-column-unknown', params: {}, at: '2026-01-01T00:00:00.000Z' };

describe('store: lanes', function () {
  this.timeout(90_000);

  it('renews a lease by the database’s clock, and tells a successor how long it runs', async () => {
    const lane = await heldLane();
    const { db } = lane.store;
    assert.equal(await renewWriter(db, lane.writer), true);
    const { leased } = await db
      .selectFrom('lanes')
      .select(sql<number>`extract(epoch from writer_lease_until - clock_timestamp())::float8`.as('leased'))
      .executeTakeFirstOrThrow();
    assert.ok(leased > 5 && leased <= 10, `${leased} s`);
    const successor = await take(lane);
    assert.ok(successor && successor.waitMs > 5_000 && successor.waitMs <= 10_000, `${successor?.waitMs} ms`);
    assert.equal(await renewWriter(db, lane.writer), false);
    assert.equal(await renewWriter(db, successor), true);
    await releaseWriter(db, successor, true);
    assert.equal((await take(lane))?.waitMs, 0);
  });

  it('leaves the lease of the owner alone when a former one gives the lane back', async () => {
    const lane = await heldLane();
    const later = await take(lane);
    assert.ok(later);
    await renewWriter(lane.store.db, later);
    await releaseWriter(lane.store.db, lane.writer, true);
    assert.ok(((await take(lane))?.waitMs ?? 0) > 5_000);
  });

  it('gives rising fences, so that of many takers the latest has the lane', async () => {
    const lane = await heldLane();
    const holds = (await Promise.all(Array.from({ length: 8 }, () => take(lane)))).flatMap((hold) => hold ?? []);
    const owners = await Promise.all(holds.map((hold) => renewWriter(lane.store.db, hold)));
    assert.equal(owners.filter(Boolean).length, 1);
    const owner = holds[owners.indexOf(true)];
    assert.equal(owner?.fence, Math.max(...holds.map(({ fence }) => fence)));
  });

  it('counts every chunk at a release that was told to be served', async () => {
    const lane = await heldLane();
    const { store, id, readerFence } = lane;
    const other = await lane.store.again();
    let writer = lane.writer;
    let served = 0;
    for (let round = 0; round < 120; round += 1) {
      await renewWriter(store.db, writer);
      const before = await openRecords(store.db, id);
      const next = positionOf('changes', `${round}`);
      const page = { phase: 'changes' as const, chunks: [contacts(1)], next, end: true };
      const held = writer;
      const [queued, left] = await Promise.all([
        // Each at various moments of the other, so that both orders happen.
        sleep(round % 2 ? 0 : round % 10).then(() => enqueue(other.db, other.sealer, id, readerFence, round, page)),
        sleep(round % 2 ? round % 10 : 0).then(() => releaseWriter(store.db, held, true)),
      ]);
      assert.ok(queued.kind === 'moved');
      if (queued.served) assert.equal(left, before + 1, `round ${round}`);
      served += queued.served ? 1 : 0;
      writer = (await take(lane)) ?? writer;
    }
    assert.ok(served > 0 && served < 120, `${served} of 120 were served: both orders must happen`);
  });

  it('goes from new to loading to live as the first load is read and written', async () => {
    const lane = await heldLane();
    assert.equal(await stateOf(lane), 'new');
    await lane.put('load', [contacts(2)], 'load');
    assert.equal(await stateOf(lane), 'loading');
    await lane.put('load', [contacts(2, 2)], 'changes');
    await lane.put('changes', [contacts(1)]);
    assert.equal(await stateOf(lane), 'loading', 'read, but not written');
    for (const number of [1, 2]) {
      assert.equal(await stateOf(lane), 'loading');
      const progress = { number, done: [3], open: 0, phase: 'load' as const };
      await keepCheckpoint(
        lane.store.db,
        lane.store.sealer,
        lane.writer,
        checkpointOf([written(number, number)], progress),
      );
    }
    assert.equal(await stateOf(lane), 'live');
  });

  it('is live at once when the table is empty, or its last page is', async () => {
    const empty = await heldLane();
    await empty.put('load', [], 'changes');
    assert.equal(await stateOf(empty), 'live');
    const short = await heldLane();
    await short.put('load', [contacts(1)], 'load');
    const progress = { number: 1, done: [1], open: 0, phase: 'load' as const };
    await keepCheckpoint(short.store.db, short.store.sealer, short.writer, checkpointOf([written(0, 1)], progress));
    assert.equal(await stateOf(short), 'loading');
    await short.put('load', [], 'changes');
    assert.equal(await stateOf(short), 'live');
  });

  it('begins anew when the position is forgotten, and keeps what is queued', async () => {
    const lane = await heldLane();
    const { db } = lane.store;
    await lane.put('load', [contacts(3)], 'load');
    assert.equal(await forgetPosition(db, lane.id, lane.readerFence), true);
    assert.deepEqual(await lookAtPosition(db, lane.id, lane.readerFence), {
      position: null,
      positionNumber: 2,
      reread: 'load',
    });
    assert.deepEqual([await stateOf(lane), await openRecords(db, lane.id)], ['new', 3]);
    await takeReader(db, instance, workflow);
    assert.equal(await forgetPosition(db, lane.id, lane.readerFence), false);
  });

  it('leaves a lane parked that its writer parked while the position was lost', async () => {
    const lane = await heldLane();
    await parkLane(lane.store.db, { ...lane.writer, side: 'writer' }, failure);
    assert.equal(await forgetPosition(lane.store.db, lane.id, lane.readerFence), true);
    assert.deepEqual([await stateOf(lane), await take(lane)], ['parked', null]);
  });

  it('keeps queue, position and ledger of a lane that stays, and drops one without a mapping', async () => {
    const store = await freshStore();
    await arrange(store, 'contact', 'account');
    const { fence, lanes } = await takeReader(store.db, instance, workflow);
    for (const { id } of lanes)
      await enqueue(store.db, store.sealer, id, fence, 0, {
        phase: 'load',
        chunks: [contacts(5)],
        next: positionOf('load', 'second'),
        end: false,
      });
    const before = await laneTotals(store.db, instance, workflow);
    assert.deepEqual(
      before.map(({ lane, backlog }) => [lane, backlog]),
      [
        ['contact', 5],
        ['account', 5],
      ],
    );
    await arrange(store, 'account', 'lead');
    const after = await takeReader(store.db, instance, workflow);
    assert.deepEqual(
      after.lanes.map(({ name, state, position, positionNumber }) => [name, state, position?.link, positionNumber]),
      [
        ['account', 'loading', 'second', 1],
        ['lead', 'new', undefined, 0],
      ],
    );
    assert.deepEqual(
      (await laneTotals(store.db, instance, workflow)).map(({ backlog }) => backlog),
      [5, 0],
    );
    const { rows } = await sql<{ count: number }>`select count(*) as count from chunks`.execute(store.db);
    assert.equal(rows[0]?.count, 1, 'the queue of the lane that went is gone');
    await arrange(store);
    assert.deepEqual(await laneTotals(store.db, instance, workflow), []);
  });

  it('does not put an older version in the place of a newer one', async () => {
    const store = await freshStore();
    const { db } = store;
    const planned = (...names: string[]) => names.map((name) => ({ name, plan: lanePlan, failure: null }));
    const names = async () => (await laneTotals(db, instance, workflow)).map(({ lane }) => lane);
    assert.equal(await applyVersion(db, instance, workflow, 2, planned('contact', 'store')), 2);
    assert.equal(await applyVersion(db, instance, workflow, 1, planned('contact')), 2);
    assert.deepEqual([await appliedVersion(db, instance, workflow), await names()], [2, ['contact', 'store']]);
  });

  it('lets nobody who took a lane before a start go on under the rules of after it', async () => {
    const lane = await heldLane();
    const { db, sealer } = lane.store;
    await applyVersion(db, instance, workflow, 2, [{ name: 'contact', plan: lanePlan, failure: null }]);
    assert.equal(await renewWriter(db, lane.writer), false);
    assert.equal(await keepCheckpoint(db, sealer, lane.writer, checkpointOf([written(0, 1)])), false);
    assert.equal((await lane.put('changes', [contacts(1)])).kind, 'stale');
    await parkLane(db, { ...lane.writer, side: 'writer' }, failure);
    assert.notEqual(await stateOf(lane), 'parked');
  });

  it('keeps nothing more for a lane that was dropped under its writer', async () => {
    const lane = await heldLane();
    await arrange(lane.store, 'account');
    assert.equal(await renewWriter(lane.store.db, lane.writer), false);
    const checkpoint = checkpointOf([written(0, 1)]);
    assert.equal(await keepCheckpoint(lane.store.db, lane.store.sealer, lane.writer, checkpoint), false);
    assert.equal(await take(lane), null);
  });

  it('parks a lane alone, and tells its state from where it stands when it is mended', async () => {
    const lane = await heldLane();
    const { db } = lane.store;
    await lane.put('load', [contacts(1)], 'changes');
    await parkLane(db, { lane: lane.id, side: 'reader', fence: lane.readerFence - 1 }, failure);
    assert.equal(await stateOf(lane), 'loading', 'a former owner parks nothing');
    await parkLane(db, { lane: lane.id, side: 'reader', fence: lane.readerFence }, failure);
    assert.equal(await take(lane), null, 'nobody writes it');
    await lane.put('changes', [contacts(1)]);
    assert.equal(await stateOf(lane), 'parked', 'a page that was on its way does not wake it');
    await arrange(lane.store, 'contact');
    assert.deepEqual([await stateOf(lane), (await laneTotals(db, instance, workflow))[0]?.failure], ['loading', null]);
    await applyVersion(db, instance, workflow, 2, [{ name: 'contact', plan: null, failure }]);
    assert.deepEqual([await stateOf(lane), await take(lane)], ['parked', null]);
    assert.deepEqual((await takeReader(db, instance, workflow)).lanes, []);
    await applyVersion(db, instance, workflow, 3, [{ name: 'contact', plan: lanePlan, failure: null }]);
    assert.deepEqual([await stateOf(lane), await appliedVersion(db, instance, workflow)], ['loading', 3]);
    assert.equal(await openRecords(db, lane.id), 2);
  });

  it('keeps what a lane was last prepared with while it cannot be prepared, for the next start to compare with', async () => {
    const store = await freshStore();
    const { db } = store;
    const left = async () => (await leftLanes(db, instance, workflow)).get('contact');
    const without = { name: 'contact', plan: null, failure };
    await applyVersion(db, instance, workflow, 1, [without]);
    assert.deepEqual(await left(), { plan: null, failure });
    await arrange(store, 'contact');
    assert.deepEqual(await left(), { plan: lanePlan, failure: null });
    for (let start = 0; start < 2; start += 1) {
      await applyVersion(db, instance, workflow, 1, [without]);
      assert.deepEqual(await left(), { plan: lanePlan, failure });
    }
    const former = { ...lanePlan, version: 7 };
    await applyVersion(db, instance, workflow, 1, [{ ...without, former }]);
    assert.deepEqual(await left(), { plan: former, failure });
    await arrange(store, 'contact');
    assert.deepEqual(await left(), { plan: lanePlan, failure: null });
  });

  it('begins anew with a mapping of the same id, although the rows of the dropped one are still being removed', async () => {
    const store = await freshStore();
    await arrange(store, 'contact');
    const { db } = store;
    const dropped = await takeWriter(db, instance, workflow, 'contact');
    assert.ok(dropped);
    await sql`
      insert into records (lane, key, number, present)
      select ${dropped.lane}::integer, gen_random_uuid(), 1, true from generate_series(1, 25000)`.execute(db);
    await sql`
      with verified as (
        insert into verifications (lane, state, repair, mapping, stand, requested_by)
        values (${dropped.lane}, 'done', false, '{}', '{}', 'ana') returning id
      )
      insert into verification_keys select id, gen_random_uuid() from verified, generate_series(1, 100)`.execute(db);
    await db.transaction().execute(async (tx) => {
      await arrangeLanes(tx, instance, workflow, []);
      await arrangeLanes(tx, instance, workflow, [{ name: 'contact', plan: lanePlan, failure: null }]);
    });
    const taken = await takeWriter(db, instance, workflow, 'contact');
    assert.ok(taken && taken.lane !== dropped.lane);
    assert.equal(await renewWriter(db, dropped), false);
    assert.equal(await keepCheckpoint(db, store.sealer, dropped, checkpointOf([written(0, 1)])), false);
    const { lanes, fence } = await takeReader(db, instance, workflow);
    assert.deepEqual([lanes[0]?.position, lanes[0]?.positionNumber], [null, 0]);
    const left = async () => (await sql`select from records`.execute(db)).rows.length;
    const steps: number[] = [];
    while ((await left()) > 0 && steps.length < 20) {
      await tendLanes(db, instance, workflow, fence);
      steps.push(await left());
    }
    assert.deepEqual(steps, [15_000, 5_000, 0]);
    await Promise.all([clearGoneLanes(db), clearGoneLanes(db)]);
    const { rows } = await sql<{ count: number }>`select count(*) as count from lanes`.execute(db);
    assert.equal(rows[0]?.count, 1);
  });

  it('runs under a plan that an older release made, with what came since as it is by default', async () => {
    const lane = await heldLane();
    const { db } = lane.store;
    await sql`update lanes set plan = plan - 'parents' - 'children' - 'settings'`.execute(db);
    const taken = await take(lane);
    const [read] = (await takeReader(db, instance, workflow)).lanes;
    assert.deepEqual([taken?.plan, read?.plan], [lanePlan, lanePlan]);
  });

  it('tells of a reading of changes that was begun more than a day ago, until it came to the end', async () => {
    const lane = await heldLane();
    const { db } = lane.store;
    const old = async () => (await tendLanes(db, instance, workflow, lane.readerFence))?.map((needs) => needs.old);
    await lane.put('load', [contacts(1)]);
    assert.deepEqual(await old(), [false]);
    await sql`update lanes set position_at = position_at - interval '25 hours'`.execute(db);
    assert.deepEqual(await old(), [true]);
    await lane.put('changes', [contacts(1)], 'changes', false);
    assert.deepEqual(await old(), [true], 'there is more to read');
    await lane.put('changes', [contacts(1)]);
    assert.deepEqual(await old(), [false]);
  });

  it('tends nothing for a reader whose lanes another has taken', async () => {
    const lane = await heldLane();
    const { db } = lane.store;
    assert.deepEqual(
      (await tendLanes(db, instance, workflow, lane.readerFence))?.map((needs) => needs.lane),
      ['contact'],
    );
    await lane.put('load', [contacts(3)], 'load');
    const none = { again: false, awaited: false, behind: null, old: false, served: false };
    const needs = { ...none, lane: 'contact', positionNumber: 1, backlog: 3 };
    assert.deepEqual(await tendLanes(db, instance, workflow, lane.readerFence), [needs]);
    await parkLane(db, { ...lane.writer, side: 'writer' }, failure);
    assert.deepEqual(await tendLanes(db, instance, workflow, lane.readerFence), []);
    await takeReader(db, instance, workflow);
    assert.equal(await tendLanes(db, instance, workflow, lane.readerFence), null);
  });
});
