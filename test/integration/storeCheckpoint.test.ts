import assert from 'node:assert/strict';
import type { Outcome } from '../../src/core/lane.js';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import { takeWriter } from '../../src/store/lanes.js';
import { readLedger } from '../../src/store/ledger.js';
import { readOverview } from '../../src/store/overview.js';
import { nextChunk } from '../../src/store/queue.js';
import { recordFacts } from '../../src/store/recordFacts.js';
import { deleted, held, storedFamily } from '../support/storedFamily.js';
import {
  checkpointOf,
  contacts,
  type HeldLane,
  heldLane,
  instance,
  keyOf,
  refused,
  workflow,
  written,
} from '../support/storedLane.js';

const ledgerOf = async ({ store, id }: HeldLane, ...indexes: number[]) =>
  Object.fromEntries(
    [...(await readLedger(store.db, id, indexes.map(keyOf)))].map(([key, { number, hash, present }]) => [
      Number(key.slice(-12)),
      { number, hash: hash && [...hash], present },
    ]),
  );

const keep = ({ store, writer }: HeldLane, checkpoint: Parameters<typeof keepCheckpoint>[3]) =>
  keepCheckpoint(store.db, store.sealer, writer, checkpoint);

const rejectedIn = ({ store, id }: HeldLane) =>
  store.db
    .selectFrom('rejected_records')
    .select(['key', 'number', 'code', 'params', 'payload'])
    .where('lane', '=', id)
    .orderBy('key')
    .execute();

const overviewOf = async ({ store }: HeldLane) => {
  const [lane] = await readOverview(store.db, instance, workflow);
  assert.ok(lane);
  return lane;
};

