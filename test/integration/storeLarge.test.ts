import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import type { Database, Db } from '../../src/store/database.js';
import { absentParents, readLedger } from '../../src/store/ledger.js';
import { tendLanes } from '../../src/store/tend.js';
import { awaits, deleted, type Family, held, parentRef, storedFamily } from '../support/storedFamily.js';
import { until } from '../support/until.js';
import { checkpointOf, instance, keyOf, refused, workflow, written } from '../support/storedLane.js';

/** Enough that PostgreSQL would rather read a table than look up a chunk's keys in it, where a statement lets it choose. */
const rows = 20_000;
const asked = Array.from({ length: 450 }, (_, place) => place * 40 + 1);
const large = ['records', 'waiting', 'rejected_records', 'pending_deletes', 'in_doubt'];

describe('store: large tables', function () {
  this.timeout(120_000);

  it('are not read as a whole before PostgreSQL has counted them, as in the first minute of a first load', async () => {
    const family = await largeFamily();
    await fill(family, 'account');
    await fill(family, 'contact');
    assert.deepEqual(await readWhole(family, 2), []);
  });

  it('are not read as a whole when a lane is younger than the count, or when all is counted', async () => {
    const family = await largeFamily();
    await fill(family, 'account');
    await sql`analyze`.execute(family.store.db);
    await fill(family, 'contact');
    const younger = await readWhole(family, 2);
    await sql`analyze`.execute(family.store.db);
    assert.deepEqual({ younger, counted: await readWhole(family, 3) }, { younger: [], counted: [] });
  });
});

async function largeFamily(): Promise<Family> {
  const family = await storedFamily({ account: {}, contact: { parents: ['account'] } });
  const { db } = family.store;
  for (const table of large) await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(db);
  // Both tables are read up to the end: who waited too long has waited too long.
  await sql`update lanes set state = 'live', position = '{"phase": "changes"}', passed_at = now()`.execute(db);
  return family;
}

/** Takes each step, and tells of which table it met half as much as a lane has. */
async function readWhole(family: Family, chunk: number): Promise<string[]> {
  const { db, again } = family.store;
  const faults: string[] = [];
  for (const [step, take] of Object.entries(stepsOf(family, chunk))) {
    const [open, before] = [await connections(db), await rowsMet(db)];
    const other = await again();
    try {
      assert.ok(await take(other), step);
    } finally {
      await other.close();
    }
    // A connection tells what it read when it ends.
    await until(async () => (await connections(db)) <= open, { what: 'the end of the connections' });
    const after = await rowsMet(db);
    for (const table of large) {
      const met = (after[table] ?? 0) - (before[table] ?? 0);
      if (met >= rows / 2) faults.push(`${step}: ${met} rows of ${table}`);
    }
  }
  const late =
    await sql`select from rejected_records where code = 'parent-missing' and rejected_at > now() - interval '1 minute' limit 1`.execute(
      db,
    );
  assert.equal(late.rows.length, 1, 'those that waited too long were rejected');
  return faults;
}

function stepsOf(family: Family, chunk: number): Record<string, (database: Database) => Promise<unknown>> {
  const [account, contact] = [family.lane('account'), family.lane('contact')];
  const parents = asked.map((index) => parentRef('account', index));
  const outcomes = asked.map(
    (index, place) => setAside[place % setAside.length]?.(index, chunk) ?? written(index, chunk),
  );
  return {
    'reading the ledger': async ({ db }) => (await readLedger(db, contact.id, asked.map(keyOf))).size > 0,
    'looking for parents': async ({ db }) => (await absentParents(db, instance, workflow, parents)).length > 0,
    'keeping what was written': ({ db, sealer }) =>
      keepCheckpoint(db, sealer, account.writer, checkpointOf(asked.map((index) => written(index, chunk)))),
    'keeping what was set aside': ({ db, sealer }) =>
      keepCheckpoint(db, sealer, contact.writer, checkpointOf(outcomes)),
    'a round over the lanes': ({ db }) => tendLanes(db, instance, workflow, family.fence),
  };
}

const setAside = [
  (index: number, chunk: number) => refused(index, chunk),
  (index: number, chunk: number) => awaits(index, chunk, 'account', index),
  (index: number, chunk: number) => held(index, chunk),
  (index: number, chunk: number) => deleted(index, chunk, { settles: true }),
  (index: number, chunk: number) => written(index, chunk, { settles: true, doubtful: true }),
];

/** Fills a lane's part of each table, with the same keys in all of them. */
async function fill({ store: { db }, lane }: Family, name: string): Promise<void> {
  const keys = sql`select ${lane(name).id}::integer as lane, (${keyOf(0).slice(0, 24)} || lpad(n::text, 12, '0'))::uuid as key, n
    from generate_series(1, ${rows}::integer) as n`;
  await sql`insert into records (lane, key, number, present) select lane, key, 1, true from (${keys})`.execute(db);
  await sql`insert into waiting (lane, key, number, parent_lane, parent_key, since, check_at)
    select lane, key, 1, 'account', gen_random_uuid(), now() - ${often} * interval '8 days', now() + (1 - ${often}) * interval '1 hour'
    from (${keys})`.execute(db);
  await sql`insert into rejected_records (lane, key, number, code, params, rejected_at)
    select lane, key, 1, 'campaign-enumeration', '{}', now() - interval '1 day' from (${keys})`.execute(db);
  await sql`insert into pending_deletes (lane, key, number, held_at)
    select lane, key, 1, now() - ${often} * interval '1 hour' from (${keys})`.execute(db);
  await sql`insert into in_doubt (lane, key, due_at)
    select lane, key, now() + (1 - ${often}) * interval '1 hour' from (${keys})`.execute(db);
}

/** 1 for every hundredth row: so many are due in a round. */
const often = sql`(n % 100 = 0)::int`;

const connections = async (db: Db) => {
  const { rows: counted } = await sql<{ open: number }>`
    select count(*) as open from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`.execute(
    db,
  );
  return counted[0]?.open ?? 0;
};

/** Of each table, how many rows were met while others were looked for. */
async function rowsMet(db: Db): Promise<Record<string, number>> {
  const { rows: stats } = await sql<{ name: string; read: number }>`
    select relname as name, seq_tup_read + idx_tup_fetch as read from pg_stat_user_tables
    where relname in (${sql.join(large)}) order by relname`.execute(db);
  return Object.fromEntries(stats.map(({ name, read }) => [name, read]));
}
