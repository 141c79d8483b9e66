import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import type { Pool } from 'pg';
import { CannotGoOn } from '../core/problems/failures.js';
import * as foundation from './migrations/0001_foundation.js';
import * as links from './migrations/0002_links.js';
import * as verifications from './migrations/0003_verifications.js';
import * as notes from './migrations/0004_notes.js';
import * as prepared from './migrations/0005_prepared.js';
import * as verificationCalls from './migrations/0006_verification_calls.js';
import * as formerPlans from './migrations/0007_former_plans.js';
import * as repeatedKeys from './migrations/0008_repeated_keys.js';
import * as followed from './migrations/0009_followed.js';
import * as confirmedDeletes from './migrations/0010_confirmed_deletes.js';
import type { Tables } from './tables.js';

const migrations: Record<string, Migration> = {
  '0001_foundation': foundation,
  '0002_links': links,
  '0003_verifications': verifications,
  '0004_notes': notes,
  '0005_prepared': prepared,
  '0006_verification_calls': verificationCalls,
  '0007_former_plans': formerPlans,
  '0008_repeated_keys': repeatedKeys,
  '0009_followed': followed,
  '0010_confirmed_deletes': confirmedDeletes,
};

/** Any number, as long as nobody else in the database uses it: "pass" in ASCII. */
const lockNumber = 0x70617373;

/**
 * Brings the schema up to date. A session-wide advisory lock makes processes that start together wait for the first.
 * @throws CannotGoOn `store-too-new` when a newer Passerelle has been here; nothing is changed then
 */
export async function migrate(db: Kysely<Tables>, pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockNumber]);
    await client.query('create schema if not exists passerelle');
    await refuseNewer(db);
    const migrator = new Migrator({
      db,
      provider: { getMigrations: () => Promise.resolve(migrations) },
      migrationTableSchema: 'passerelle',
    });
    const { error } = await migrator.migrateToLatest();
    if (error) throw error;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lockNumber]).catch(() => {});
    client.release();
  }
}

async function refuseNewer(db: Kysely<Tables>): Promise<void> {
  const { rows: tables } = await sql<{
    found: boolean;
  }>`select to_regclass('passerelle.kysely_migration') is not null as found`.execute(db);
  if (!tables[0]?.found) return;
  const { rows } = await sql<{ name: string }>`select name from passerelle.kysely_migration`.execute(db);
  const newer = rows.map((row) => row.name).filter((name) => !Object.hasOwn(migrations, name));
  if (newer.length > 0)
    throw new CannotGoOn('store-too-new', { scope: 'workflow', params: { migration: newer.sort().at(-1) ?? '' } });
}
