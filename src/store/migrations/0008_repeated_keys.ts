import { type Kysely, sql } from 'kysely';

/** In which walk of Campaign a verification saw each key, and which keys it saw more than once in one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table passerelle.verification_keys add walk smallint not null default 0`.execute(db);
  await sql`
    create table passerelle.verification_repeated (
      verification bigint not null references passerelle.verifications (id) on delete cascade,
      key uuid not null,
      primary key (verification, key)
    )`.execute(db);
}
