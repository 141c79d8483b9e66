import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { applyVersion } from '../../src/store/applied.js';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import { absentParents } from '../../src/store/ledger.js';
import { readOverview } from '../../src/store/overview.js';
import { laneTotals } from '../../src/store/totals.js';
import { awaits, deleted, type Family, held, parentRef, plansOf, storedFamily } from '../support/storedFamily.js';
import { checkpointOf, instance, keyOf, refused, workflow, written } from '../support/storedLane.js';

const kin = { account: {}, contact: { parents: ['account'] } };

const needsOf = async (family: Family, lane: string) => (await family.tend())?.find((needs) => needs.lane === lane);

const waitingRows = ({ store: { db } }: Family) =>
  db.selectFrom('waiting').select(['key', 'number', 'parent_key', 'since', 'released']).orderBy('key').execute();

describe('store: waiting records', function () {
  this.timeout(120_000);

  it('tells which parents are not in Campaign, each once', async () => {
    const family = await storedFamily(kin);
    const { db } = family.store;
    await family.lane('account').keep([written(1, 1), written(2, 1, { entry: { hash: null, present: false } })]);
    const asked = [1, 2, 3, 3].map((index) => parentRef('account', index));
    const absent = await absentParents(db, instance, workflow, [...asked, parentRef('lead', 1)]);
    assert.deepEqual(absent.map(({ lane, key }) => `${lane} ${Number(key.slice(-12))}`).sort(), [
      'account 2',
      'account 3',
      'lead 1',
    ]);
    assert.deepEqual(await absentParents(db, instance, workflow, []), []);
  });

  it('keeps a record that waits out of the backlog, counted apart, and the ledger as it was', async () => {
    const family = await storedFamily(kin);
    const contact = family.lane('contact');
    await contact.put('changes', [[[keyOf(1), { lastname: 'Doe' }]]]);
    await contact.keep([awaits(1, 1, 'account', 9)], { number: 1, phase: 'changes', done: Uint8Array.of(1), open: 0 });
    const known = { number: 0, hash: null, present: false, waiting: true, pendingDelete: null, inDoubt: false };
    assert.deepEqual(await contact.known(1), known);
    assert.equal(await contact.known(2), undefined);
    const totals = (await laneTotals(family.store.db, instance, workflow)).find(({ lane }) => lane === 'contact');
    assert.deepEqual([totals?.backlog, totals?.waiting, totals?.rejected], [0, 1, 0]);
    const overview = (await readOverview(family.store.db, instance, workflow)).find(({ lane }) => lane === 'contact');
    assert.deepEqual([overview?.waitingNow, overview?.counts.rejected], [1, 0]);
    await contact.keep([written(2, 1), awaits(2, 2, 'account', 9)]);
    assert.deepEqual([(await contact.known(2))?.number, (await contact.known(2))?.waiting], [1, true]);
  });

  it('has a record read again as soon as its parent is in Campaign, and not before', async () => {
    const family = await storedFamily(kin);
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    await contact.keep([awaits(1, 1, 'account', 9), awaits(2, 1, 'account', 8)]);
    await account.keep([refused(9, 1)]);
    assert.deepEqual([(await needsOf(family, 'contact'))?.again, await contact.again()], [false, []]);
    assert.equal((await needsOf(family, 'account'))?.awaited, true);
    await account.keep([written(9, 2)]);
    assert.equal((await needsOf(family, 'contact'))?.again, true);
    assert.deepEqual(await contact.again(), [1]);
    assert.deepEqual(
      (await waitingRows(family)).map(({ released }) => released),
      [true, false],
    );
    const before = await waitingRows(family);
    await sql`delete from again`.execute(family.store.db);
    await family.tend();
    assert.deepEqual([await contact.again(), await waitingRows(family)], [[], before], 'once');
  });

  it('misses no parent that comes while the child begins to wait', async () => {
    const family = await storedFamily(kin);
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    const { db } = family.store;
    for (let round = 1; round <= 40; round += 1) {
      const wait = () => contact.keep([awaits(round, round, 'account', round)]);
      const come = () => account.keep([written(round, round)]);
      await Promise.all(round % 2 ? [wait(), come()] : [come(), wait()]);
    }
    await family.tend();
    assert.equal((await contact.again()).length, 40);
    assert.equal(await db.selectFrom('arrivals').select('key').executeTakeFirst(), undefined);
  });

  it('finds a parent whose checkpoint began before the child’s and ended after it', async () => {
    const family = await storedFamily(kin);
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    const { db } = (await family.store.again()) as Family['store'];
    let parentKept: Promise<boolean> | undefined;
    await db.transaction().execute(async (tx) => {
      await sql`select from lanes where id = ${account.id} for update`.execute(tx);
      parentKept = account.keep([written(9, 1)]);
      await untilLockIsAwaited(family);
      await contact.keep([awaits(1, 1, 'account', 9)]);
      await family.tend();
      assert.deepEqual(await contact.again(), [], 'the parent is not there yet');
    });
    assert.equal(await parentKept, true);
    assert.equal(await db.selectFrom('arrivals').select('key').executeTakeFirst(), undefined, 'it was not seen');
    await sql`update waiting set check_at = now()`.execute(db);
    await family.tend();
    assert.deepEqual(await contact.again(), [1]);
  });

  it('waits for a parent that is about to be deleted, until it is certain that it stays', async () => {
    const family = await storedFamily(kin);
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    const { db } = family.store;
    await contact.put('load', [], 'changes');
    await account.keep([written(8, 1), written(9, 1)]);
    await account.keep([held(8, 2), held(9, 2)]);
    await contact.keep([awaits(1, 1, 'account', 8), awaits(2, 1, 'account', 9)]);
    for (let round = 0; round < 3; round += 1) {
      await family.tend();
      await sql`update waiting set check_at = now()`.execute(db);
    }
    assert.deepEqual(await contact.again(), [], 'a release would only make it wait again');
    await sql`update waiting set check_at = now() + interval '1 hour'`.execute(db);
    await account.keep([
      written(8, 3, { kind: 'dropped', entry: null, settles: true }),
      deleted(9, 3, { settles: true }),
    ]);
    await family.tend();
    assert.deepEqual(await contact.again(), [1]);
  });

  it('looks a parent up again soon, then ever more seldom', async () => {
    const family = await storedFamily(kin);
    await family.lane('contact').keep([awaits(1, 1, 'account', 9)]);
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      await family.tend();
      const { rows } = await sql<{ seconds: number }>`
        select extract(epoch from check_at - clock_timestamp())::float8 as seconds from waiting`.execute(
        family.store.db,
      );
      waits.push(Math.ceil(rows[0]?.seconds ?? 0));
      await sql`update waiting set check_at = now()`.execute(family.store.db);
    }
    assert.deepEqual(waits, [2, 8, 32, 128, 512, 1800, 1800]);
  });

  it('keeps one row for the newest version, and since when the first has waited for that parent', async () => {
    const family = await storedFamily(kin);
    const contact = family.lane('contact');
    await contact.keep([awaits(1, 3, 'account', 9)]);
    const [first] = await waitingRows(family);
    await contact.keep([awaits(1, 2, 'account', 7)]);
    assert.deepEqual(await waitingRows(family), [first], 'an older version');
    await family.lane('account').keep([written(9, 1)]);
    await family.tend();
    await contact.keep([awaits(1, 4, 'account', 9, { settles: true })]);
    const [second, ...others] = await waitingRows(family);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [second?.number, second?.parent_key, second?.since, second?.released],
      [4, keyOf(9), first?.since, false],
    );
  });

  it('waits no longer when a newer version was concluded, whatever became of it', async () => {
    const family = await storedFamily(kin);
    const contact = family.lane('contact');
    const ends = [
      written(1, 2, { settles: true }),
      written(2, 2, { kind: 'dropped', entry: null, settles: true }),
      { ...refused(3, 2), settles: true as const },
    ];
    await contact.keep([1, 2, 3, 4, 5].map((index) => awaits(index, 1, 'account', 9)));
    await contact.keep([
      ...ends,
      written(4, 2, { kind: 'dropped', entry: null, superseded: true }),
      written(5, 0, { settles: true }),
    ]);
    assert.deepEqual(
      (await waitingRows(family)).map(({ key }) => key),
      [keyOf(4), keyOf(5)],
      'a superseded version and an older one conclude nothing',
    );
  });

  it('has a record judged anew whose mapping no longer names the parent', async () => {
    const family = await storedFamily(kin);
    const contact = family.lane('contact');
    await contact.keep([awaits(1, 1, 'account', 9)]);
    await family.tend();
    await applyVersion(family.store.db, instance, workflow, 2, plansOf({ account: {}, contact: {} }));
    await sql`update waiting set check_at = now()`.execute(family.store.db);
    await family.tendAnew();
    assert.deepEqual(await contact.again(), [1]);
  });

  it('releases records that wait for another of their own table', async () => {
    const family = await storedFamily({ account: { parents: ['account'] } });
    const account = family.lane('account');
    await account.keep([awaits(1, 1, 'account', 2), awaits(3, 1, 'account', 1), written(2, 1)]);
    await family.tend();
    assert.deepEqual(await account.again(), [1], 'also when both came in one checkpoint');
  });

  it('keeps a child lane behind until its parent’s first load is written, and no longer', async () => {
    const family = await storedFamily(kin);
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    assert.deepEqual([await behind(family, 'contact'), await behind(family, 'account')], ['account', null]);
    await account.put('load', [[[keyOf(1), {}]]], 'changes');
    assert.equal(await behind(family, 'contact'), 'account', 'read, but not written');
    await account.keep([written(1, 1)], { number: 1, phase: 'load', done: Uint8Array.of(1), open: 0 });
    assert.equal(await behind(family, 'contact'), null);
    await sql`update lanes set position = null, state = 'new' where id = ${account.id}`.execute(family.store.db);
    assert.equal(await behind(family, 'contact'), null, 'a second read of the parent’s table holds up nobody');
    await contact.put('load', [], 'changes');
    assert.equal(await behind(family, 'contact'), null);
  });

  it('releases 100,000 records in steps that hold nobody up', async () => {
    const family = await storedFamily(kin);
    const { db } = family.store;
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    await sql`
      insert into waiting (lane, key, number, parent_lane, parent_key, since, check_at)
      select ${contact.id}::integer, gen_random_uuid(), 1, 'account', ${keyOf(9)}::uuid, now(), now() + interval '1 hour'
      from generate_series(1, 100000)`.execute(db);
    await account.keep([written(9, 1)]);
    const steps: number[] = [];
    for (let released = 0; released < 100_000 && steps.length < 100; ) {
      await Promise.all([family.tend(), contact.keep([written(steps.length, 1)])]);
      const { rows } = await sql<{ count: number }>`select count(*) as count from again`.execute(db);
      steps.push((rows[0]?.count ?? 0) - released);
      released = rows[0]?.count ?? 0;
    }
    assert.deepEqual(new Set(steps), new Set([2_000]), 'each round its share');
    await family.tend();
    assert.equal(await db.selectFrom('arrivals').select('key').executeTakeFirst(), undefined);
  });

  it('waits for nobody although readers, writers and the tending of all lanes meet', async () => {
    const family = await storedFamily({ account: { parents: ['account'] }, contact: { parents: ['account'] } });
    const [account, contact] = [family.lane('account'), family.lane('contact')];
    const other = await family.store.again();
    for (let round = 1; round <= 30; round += 1) {
      const keys = Array.from({ length: 40 }, (_, index) => (round % 2 ? index : 39 - index));
      await Promise.all([
        family.tend(),
        account.keep(keys.map((index) => written(index + (round % 3) * 40, round, { settles: true }))),
        contact.keep(keys.map((index) => awaits(index, round, 'account', index, { settles: true }))),
        family.tend(),
        keepCheckpoint(other.db, other.sealer, account.writer, checkpointOf([awaits(500, round, 'account', 1)])),
        contact.put('changes', [keys.map((index) => [keyOf(index), {}])]),
      ]);
    }
    assert.ok(await family.tend());
  });
});

const behind = async (family: Family, lane: string) => (await needsOf(family, lane))?.behind;

async function untilLockIsAwaited({ store: { db } }: Family): Promise<void> {
  for (let look = 0; look < 200; look += 1) {
    const { rows } = await sql`select from pg_locks where not granted`.execute(db);
    if (rows.length > 0) return;
  }
  throw new Error('nobody waits for a lock');
}
