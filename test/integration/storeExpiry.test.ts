import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { laneTotals } from '../../src/store/totals.js';
import { awaits, type Family, type FamilyLane, storedFamily } from '../support/storedFamily.js';
import { instance, keyOf, refused, workflow, written } from '../support/storedLane.js';

const kin = { account: {}, contact: { parents: ['account'] } };

const waitingRows = ({ store: { db } }: Family) => db.selectFrom('waiting').select('key').orderBy('key').execute();

const rejectedRows = ({ store: { db } }: Family) =>
  db.selectFrom('rejected_records').select(['key', 'number', 'code', 'params', 'payload']).orderBy('key').execute();

/** Reads a lane's changes up to the end, twice: the second read was begun after the first. */
async function follow(lane: FamilyLane): Promise<void> {
  await lane.put('changes', []);
  await lane.put('changes', []);
}

/** Lets time pass for all waiting records. */
const age = ({ store: { db } }: Family, days: number) =>
  sql`update waiting set since = since - ${days} * interval '1 day'`.execute(db);

describe('store: records that waited too long', function () {
  this.timeout(120_000);

  it('rejects them, with what it waited for', async () => {
    const family = await storedFamily({ account: {}, contact: { parents: ['account'], waitingDays: 3 } });
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    await follow(account);
    await contact.keep([written(2, 1)]);
    await contact.keep([awaits(1, 2, 'account', 9), awaits(2, 2, 'account', 9)]);
    await age(family, 2.9);
    await family.tend();
    assert.deepEqual(await rejectedRows(family), []);
    await age(family, 0.2);
    await family.tend();
    const params = { parent: 'account', days: 3, column: '_account_value' };
    assert.deepEqual(
      await rejectedRows(family),
      [1, 2].map((index) => ({ key: keyOf(index), number: 2, code: 'parent-missing', params, payload: null })),
    );
    assert.deepEqual(await waitingRows(family), []);
    const totals = (await laneTotals(family.store.db, instance, workflow)).find(({ lane }) => lane === 'contact');
    assert.deepEqual([totals?.waiting, totals?.rejected], [0, 2]);
    await account.keep([written(9, 1)]);
    await family.tend();
    assert.deepEqual(await contact.again(), [], 'a person has to retry it');
    await contact.keep([written(1, 3)]);
    assert.deepEqual(
      (await rejectedRows(family)).map(({ key }) => key),
      [keyOf(2)],
    );
  });

  it('does not count the time in which the parent’s lane was not read, or not written', async () => {
    const family = await storedFamily(kin);
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    await contact.keep([awaits(1, 1, 'account', 9)]);
    await age(family, 8);
    await family.tend();
    assert.equal((await rejectedRows(family)).length, 0, 'it was never read');
    await account.put('changes', [[[keyOf(9), {}]]]);
    await sql`update chunks set queued_at = now() - interval '2 days'`.execute(family.store.db);
    await follow(account);
    await family.tend();
    assert.equal((await rejectedRows(family)).length, 0, 'its queue holds what was read two days ago');
    await account.keep([refused(9, 1)], { number: 1, phase: 'changes', done: Uint8Array.of(1), open: 0 });
    await family.tend();
    assert.equal((await rejectedRows(family)).filter(({ key }) => key === keyOf(1)).length, 1);
  });

  it('begins to count anew when it is another parent that is missing', async () => {
    const family = await storedFamily({ account: {}, contact: { parents: ['account'] } });
    const contact = family.lane('contact');
    await follow(family.lane('account'));
    await contact.keep([awaits(1, 1, 'account', 9), awaits(2, 1, 'account', 9)]);
    await age(family, 6);
    await contact.keep([awaits(1, 2, 'account', 8), awaits(2, 2, 'account', 9)]);
    await age(family, 2);
    await family.tend();
    assert.deepEqual(
      (await rejectedRows(family)).map(({ key }) => key),
      [keyOf(2)],
    );
  });

  it('gives up nothing after a long stop whose parent stands in the queue, or was just written', async () => {
    // Lanes are tended in the order of their names here: a child before its parent, and after it.
    for (const [parent, child] of [
      ['account', 'contact'],
      ['contact', 'account'],
    ] as const) {
      const family = await storedFamily({ account: {}, contact: {}, [child]: { parents: [parent] } });
      const [of, waits] = [family.lane(parent), family.lane(child)];
      await follow(of);
      await waits.keep([awaits(1, 1, parent, 9), awaits(2, 1, parent, 8)]);
      // Both had waited an hour when everything was stopped.
      await sql`update lanes set passed_at = passed_at - interval '10 days', position_at = position_at - interval '10 days'`.execute(
        family.store.db,
      );
      await age(family, 10 + 1 / 24);
      await sql`update waiting set check_at = now() + interval '1 hour'`.execute(family.store.db);
      await family.tend();
      assert.deepEqual(await rejectedRows(family), [], 'nothing was read yet');
      await of.put('changes', [[[keyOf(9), {}]]]);
      await of.put('changes', []);
      await family.tend();
      assert.deepEqual(await rejectedRows(family), [], 'its parent stands in the queue');
      await of.keep([written(9, 1)], { number: 1, phase: 'changes', done: Uint8Array.of(1), open: 0 });
      await family.tend();
      const given = (await rejectedRows(family)).map(({ key }) => key);
      assert.deepEqual([given, await waits.again()], [[keyOf(2)], [1]], 'the other’s did not come');
    }
  });

  it('lets no rejection stand when a record is written at the moment when it waited too long', async () => {
    const family = await storedFamily(kin);
    const contact = family.lane('contact');
    await follow(family.lane('account'));
    for (let round = 1; round <= 25; round += 1) {
      await contact.keep([awaits(round, round * 2, 'account', 9)]);
      await age(family, 8);
      await Promise.all([family.tend(), contact.keep([written(round, round * 2 + 1, { settles: true })])]);
      assert.deepEqual([await waitingRows(family), await rejectedRows(family)], [[], []], `round ${round}`);
    }
  });
});
