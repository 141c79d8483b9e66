import { type Kysely, sql } from 'kysely';

/** Everything that Passerelle remembers; see docs/architecture.md, "What PostgreSQL holds". */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    create table passerelle.secrets_check (only_one boolean primary key default true check (only_one), sealed bytea not null);

    create table passerelle.instances (
      id text primary key,
      name text not null,
      stage text not null check (stage in ('dev', 'stage', 'prod')),
      created_at timestamptz not null default now()
    );

    create table passerelle.connections (
      instance text not null references passerelle.instances (id),
      system text not null check (system in ('dynamics', 'campaign')),
      settings jsonb not null,
      secrets bytea not null,
      updated_at timestamptz not null default now(),
      primary key (instance, system)
    );

    create table passerelle.configurations (
      instance text not null references passerelle.instances (id),
      workflow text not null,
      version integer not null check (version > 0),
      document jsonb not null,
      saved_by text not null,
      saved_at timestamptz not null default now(),
      primary key (instance, workflow, version)
    );

    create table passerelle.workflows (
      instance text not null references passerelle.instances (id),
      workflow text not null,
      applied_version integer,
      applied_at timestamptz,
      primary key (instance, workflow)
    );

    create sequence passerelle.fences;

    create table passerelle.lanes (
      id integer generated always as identity primary key,
      instance text not null,
      workflow text not null,
      name text not null,
      state text not null default 'new' check (state in ('new', 'loading', 'live', 'parked')),
      failure jsonb,
      plan jsonb,
      position jsonb,
      position_number bigint not null default 0,
      position_at timestamptz,
      next_number bigint not null default 1,
      load_read bigint not null default 0,
      load_done bigint not null default 0,
      load_total bigint,
      reader_fence bigint not null default 0,
      writer_fence bigint not null default 0,
      writer_lease_until timestamptz,
      last_success_at timestamptz,
      read bigint not null default 0,
      inserted bigint not null default 0,
      updated bigint not null default 0,
      unchanged bigint not null default 0,
      suppressed bigint not null default 0,
      deleted bigint not null default 0,
      dropped bigint not null default 0,
      rejected bigint not null default 0,
      engine_calls bigint not null default 0,
      unique (instance, workflow, name),
      foreign key (instance, workflow) references passerelle.workflows (instance, workflow)
    );

    create table passerelle.chunks (
      lane integer not null references passerelle.lanes (id) on delete cascade,
      number bigint not null,
      phase text not null check (phase in ('load', 'changes')),
      records integer not null,
      open integer not null,
      done bytea,
      tries integer not null default 0,
      payload bytea not null,
      queued_at timestamptz not null default now(),
      primary key (lane, number)
    );

    create table passerelle.records (
      lane integer not null references passerelle.lanes (id) on delete cascade,
      key uuid not null,
      number bigint not null,
      hash bytea,
      present boolean not null,
      primary key (lane, key)
    );

    create table passerelle.rejected_records (
      id bigint generated always as identity primary key,
      lane integer not null references passerelle.lanes (id) on delete cascade,
      key uuid not null,
      number bigint not null,
      code text not null,
      params jsonb not null,
      payload bytea not null,
      rejected_at timestamptz not null default now(),
      unique (lane, key)
    );

    create table passerelle.pauses (
      credential text primary key,
      system text not null,
      until timestamptz not null,
      code text not null
    );

    create table passerelle.audit (
      id bigint generated always as identity primary key,
      at timestamptz not null default now(),
      who text not null,
      what text not null,
      instance text,
      workflow text,
      before jsonb,
      after jsonb
    );
  `,
    )
    .execute(db);
}
