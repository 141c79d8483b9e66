import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { enqueueAgain } from '../../src/store/again.js';
import { readOverview } from '../../src/store/overview.js';
import { forgetPosition, lookAtPosition } from '../../src/store/position.js';
import { beginReplay, requestReplay } from '../../src/store/replays.js';
import { laneTotals } from '../../src/store/totals.js';
import { awaits, type Family, type FamilyLane, type Kin, storedFamily } from '../support/storedFamily.js';
import { contacts, instance, keyOf, putter, refused, workflow, written } from '../support/storedLane.js';

const loadDone = (number: number) => ({ number, phase: 'load' as const, done: Uint8Array.of(255), open: 0 });

const sweepOf = async ({ store: { db } }: Family) =>
  db
    .selectFrom('lanes')
    .select(['sweep_below', 'sweep_after', 'state'])
    .where('name', '=', 'contact')
    .executeTakeFirstOrThrow();

/** A live lane with `records` records in Campaign, its position just forgotten. */
async function forgotten(records: number, kin: Kin = {}): Promise<{ family: Family; lane: FamilyLane }> {
  const family = await storedFamily({ contact: { parents: ['account'], ...kin }, account: {} });
  const lane = family.lane('contact');
  await lane.put('load', [contacts(records)], 'changes');
  await lane.keep(
    contacts(records).map((_, index) => written(index, 1)),
    loadDone(1),
  );
  assert.equal(await forgetPosition(family.store.db, lane.id, family.fence), true);
  return { family, lane };
}

/** Reads the table again as one chunk of these records, and writes it. */
async function reread({ store, fence }: Family, lane: FamilyLane, seen: readonly number[]): Promise<number> {
  const stand = await lookAtPosition(store.db, lane.id, fence);
  const put = putter(store, lane.id, fence, stand?.positionNumber);
  await put('load', [seen.map((index) => [keyOf(index), {}])], 'changes');
  const { next_number: next } = await store.db
    .selectFrom('lanes')
    .select('next_number')
    .where('id', '=', lane.id)
    .executeTakeFirstOrThrow();
  await lane.keep(
    seen.map((index) => written(index, next - 1, { kind: 'unchanged' })),
    loadDone(next - 1),
  );
  return next - 1;
}

