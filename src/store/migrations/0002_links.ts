import { type Kysely, sql } from 'kysely';

/** What links, waiting records, deletes, replays, commands and settings need. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
    -- A lane whose mapping was dropped belongs to no workflow, until its rows are gone: one of the same name begins anew.
    alter table passerelle.lanes alter column instance drop not null, alter column workflow drop not null;
    alter table passerelle.lanes
      add loaded_at timestamptz,
      add reread text not null default 'load' check (reread in ('load', 'replay')),
      add reading_since timestamptz,
      add passed_at timestamptz,
      add sweep_below bigint,
      add sweep_after uuid,
      add deletes_confirmed bigint not null default 0,
      add deletes_confirmed_until timestamptz,
      add waiting bigint not null default 0,
      add held bigint not null default 0,
      add recent jsonb not null default '[]',
      add engine_creates bigint not null default 0,
      add engine_reads bigint not null default 0,
      add engine_updates bigint not null default 0,
      add engine_deletes bigint not null default 0;
    -- What was counted before was mostly a first load.
    update passerelle.lanes set engine_creates = engine_calls;
    alter table passerelle.lanes drop column engine_calls;
    update passerelle.lanes set loaded_at = coalesce(position_at, now()) where position ->> 'phase' = 'changes'
      and not exists (select from passerelle.chunks where chunks.lane = lanes.id and chunks.phase = 'load');

    alter table passerelle.chunks drop constraint chunks_phase_check;
    alter table passerelle.chunks
      add constraint chunks_phase_check check (phase in ('load', 'replay', 'changes')),
      add keys uuid[],
      add deletes integer not null default 0;
    -- Random bytes: trying to compress them would be in vain.
    alter table passerelle.chunks alter column keys set storage external;
    create index chunks_of_loads on passerelle.chunks (lane) where phase <> 'changes';

    alter table passerelle.records add at timestamptz, add outcome text, add written_at timestamptz, add written text;

    alter table passerelle.rejected_records alter column payload drop not null;
    create index rejected_records_by_reason on passerelle.rejected_records (lane, code, id);
    create index rejected_records_by_time on passerelle.rejected_records (lane, rejected_at, id);

    create table passerelle.waiting (
      lane integer not null references passerelle.lanes (id) on delete cascade,
      key uuid not null,
      number bigint not null,
      parent_lane text not null,
      parent_key uuid not null,
      since timestamptz not null,
      released boolean not null default false,
      checks integer not null default 0,
      check_at timestamptz not null,
      primary key (lane, key)
    );
    create index waiting_by_parent on passerelle.waiting (parent_key, parent_lane) where not released;
    create index waiting_by_parent_lane on passerelle.waiting (lane, parent_lane) where not released;
    create index waiting_by_check on passerelle.waiting (lane, check_at) where not released;
    create index waiting_released on passerelle.waiting (lane, key) where released;
    create index waiting_by_since on passerelle.waiting (lane, since) where not released;

    -- Parents that came into Campaign while records waited for them.
    create table passerelle.arrivals (
      lane integer not null references passerelle.lanes (id) on delete cascade,
      key uuid not null,
      primary key (lane, key)
    );

    -- Rows come here from the lanes of parents, too: a foreign key would make them wait for this lane's row.
    create table passerelle.again (
      lane integer not null,
      key uuid not null,
      reason text not null,
      asked_at timestamptz not null default now(),
      primary key (lane, key)
    );
    create index again_in_order on passerelle.again (lane, asked_at);
    create index again_of_sweep on passerelle.again (lane) where reason = 'sweep';

    create table passerelle.pending_deletes (
      lane integer not null references passerelle.lanes (id) on delete cascade,
      key uuid not null,
      number bigint not null,
      state text not null default 'held' check (state in ('held', 'passed', 'ripe')),
      held_at timestamptz not null,
      passed_at timestamptz,
      primary key (lane, key)
    );
    create index pending_deletes_by_state on passerelle.pending_deletes (lane, state, held_at);

    create table passerelle.in_doubt (
      lane integer not null references passerelle.lanes (id) on delete cascade,
      key uuid not null,
      due_at timestamptz not null,
      primary key (lane, key)
    );
    create index in_doubt_by_due on passerelle.in_doubt (lane, due_at);

    create table passerelle.deletes (
      lane integer not null references passerelle.lanes (id) on delete cascade,
      hour timestamptz not null,
      records bigint not null,
      primary key (lane, hour)
    );

    create table passerelle.replays (
      id bigint generated always as identity primary key,
      instance text not null,
      workflow text not null,
      mapping text not null,
      state text not null default 'requested' check (state in ('requested', 'running', 'done', 'withdrawn')),
      requested_by text not null,
      requested_at timestamptz not null default now(),
      started_at timestamptz,
      ended_at timestamptz,
      foreign key (instance, workflow) references passerelle.workflows (instance, workflow)
    );
    create unique index replays_under_way on passerelle.replays (instance, workflow, mapping)
      where state in ('requested', 'running');
    create index replays_by_mapping on passerelle.replays (instance, workflow, mapping, id);

    create table passerelle.commands (
      instance text not null,
      workflow text not null,
      id text not null,
      at timestamptz not null default now(),
      result jsonb,
      primary key (instance, workflow, id)
    );

    create table passerelle.settings (
      instance text not null references passerelle.instances (id),
      version integer not null check (version > 0),
      document jsonb not null,
      saved_by text not null,
      saved_at timestamptz not null default now(),
      primary key (instance, version)
    );
  `,
    )
    .execute(db);
}
