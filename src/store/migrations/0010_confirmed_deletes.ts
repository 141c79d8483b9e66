import { type Kysely, sql } from 'kysely';

/** Deletes that were done under a person's confirmation, apart from the others: they count no longer than it does. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table passerelle.deletes add confirmed bigint not null default 0`.execute(db);
}
