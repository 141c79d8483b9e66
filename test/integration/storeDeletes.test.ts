import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { DeleteCounts } from '../../src/core/lane.js';
import { confirmDeletes, countDeletes } from '../../src/store/deletes.js';
import { parkLane } from '../../src/store/lanes.js';
import { absentParents } from '../../src/store/ledger.js';
import { forgetPosition } from '../../src/store/position.js';
import { laneTotals } from '../../src/store/totals.js';
import { deleted, type Family, held, type Kin, storedFamily } from '../support/storedFamily.js';
import { contact, instance, keyOf, refused, workflow, written } from '../support/storedLane.js';

const kin = { account: {}, contact: { parents: ['account'] } };

const pending = ({ store: { db } }: Family) =>
  db.selectFrom('pending_deletes').select(['lane', 'key', 'number', 'state', 'held_at']).orderBy('key').execute();

const states = async (family: Family) => (await pending(family)).map(({ state }) => state);

const counts = ({ store: { db } }: Family, lane: number): Promise<DeleteCounts> => countDeletes(db, lane)();

const chunkDone = (number: number, open: number) => ({
  number,
  phase: 'changes' as const,
  done: Uint8Array.of(255),
  open,
});

/** A family whose lanes are live and wholly worked off. */
async function liveFamily(of: Readonly<Record<string, Kin>> = kin): Promise<Family> {
  const family = await storedFamily(of);
  for (const name of Object.keys(of)) {
    await family.lane(name).put('load', [], 'changes');
    await family.lane(name).put('changes', []);
  }
  return family;
}

