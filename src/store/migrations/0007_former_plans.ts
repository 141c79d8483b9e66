import { type Kysely, sql } from 'kysely';

/** What a lane was last prepared with, kept while it cannot be prepared: the next start looks for what changed since. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table passerelle.lanes add former_plan jsonb`.execute(db);
}