describe('store: checkpoints', function () {
  this.timeout(60_000);

  it('keeps ledger, counts, progress and rejected records together', async () => {
    const lane = await heldLane();
    await lane.put('changes', [contacts(4)]);
    const outcomes = [
      written(0, 1),
      written(1, 1, { kind: 'updated' }),
      written(2, 1, { kind: 'dropped', entry: null }),
      refused(3, 1),
    ];
    assert.equal(await keep(lane, checkpointOf(outcomes, { number: 1, done: [15], open: 0 })), true);
    assert.deepEqual(await ledgerOf(lane, 0, 1, 2, 3), {
      0: { number: 1, hash: [0, 1], present: true },
      1: { number: 1, hash: [1, 1], present: true },
      3: { number: 1, hash: null, present: false },
    });
    const { counts, backlog, rejectedNow, lastSuccessAt } = await overviewOf(lane);
    assert.deepEqual(counts, {
      read: 4,
      inserted: 1,
      updated: 1,
      unchanged: 0,
      suppressed: 0,
      deleted: 0,
      dropped: 1,
      rejected: 1,
      engineCalls: 4,
    });
    assert.deepEqual([backlog, rejectedNow], [0, 1]);
    assert.ok(lastSuccessAt instanceof Date);
    assert.equal(await nextChunk(lane.store.db, lane.store.sealer, lane.id, 0), null);
  });

  it('keeps nothing at all when a part of it fails', async () => {
    const lane = await heldLane();
    await lane.put('changes', [contacts(2)]);
    const broken = { ...refused(1, 1), key: 'not a key' };
    await assert.rejects(keep(lane, checkpointOf([written(0, 1), broken], { number: 1, done: [3], open: 0 })));
    assert.deepEqual(await ledgerOf(lane, 0, 1), {});
    const { counts, backlog, lastSuccessAt } = await overviewOf(lane);
    assert.deepEqual([counts.inserted, counts.rejected, backlog, lastSuccessAt], [0, 0, 2, null]);
  });

  it('keeps nothing of a writer whose lane another has taken', async () => {
    const lane = await heldLane();
    await lane.put('changes', [contacts(2)]);
    const later = await takeWriter(lane.store.db, instance, workflow, 'contact');
    assert.ok(later);
    const checkpoint = checkpointOf([written(0, 1), refused(1, 1)], { number: 1, done: [3], open: 0 });
    assert.equal(await keep(lane, checkpoint), false);
    assert.deepEqual(await ledgerOf(lane, 0, 1), {});
    assert.deepEqual(await rejectedIn(lane), []);
    const { counts, backlog } = await overviewOf(lane);
    assert.deepEqual([counts.inserted, counts.engineCalls, backlog], [0, 0, 2]);
    assert.equal(await keepCheckpoint(lane.store.db, lane.store.sealer, later, checkpoint), true);
  });

  it('keeps either all or nothing when the lane is taken at the same moment', async () => {
    const lane = await heldLane();
    const { store } = lane;
    let writer = lane.writer;
    let kept = 0;
    for (let round = 1; round <= 30; round += 1) {
      const checkpoint = checkpointOf([written(round, round)]);
      const [done, later] = await Promise.all([
        keepCheckpoint(store.db, store.sealer, writer, checkpoint),
        takeWriter(store.db, instance, workflow, 'contact'),
      ]);
      kept += done ? 1 : 0;
      assert.equal(Object.keys(await ledgerOf(lane, round)).length, done ? 1 : 0);
      assert.equal((await overviewOf(lane)).counts.inserted, kept);
      if (later) writer = later;
    }
  });

  it('never goes back to an older version', async () => {
    const lane = await heldLane();
    await keep(lane, checkpointOf([written(0, 7)]));
    await keep(lane, checkpointOf([written(0, 5, { entry: { hash: null, present: false } })]));
    assert.deepEqual(await ledgerOf(lane, 0), { 0: { number: 7, hash: [0, 7], present: true } });
    await keep(lane, checkpointOf([written(0, 7, { entry: { hash: null, present: false } })]));
    assert.deepEqual(
      await ledgerOf(lane, 0),
      { 0: { number: 7, hash: null, present: false } },
      'the same version again',
    );
    await keep(lane, checkpointOf([written(1, 9), written(1, 8)]));
    assert.deepEqual(await ledgerOf(lane, 1), { 1: { number: 9, hash: [1, 9], present: true } }, 'in one checkpoint');
  });

  it('keeps a rejected record with its row, once, and settles it when a newer version is written', async () => {
    const lane = await heldLane();
    await keep(lane, checkpointOf([refused(0, 1), refused(1, 1)]));
    await keep(lane, checkpointOf([refused(0, 2)]));
    const [first, second] = await rejectedIn(lane);
    assert.deepEqual([first?.number, second?.number, first?.code], [2, 1, 'campaign-enumeration']);
    assert.deepEqual(first?.params, { field: 'gender' });
    const payload = lane.store.sealer.open(first?.payload ?? Buffer.alloc(0), `rejected:${lane.id}:${keyOf(0)}`);
    assert.deepEqual(JSON.parse(payload.toString()), { lastname: 'Quillfeather' });
    await keep(lane, checkpointOf([written(0, 3), written(1, 3, { kind: 'dropped', entry: null, superseded: true })]));
    assert.deepEqual(
      (await rejectedIn(lane)).map(({ key }) => key),
      [keyOf(1)],
    );
    assert.deepEqual([(await overviewOf(lane)).rejectedNow, (await overviewOf(lane)).counts.rejected], [1, 3]);
  });

  it('lets neither an older refusal nor an older success say what became of a newer version', async () => {
    const lane = await heldLane();
    await keep(lane, checkpointOf([refused(0, 1), written(0, 2)]));
    assert.deepEqual(await rejectedIn(lane), [], 'written later in the same checkpoint');
    await keep(lane, checkpointOf([written(1, 5)]));
    await keep(lane, checkpointOf([refused(1, 4)]));
    assert.deepEqual(await rejectedIn(lane), [], 'written before');
    await keep(lane, checkpointOf([refused(2, 7)]));
    await keep(lane, checkpointOf([written(2, 6)]));
    assert.equal((await rejectedIn(lane)).length, 1, 'an older version settles nothing');
  });

  it('remembers the last write of a record through versions that wrote nothing', async () => {
    const lane = await heldLane();
    await keep(lane, checkpointOf([written(0, 1)]));
    await keep(lane, checkpointOf([written(0, 2, { kind: 'suppressed' })]));
    const [facts] = await recordFacts(lane.store.db, instance, workflow, keyOf(0));
    assert.deepEqual([facts?.outcome, facts?.written], ['suppressed', 'inserted']);
    assert.ok(facts?.at && facts.writtenAt && facts.writtenAt < facts.at);
    await keep(lane, checkpointOf([written(0, 3, { kind: 'updated' })]));
    assert.equal((await recordFacts(lane.store.db, instance, workflow, keyOf(0)))[0]?.written, 'updated');
  });

  it('takes calls without an outcome for no success', async () => {
    const lane = await heldLane();
    await keep(lane, { outcomes: [], chunks: [], engineCalls: { create: 0, read: 4, update: 1, delete: 1 } });
    await keep(lane, checkpointOf([refused(0, 1)]));
    const { counts, calls, lastSuccessAt } = await overviewOf(lane);
    assert.deepEqual([counts.engineCalls, lastSuccessAt], [7, null]);
    assert.deepEqual(calls, { create: 1, read: 4, update: 1, delete: 1, verify: 0 });
  });

  it('tells how much of a first load is done', async () => {
    const lane = await heldLane();
    await lane.put('load', [contacts(5)]);
    await lane.put('changes', [contacts(2)]);
    const outcomes = [0, 1].map((index) => written(index, 1));
    await keep(lane, checkpointOf(outcomes, { number: 1, done: [3], open: 3, phase: 'load' }));
    await keep(lane, checkpointOf([written(0, 2)], { number: 2, done: [1], open: 1 }));
    assert.deepEqual((await overviewOf(lane)).load, { read: 5, done: 2, total: null });
  });

  it('is one statement as long as nothing is set aside, also in a lane of parents', async () => {
    const { store, lane } = await storedFamily({ account: {}, contact: { parents: ['account'] } });
    const account = lane('account');
    await account.put('load', [contacts(8)], 'load');
    let statements = 0;
    const counted = store.db.withPlugin({
      transformQuery: ({ node }) => {
        statements += 1;
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    });
    const count = async (outcomes: readonly Outcome[], open: number) => {
      statements = 0;
      const progress = { number: 1, done: [255 >> open], open, phase: 'load' as const };
      assert.ok(await keepCheckpoint(counted, store.sealer, account.writer, checkpointOf(outcomes, progress)));
      return statements;
    };
    const plain = [written(0, 1), written(1, 1, { kind: 'dropped', entry: null, superseded: true }), deleted(2, 1)];
    assert.equal(await count(plain, 5), 1);
    assert.ok((await count([held(3, 1)], 4)) > 1);
  });
});