describe('store: deletes', function () {
  this.timeout(120_000);

  it('holds a delete while the child’s lane, which lost its position, may hear of deletes from its sweep alone', async () => {
    const family = await liveFamily();
    const [account, child] = [family.lane('account'), family.lane('contact')];
    await account.keep([written(1, 1)]);
    await account.keep([held(1, 2)]);
    for (let reads = 0; reads < 2; reads += 1) await child.put('changes', []);
    await family.store.db.updateTable('lanes').set({ sweep_below: 9 }).where('name', '=', 'contact').execute();
    await family.tend();
    assert.deepEqual(await states(family), ['held']);
    await family.tend();
    assert.deepEqual(await states(family), ['ripe'], 'nothing was left to be looked for');
  });

  it('holds a delete for a child’s lane that lost its position during its first load', async () => {
    const family = await storedFamily(kin);
    const [account, child] = [family.lane('account'), family.lane('contact')];
    await account.put('load', [], 'changes');
    await child.put('load', [[contact(1)]], 'load');
    await child.keep([written(1, 1)], { ...chunkDone(1, 0), phase: 'load' });
    await account.keep([written(1, 1)]);
    await account.keep([held(1, 2)]);
    assert.equal(await forgetPosition(family.store.db, child.id, family.fence), true);
    await family.tend();
    assert.deepEqual(await states(family), ['held']);
  });

  it('counts a parent as absent from the moment when its delete is held', async () => {
    const family = await liveFamily();
    const parents = [1, 2].map((number) => ({ lane: 'account', key: keyOf(number) }));
    await family.lane('account').keep([written(1, 1), written(2, 1)]);
    assert.deepEqual(await absentParents(family.store.db, instance, workflow, parents), []);
    await family.lane('account').keep([held(1, 2)]);
    assert.deepEqual(await absentParents(family.store.db, instance, workflow, parents), [parents[0]]);
  });

  it('holds a delete until the child’s lane was read to the end since, and its queue is worked off', async () => {
    const family = await liveFamily();
    const [account, child] = [family.lane('account'), family.lane('contact')];
    await account.keep([written(1, 1)]);
    await account.keep([held(1, 2)]);
    assert.equal((await account.known(1))?.pendingDelete, 'held');
    const needs = await family.tend();
    assert.deepEqual(
      needs?.map(({ lane, awaited }) => [lane, awaited]),
      [
        ['account', false],
        ['contact', true],
      ],
      'the child’s lane is to be polled often',
    );
    assert.deepEqual(await states(family), ['held']);
    await child.put('changes', [[contact(1)]]);
    await family.tend();
    assert.deepEqual(await states(family), ['held'], 'that read may have been begun before');
    await child.put('changes', [[contact(2)]]);
    await family.tend();
    assert.deepEqual([await states(family), (await account.known(1))?.pendingDelete], [['passed'], 'held']);
    await child.put('changes', [[contact(3)]]);
    await child.keep([written(1, 1)], chunkDone(1, 0));
    await family.tend();
    assert.deepEqual(await states(family), ['passed'], 'one chunk of that read is open');
    await child.keep([written(2, 2)], chunkDone(2, 0));
    await family.tend();
    assert.deepEqual(
      [await states(family), await account.again()],
      [['ripe'], [1]],
      'what was queued later does not count',
    );
    assert.equal((await account.known(1))?.pendingDelete, 'ripe');
    await account.keep([deleted(1, 3, { settles: true })]);
    assert.deepEqual([await states(family), (await account.known(1))?.present], [[], false]);
  });

  it('holds a delete until those of its children are done, which may be held for children of their own', async () => {
    const family = await liveFamily({ ...kin, loyalty: { parents: ['contact'] } });
    const [account, child, grandchild] = [family.lane('account'), family.lane('contact'), family.lane('loyalty')];
    const stateIn = async (lane: number) =>
      (await pending(family)).filter((row) => row.lane === lane).map(({ state }) => state);
    await account.put('changes', [[[keyOf(1), null]]]);
    await account.keep([held(1, 1)], chunkDone(1, 0));
    await child.put('changes', []);
    await child.put('changes', [[[keyOf(2), null]]]);
    await family.tend();
    await child.keep([held(2, 1)], chunkDone(1, 0));
    await family.tend();
    assert.deepEqual([await stateIn(account.id), await stateIn(child.id)], [['passed'], ['held']]);
    for (let reads = 0; reads < 2; reads += 1) await grandchild.put('changes', []);
    // A delete that came later is not waited for.
    await child.put('changes', [[[keyOf(3), null]]]);
    await child.keep([held(3, 2)], chunkDone(2, 0));
    await family.tend();
    assert.deepEqual([await stateIn(account.id), await stateIn(child.id)], [['passed'], ['ripe', 'held']]);
    await child.keep([deleted(2, 3, { settles: true })]);
    await family.tend();
    assert.deepEqual([await stateIn(account.id), await stateIn(child.id)], [['ripe'], ['held']]);
  });

  it('holds a delete since its chunk was queued, to the microsecond', async () => {
    const family = await liveFamily();
    const [account, child] = [family.lane('account'), family.lane('contact')];
    await account.put('changes', [[[keyOf(1), null]]]);
    const { db } = family.store;
    // The read that tells of the children began in the same millisecond, before the chunk was queued.
    const within = (microseconds: string) => sql<Date>`timestamptz '2026-01-01 00:00:00.${sql.raw(microseconds)}'`;
    await db
      .updateTable('chunks')
      .set({ queued_at: within('000900') })
      .where('lane', '=', account.id)
      .execute();
    await account.keep([held(1, 1)], chunkDone(1, 0));
    await db
      .updateTable('lanes')
      .set({ passed_at: within('000800') })
      .where('id', '=', child.id)
      .execute();
    await family.tend();
    assert.deepEqual(await states(family), ['held']);
    await db
      .updateTable('lanes')
      .set({ passed_at: within('000901') })
      .where('id', '=', child.id)
      .execute();
    await family.tend();
    assert.deepEqual(await states(family), ['ripe']);
  });

  it('takes the pages of one read for one: the last of them was not begun after the first', async () => {
    const family = await liveFamily();
    const [account, child] = [family.lane('account'), family.lane('contact')];
    await child.put('changes', [], 'changes', false);
    await account.keep([held(1, 1)]);
    await child.put('changes', [], 'changes', false);
    await child.put('changes', [], 'changes', true);
    await family.tend();
    assert.deepEqual(await states(family), ['held']);
    await child.put('changes', [], 'changes', true);
    await family.tend();
    assert.deepEqual(await states(family), ['ripe']);
  });

  it('does not take the end of a load for a read of the changes', async () => {
    const family = await storedFamily(kin);
    const [account, child] = [family.lane('account'), family.lane('contact')];
    await child.put('load', [], 'load');
    await account.keep([held(1, 1)]);
    await child.put('load', [], 'load');
    await child.put('load', [], 'changes');
    await family.tend();
    assert.deepEqual(await states(family), ['held']);
    await child.put('changes', []);
    await family.tend();
    assert.deepEqual(await states(family), ['ripe'], 'that read was begun when the load was over');
  });

  it('waits for no lane of which nothing is in Campaign, and for none that is no child', async () => {
    const family = await storedFamily(kin);
    await family.lane('account').keep([held(1, 1)]);
    await family.lane('contact').keep([held(2, 1)]);
    await family.tend();
    assert.deepEqual(await states(family), ['ripe', 'ripe']);
  });

  it('holds a deleted record of a table that points to itself until its own lane has passed', async () => {
    const family = await storedFamily({ account: { parents: ['account'] } });
    const account = family.lane('account');
    await account.put('load', [], 'changes');
    await account.put('changes', [[[keyOf(1), null]]]);
    await account.keep([held(1, 1)], chunkDone(1, 0));
    await account.put('changes', []);
    await family.tend();
    assert.deepEqual(await states(family), ['held']);
    await account.put('changes', []);
    await family.tend();
    assert.deepEqual(await states(family), ['ripe']);
  });

  it('cancels a pending delete when a newer version is concluded, and not when an older one is', async () => {
    const family = await liveFamily();
    const account = family.lane('account');
    await account.keep([1, 2, 3, 4, 5].map((index) => held(index, 5)));
    const [first] = await pending(family);
    await account.keep([
      held(1, 6, { settles: true }),
      written(2, 6, { settles: true }),
      { ...refused(3, 6), settles: true as const },
      written(4, 4, { settles: true }),
      written(5, 6, { kind: 'dropped', entry: null, superseded: true }),
    ]);
    const left = await pending(family);
    assert.deepEqual(
      left.map(({ key, number }) => [key, number]),
      [
        [keyOf(1), 6],
        [keyOf(4), 5],
        [keyOf(5), 5],
      ],
    );
    assert.deepEqual(left[0]?.held_at, first?.held_at, 'held since the first');
  });

  it('does not go back when a ripe delete is held once more', async () => {
    const family = await storedFamily(kin);
    const account = family.lane('account');
    await account.keep([held(1, 1)]);
    await family.tend();
    await account.keep([held(1, 2, { settles: true })]);
    assert.deepEqual(await states(family), ['ripe']);
  });

  it('loses no cancellation when a delete ripens at the same moment', async () => {
    const family = await storedFamily(kin);
    const account = family.lane('account');
    for (let round = 1; round <= 25; round += 1) {
      await account.keep([held(round, 2 * round)]);
      await Promise.all([family.tend(), account.keep([written(round, 2 * round + 1, { settles: true })])]);
      assert.deepEqual(await pending(family), [], `round ${round}`);
    }
  });

  it('counts deletes for the brake: done, held, queued, each once', async () => {
    const family = await liveFamily();
    const account = family.lane('account');
    await account.keep(Array.from({ length: 20 }, (_, index) => written(index, 1)));
    await account.keep([deleted(0, 2), deleted(1, 2)]);
    await account.keep([deleted(2, 2), held(3, 2), held(4, 2)]);
    const none = { queued: 0, present: 17, confirmed: 0 };
    assert.deepEqual(await counts(family, account.id), { ...none, recent: 3, held: 2 });
    // Of the last one nothing was ever in Campaign.
    await account.put('changes', [[[keyOf(5), null], contact(6), [keyOf(7), null], [keyOf(99), null]]]);
    assert.deepEqual(await counts(family, account.id), { ...none, recent: 3, held: 2, queued: 2 });
    await account.keep([written(6, 2), deleted(5, 2)], chunkDone(1, 1));
    assert.deepEqual(await counts(family, account.id), { ...none, present: 16, recent: 4, held: 2, queued: 1 });
    assert.equal((await laneTotals(family.store.db, instance, workflow))[0]?.held, 2);
  });

  it('counts a ripe delete as held until it stands in the queue', async () => {
    const family = await storedFamily(kin);
    const account = family.lane('account');
    await account.keep([held(1, 1), held(2, 1)]);
    await family.tend();
    assert.equal((await counts(family, account.id)).held, 2);
    await sql`delete from again where key = ${keyOf(1)}`.execute(family.store.db);
    assert.equal((await counts(family, account.id)).held, 1);
  });

  it('forgets deletes of more than a day ago', async () => {
    const family = await liveFamily();
    const account = family.lane('account');
    const { db } = family.store;
    await account.keep([written(1, 1), deleted(2, 1)]);
    await sql`update deletes set hour = hour - interval '20 hours'`.execute(db);
    await account.keep([deleted(3, 1)]);
    assert.equal((await counts(family, account.id)).recent, 2);
    await sql`update deletes set hour = hour - interval '10 hours'`.execute(db);
    assert.equal((await counts(family, account.id)).recent, 1);
    await sql`update deletes set hour = hour - interval '40 hours'`.execute(db);
    await family.tend();
    assert.deepEqual(await db.selectFrom('deletes').selectAll().execute(), []);
  });

  it('lets a person confirm deletes for a day, and wakes the lane that was parked for them alone', async () => {
    const family = await liveFamily();
    const account = family.lane('account');
    const { db } = family.store;
    const park = (code: string, count = 900) =>
      parkLane(
        db,
        { ...account.writer, side: 'writer' },
        { code, params: { count }, at: '2026-01-01T00:00:00.000Z', lane: 'account' },
      );
    const state = async () => (await laneTotals(db, instance, workflow))[0]?.state;
    await park('dynamics-column-unknown');
    assert.equal(await confirmDeletes(db, instance, workflow, 'account', 700), true);
    assert.deepEqual([await state(), (await counts(family, account.id)).confirmed], ['parked', 700]);
    await park('too-many-deletes');
    assert.equal(await confirmDeletes(db, instance, workflow, 'account', 800), true);
    assert.deepEqual([await state(), (await counts(family, account.id)).confirmed], ['live', 800]);
    await park('too-many-deletes', 800);
    assert.equal(await state(), 'live', 'it had counted before the confirmation came');
    await park('too-many-deletes', 801);
    assert.equal(await state(), 'parked');
    await sql`update lanes set deletes_confirmed_until = now() - interval '1 second'`.execute(db);
    assert.equal((await counts(family, account.id)).confirmed, 0);
    assert.equal(await confirmDeletes(db, instance, workflow, 'lead', 1), false);
  });

  it('counts deletes that a person confirmed for as long as the confirmation does', async () => {
    const family = await liveFamily();
    const account = family.lane('account');
    const { db } = family.store;
    const confirm = (upTo: number) => confirmDeletes(db, instance, workflow, 'account', upTo);
    const counted = async () => {
      const { recent, confirmed } = await counts(family, account.id);
      return [recent, confirmed];
    };
    await account.keep([deleted(1, 1)]);
    await confirm(5);
    await account.keep([deleted(2, 1), deleted(3, 1)]);
    assert.deepEqual(await counted(), [3, 5], 'it bounds what is done in its time');
    await confirm(9);
    assert.deepEqual(await counted(), [3, 9], 'also when it is given anew meanwhile');
    await sql`update lanes set deletes_confirmed_until = now() - interval '1 second'`.execute(db);
    assert.deepEqual(await counted(), [1, 0], 'what was done under it no longer counts');
    await account.keep([deleted(4, 1)]);
    assert.deepEqual(await counted(), [2, 0]);
    await confirm(7);
    assert.deepEqual(await counted(), [2, 7], 'a later one does not bring it back');
    await account.keep([deleted(5, 1)]);
    assert.deepEqual(await counted(), [3, 7]);
  });
});
