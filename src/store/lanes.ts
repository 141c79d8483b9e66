import { sql } from 'kysely';
import type { Position } from '../core/lane.js';
import type { LanePlan } from '../core/lanePlan.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Db } from './database.js';
import { leaseMs } from './limits.js';

export interface ReaderLane {
  readonly id: number;
  readonly name: string;
  readonly state: 'new' | 'loading' | 'live' | 'parked';
  readonly plan: LanePlan;
  readonly position: Position | null;
  readonly positionNumber: number;
}

/** The fence of the reader that owns a workflow's lanes: the latest taker wins, an older one can move nothing. */
export interface ReaderHold {
  readonly fence: number;
  readonly lanes: ReaderLane[];
}

/** Takes all lanes of a workflow for reading. */
export async function takeReader(db: Db, instance: string, workflow: WorkflowName): Promise<ReaderHold> {
  const fence = await nextFence(db);
  const rows = await db
    .updateTable('lanes')
    .set({ reader_fence: fence })
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('reader_fence', '<', fence)
    .returning(['id', 'name', 'state', 'plan', 'position', 'position_number'])
    .execute();
  const lanes = rows.flatMap(({ plan, position_number, ...lane }) =>
    plan ? [{ ...lane, plan, positionNumber: position_number }] : [],
  );
  return { fence, lanes: lanes.sort((a, b) => a.id - b.id) };
}

export interface WriterHold {
  readonly lane: number;
  readonly fence: number;
  readonly plan: LanePlan;
  /** How long the former owner's lease still runs: send nothing before. */
  readonly waitMs: number;
}

/** Takes one lane for writing; null when the lane is gone or parked. */
export async function takeWriter(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  name: string,
): Promise<WriterHold | null> {
  const fence = await nextFence(db);
  const lane = await db
    .updateTable('lanes')
    .set({ writer_fence: fence })
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('name', '=', name)
    .where('state', '<>', 'parked')
    .where('writer_fence', '<', fence)
    .returning([
      'id',
      'plan',
      sql<number>`greatest(0, extract(epoch from writer_lease_until - clock_timestamp()) * 1000)::float8`.as('wait_ms'),
    ])
    .executeTakeFirst();
  return lane?.plan ? { lane: lane.id, fence, plan: lane.plan, waitMs: lane.wait_ms ?? 0 } : null;
}

