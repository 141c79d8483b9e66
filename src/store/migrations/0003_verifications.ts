import { type Kysely, sql } from 'kysely';

/** Verifications: where each stands, which keys it has dealt with, and which records are to be looked at again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table passerelle.verifications (
      id bigint generated always as identity primary key,
      lane integer not null references passerelle.lanes (id) on delete cascade,
      state text not null default 'running' check (state in ('running', 'done', 'cancelled', 'failed')),
      repair boolean not null,
      mapping jsonb not null,
      stand jsonb not null,
      fence bigint not null default 0,
      requested_by text not null,
      started_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      ended_at timestamptz,
      failure jsonb
    );
    create unique index verifications_running on passerelle.verifications (lane) where state = 'running';
    create index verifications_by_lane on passerelle.verifications (lane, id);

    create table passerelle.verification_keys (
      verification bigint not null references passerelle.verifications (id) on delete cascade,
      key uuid not null,
      primary key (verification, key)
    );

    create table passerelle.verification_candidates (
      verification bigint not null references passerelle.verifications (id) on delete cascade,
      key uuid not null,
      version bytea,
      looks integer not null,
      looked_at timestamptz not null,
      due_at timestamptz not null,
      primary key (verification, key)
    );
    create index verification_candidates_by_due on passerelle.verification_candidates (verification, due_at);
  `,
    )
    .execute(db);
}
