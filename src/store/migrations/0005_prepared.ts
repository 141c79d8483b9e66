import { type Kysely, sql } from 'kysely';

/** Which start was prepared last: one that began earlier and ends later changes nothing. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table passerelle.workflows add prepared_fence bigint not null default 0`.execute(db);
}