/** Renews the lease; false when a later owner has the lane. */
export async function renewWriter(db: Db, hold: WriterHold): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('lanes')
    .set({ writer_lease_until: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` })
    .where('id', '=', hold.lane)
    .where('writer_fence', '=', hold.fence)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/**
 * Gives the lane back and says what is left. The lane's row is locked first and the queue counted afterwards, so that an
 * enqueue either is counted here or finds the lane without a writer and says so.
 */
export async function releaseWriter(db: Db, hold: WriterHold): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await tx
      .updateTable('lanes')
      .set({ writer_lease_until: null })
      .where('id', '=', hold.lane)
      .where('writer_fence', '=', hold.fence)
      .execute();
    return openRecords(tx, hold.lane);
  });
}

export async function openRecords(db: Db, lane: number): Promise<number> {
  const { open } = await db
    .selectFrom('chunks')
    .select(sql<number>`coalesce(sum(open), 0)::bigint`.as('open'))
    .where('lane', '=', lane)
    .executeTakeFirstOrThrow();
  return open;
}

/** The lane stands still alone, with its reason, until the next start finds it mended. */
export async function parkLane(db: Db, { lane, side, fence }: LaneSide, failure: ProblemFacts): Promise<void> {
  await db
    .updateTable('lanes')
    .set({ state: 'parked', failure: JSON.stringify(failure) })
    .where('id', '=', lane)
    .where(`${side}_fence`, '=', fence)
    .execute();
}

/** One side of a lane, as its owner holds it: a former owner parks nothing. */
export interface LaneSide {
  readonly lane: number;
  readonly side: 'reader' | 'writer';
  readonly fence: number;
}

/** The source forgot the position: the next read begins from the start. A lane that its writer parked meanwhile stays so. Returns false when another reader has the lanes. */
export async function forgetPosition(db: Db, lane: number, fence: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('lanes')
    .set((row) => ({
      position: null,
      position_number: row('position_number', '+', 1),
      state: sql<'new' | 'parked'>`case when lanes.state = 'parked' then 'parked' else 'new' end`,
      load_read: 0,
      load_done: 0,
      load_total: null,
    }))
    .where('id', '=', lane)
    .where('reader_fence', '=', fence)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Where the lane stands now; null when another reader has it. */
export async function lookAtPosition(
  db: Db,
  lane: number,
  fence: number,
): Promise<{ position: Position | null; positionNumber: number } | null> {
  const row = await db
    .selectFrom('lanes')
    .select(['position', 'position_number'])
    .where('id', '=', lane)
    .where('reader_fence', '=', fence)
    .executeTakeFirst();
  return row ? { position: row.position, positionNumber: row.position_number } : null;
}

export async function setLoadTotal(db: Db, lane: number, total: number): Promise<void> {
  await db.updateTable('lanes').set({ load_total: total }).where('id', '=', lane).execute();
}

export interface LaneTotals {
  readonly lane: string;
  readonly state: 'new' | 'loading' | 'live' | 'parked';
  readonly failure: ProblemFacts | null;
  readonly backlog: number;
  readonly writing: boolean;
}

/** State and exact backlog of each lane of a workflow, and whether a writer has it. */
export async function laneTotals(db: Db, instance: string, workflow: WorkflowName): Promise<LaneTotals[]> {
  return db
    .selectFrom('lanes')
    .leftJoin(
      db
        .selectFrom('chunks')
        .select(['lane as in_lane', sql<number>`sum(open)::bigint`.as('open')])
        .groupBy('lane')
        .as('queue'),
      'queue.in_lane',
      'lanes.id',
    )
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .select([
      'name as lane',
      'state',
      'failure',
      sql<number>`coalesce(queue.open, 0)`.as('backlog'),
      sql<boolean>`coalesce(writer_lease_until > clock_timestamp(), false)`.as('writing'),
    ])
    .orderBy('id')
    .execute();
}

/** Puts the lanes of the applied configuration in place: new ones are added, those without a mapping go with their queue. */
export async function arrangeLanes(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  planned: readonly PlannedLane[],
): Promise<void> {
  const names = planned.map((lane) => lane.name);
  let gone = db.deleteFrom('lanes').where('instance', '=', instance).where('workflow', '=', workflow);
  if (names.length > 0) gone = gone.where('name', 'not in', names);
  await gone.execute();
  for (const { name, plan, failure } of planned) {
    const words = { plan: plan && JSON.stringify(plan), failure: failure && JSON.stringify(failure) };
    await db
      .insertInto('lanes')
      .values({ instance, workflow, name, ...words, state: failure ? 'parked' : 'new' })
      .onConflict((conflict) =>
        conflict
          .columns(['instance', 'workflow', 'name'])
          .doUpdateSet({ ...words, state: failure ? 'parked' : stateByProgress }),
      )
      .execute();
  }
}

export interface PlannedLane {
  readonly name: string;
  readonly plan: LanePlan | null;
  readonly failure: ProblemFacts | null;
}

/** The state of a lane that runs, told from where it stands. */
const stateByProgress = sql<'new' | 'loading' | 'live'>`case
  when lanes.position is null then 'new'
  when lanes.position ->> 'phase' = 'load' or exists (select from chunks where chunks.lane = lanes.id and chunks.phase = 'load') then 'loading'
  else 'live' end`;

async function nextFence(db: Db): Promise<number> {
  const { rows } = await sql<{ fence: number }>`select nextval('passerelle.fences') as fence`.execute(db);
  const fence = rows[0]?.fence;
  if (fence === undefined) throw new Error('the sequence of fences gave nothing');
  return fence;
}
