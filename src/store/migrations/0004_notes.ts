import { type Kysely, sql } from 'kysely';

/** What is told of a lane without stopping it: columns and fields that appeared since it was prepared. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table passerelle.lanes add notes jsonb not null default '[]'`.execute(db);
}
