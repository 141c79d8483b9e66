import { type Kysely, sql } from 'kysely';

/** Calls to Campaign that verifications made: of each one, and of all of a lane, whose rows are not kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table passerelle.verifications add engine_calls bigint not null default 0`.execute(db);
  await sql`alter table passerelle.lanes add verify_calls bigint not null default 0`.execute(db);
}
