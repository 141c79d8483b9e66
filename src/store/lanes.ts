import { sql } from 'kysely';
import type { ReaderStand, RecentOutcome } from '../core/lane.js';
import { type LanePlan, lanePlan } from '../core/lanePlan.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Db } from './database.js';
import { nextFence } from './fences.js';
import type { LaneState } from './laneState.js';
import { leaseMs } from './limits.js';

export interface ReaderLane extends ReaderStand {
  readonly id: number;
  readonly name: string;
  readonly state: LaneState;
  readonly plan: LanePlan;
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
    .returning(['id', 'name', 'state', 'plan', 'position', 'position_number', 'reread'])
    .execute();
  const lanes = rows.flatMap(({ plan, position_number, ...lane }) =>
    plan ? [{ ...lane, plan: whole(plan), positionNumber: position_number }] : [],
  );
  return { fence, lanes: lanes.sort((a, b) => a.id - b.id) };
}

export interface WriterHold {
  readonly lane: number;
  readonly fence: number;
  readonly plan: LanePlan;
  /** How long the former owner's lease still runs: send nothing before. */
  readonly waitMs: number;
  /** The former owner did not give the lane back, or its last calls were cut off: what it sent may land yet. */
  readonly dirty: boolean;
  /** What became of the lane's last records in earlier turns. */
  readonly recent: readonly RecentOutcome[];
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
      sql<boolean>`writer_lease_until is not null`.as('dirty'),
      'recent',
    ])
    .executeTakeFirst();
  return lane?.plan
    ? {
        lane: lane.id,
        fence,
        plan: whole(lane.plan),
        waitMs: lane.wait_ms ?? 0,
        dirty: lane.dirty,
        recent: lane.recent,
      }
    : null;
}

/**
 * Renews the lease; false when a later owner has the lane.
 * @param parked called when the lane stands still: its writer is to end, also when nobody could tell it
 */
export async function renewWriter(db: Db, hold: WriterHold, parked: () => void = () => {}): Promise<boolean> {
  const lane = await db
    .updateTable('lanes')
    .set({ writer_lease_until: sql<Date>`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` })
    .where('id', '=', hold.lane)
    .where('writer_fence', '=', hold.fence)
    .returning('state')
    .executeTakeFirst();
  if (lane?.state === 'parked') parked();
  return lane !== undefined;
}

/**
 * Gives the lane back and says what is left. The lane's row is locked first and the queue counted afterwards, so that an
 * enqueue either is counted here or finds the lane without a writer and says so.
 * @param clean false: calls were cut off, or a former owner's could not be noted. The next owner need not wait, and finds the lane dirty.
 * @param recent what became of the last records; absent after a turn that did not end in order
 */
export async function releaseWriter(
  db: Db,
  hold: WriterHold,
  clean: boolean,
  recent?: WriterHold['recent'],
): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await tx
      .updateTable('lanes')
      .set({
        writer_lease_until: clean ? null : sql<Date>`least(writer_lease_until, clock_timestamp())`,
        ...(recent && { recent: JSON.stringify(recent) }),
      })
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

/** The lane stands still alone, with its reason, until the next start finds it mended. A delete brake that a person let go meanwhile holds nothing. */
export async function parkLane(db: Db, { lane, side, fence }: LaneSide, failure: ProblemFacts): Promise<void> {
  const deletes = failure.code === 'too-many-deletes' ? Number(failure.params['count']) : null;
  await db
    .updateTable('lanes')
    .set({ state: 'parked', failure: JSON.stringify(failure) })
    .where('id', '=', lane)
    .where(`${side}_fence`, '=', fence)
    .where(
      sql<boolean>`not coalesce(deletes_confirmed >= ${deletes}::bigint and deletes_confirmed_until > clock_timestamp(), false)`,
    )
    .execute();
}

/** One side of a lane, as its owner holds it: a former owner parks nothing. */
export interface LaneSide {
  readonly lane: number;
  readonly side: 'reader' | 'writer';
  readonly fence: number;
}

/** A plan that an older release made lacks what came since. */
const whole = (plan: LanePlan): LanePlan => lanePlan.parse(plan);