describe('store: the sweep after a reread', function () {
  this.timeout(120_000);

  it('looks at every known record that was not in the reread, once, when it is wholly written', async () => {
    const { family, lane } = await forgotten(6);
    await lane.keep([
      written(4, 1, { entry: { hash: null, present: false } }),
      awaits(20, 1, 'account', 1),
      refused(21, 1),
    ]);
    await family.tend();
    assert.deepEqual([await lane.again(), (await sweepOf(family)).sweep_below], [[], 2], 'not before');
    const stand = await lookAtPosition(family.store.db, lane.id, family.fence);
    assert.deepEqual([stand?.position, stand?.reread], [null, 'load']);
    await reread(family, lane, [0, 2, 5]);
    assert.equal((await sweepOf(family)).state, 'live');
    await family.tend();
    assert.deepEqual(await lane.again(), [1, 3, 20, 21]);
    assert.equal((await sweepOf(family)).sweep_below, null);
    await sql`delete from again`.execute(family.store.db);
    await family.tend();
    assert.deepEqual(await lane.again(), [], 'once');
  });

  it('waits for what was queued before the reread, of a table that is empty now, too', async () => {
    const { family, lane } = await forgotten(1);
    // Queued by the read whose position was forgotten afterwards.
    await sql`insert into chunks (lane, number, phase, records, open, payload) values (${lane.id}, 1, 'changes', 1, 1, '')`.execute(
      family.store.db,
    );
    const stand = await lookAtPosition(family.store.db, lane.id, family.fence);
    await putter(family.store, lane.id, family.fence, stand?.positionNumber)('load', [], 'changes');
    await family.tend();
    const { state, sweep_below: below } = await sweepOf(family);
    assert.deepEqual([state, below, await lane.again()], ['live', 2, []]);
    await sql`delete from chunks where lane = ${lane.id}`.execute(family.store.db);
    await family.tend();
    assert.deepEqual([(await sweepOf(family)).sweep_below, await lane.again()], [null, [0]]);
  });

  it('follows a reread that is shown, unless it is a replay, which a person asked for', async () => {
    const { family, lane } = await forgotten(3);
    const { db } = family.store;
    const told = async () =>
      (await readOverview(db, instance, workflow)).flatMap(({ lane: name, notes }) =>
        notes.map(({ code }) => [name, code]),
      );
    assert.deepEqual(await told(), [['contact', 'position-lost']]);
    await reread(family, lane, [0, 1]);
    assert.deepEqual(await told(), [], 'it is live again');
    await requestReplay(db, instance, workflow, 'contact', 'someone');
    await beginReplay(db, instance, workflow, 'contact');
    assert.deepEqual(await told(), []);
  });

  it('leaves alone what came while the table was read, and what that read had waiting or rejected', async () => {
    const { family, lane } = await forgotten(3);
    await lane.keep([awaits(1, 1, 'account', 1)]);
    const number = await reread(family, lane, [0]);
    await lane.keep([
      written(50, number + 1),
      awaits(1, number, 'account', 1, { settles: true }),
      { ...refused(2, number), entry: { hash: null, present: true } },
    ]);
    await family.tend();
    assert.deepEqual(await lane.again(), []);
  });

  it('sweeps for a position that was lost once more what was deleted between both', async () => {
    const { family, lane } = await forgotten(4);
    await reread(family, lane, [0, 1, 2]);
    assert.equal(await forgetPosition(family.store.db, lane.id, family.fence), true);
    await reread(family, lane, [0, 1]);
    await family.tend();
    assert.deepEqual(await lane.again(), [2, 3]);
  });

  it('sweeps nothing where deletes are not applied', async () => {
    const { family, lane } = await forgotten(3, { applyDeletes: false });
    await reread(family, lane, [0]);
    await family.tend();
    assert.deepEqual([await lane.again(), (await sweepOf(family)).sweep_below], [[], null]);
  });

  it('goes on in a later round where it was, also for another reader, and meets records that are written meanwhile', async () => {
    const { family, lane } = await forgotten(1);
    const { db, sealer } = family.store;
    await sql`
      insert into records (lane, key, number, present)
      select ${lane.id}::integer, gen_random_uuid(), 1, true from generate_series(1, 90000)`.execute(db);
    await reread(family, lane, [0]);
    let rounds = 0;
    for (; (await sweepOf(family)).sweep_below !== null && rounds < 50; rounds += 1) {
      const { rows } = await sql<{ key: string }>`
        select key from records where lane = ${lane.id} and number = 1 order by random() limit 50`.execute(db);
      const touched = rows.map(({ key }) => ({ ...written(0, 900 + rounds), key }));
      await Promise.all([family.tend(), family.tend(), lane.keep(touched)]);
    }
    const { rows } = await sql<{ missing: number }>`
      select count(*) as missing from records r where lane = ${lane.id} and number = 1
        and not exists (select from again a where a.lane = r.lane and a.key = r.key)`.execute(db);
    assert.equal(rows[0]?.missing, 0);
    const [key] = await db.selectFrom('again').select('key').limit(1).execute();
    await enqueueAgain(db, sealer, lane.id, family.fence, [key?.key ?? ''], [[[key?.key ?? '', null]]]);
    assert.equal((await laneTotals(db, instance, workflow))[0]?.backlog, 1);
  });

  it('sweeps what a load that was cut short by another loss had written', async () => {
    const { family, lane } = await forgotten(2);
    const stand = await lookAtPosition(family.store.db, lane.id, family.fence);
    const put = putter(family.store, lane.id, family.fence, stand?.positionNumber);
    await put('load', [[[keyOf(7), {}]]], 'load');
    await lane.keep([written(7, 2)], loadDone(2));
    await forgetPosition(family.store.db, lane.id, family.fence);
    await reread(family, lane, [0, 1]);
    await family.tend();
    assert.deepEqual(await lane.again(), [7]);
  });
});
