import { type Kysely, sql } from 'kysely';

/** Up to when a table had been followed before each chunk: what waits for its records is not given up before they are written. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table passerelle.chunks add passed_at timestamptz`.execute(db);
}
