import { sql } from 'kysely';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Db } from './database.js';
import type { LaneState } from './laneState.js';

/** What stands in a lane, exact and of one moment. */
export interface LaneTotals {
  readonly lane: string;
  readonly state: LaneState;
  readonly failure: ProblemFacts | null;
  readonly backlog: number;
  /** A writer has it. */
  readonly writing: boolean;
  /** Records that wait for their parent. */
  readonly waiting: number;
  /** Deletes that are held back for the lanes of the children. */
  readonly held: number;
  /** Rejected records that stand there now. */
  readonly rejected: number;
  readonly replay: 'requested' | 'running' | null;
  /** The mapping whose first load this one waits for. */
  readonly behind: string | null;
  /** When the source was last read (ISO 8601); null while there is no position that could be lost. */
  readonly positionAt: string | null;
  /** Its table is read again because its position was lost. */
  readonly lost: boolean;
}

/** State and exact counts of each lane of a workflow. */
export async function laneTotals(db: Db, instance: string, workflow: WorkflowName): Promise<LaneTotals[]> {
  const { rows } = await sql<Omit<LaneTotals, 'positionAt'> & { positionAt: Date | null }>`
    select ${totals} from lanes l where ${ofWorkflow(instance, workflow)} order by l.id`.execute(db);
  return rows.map((row) => ({ ...row, positionAt: row.positionAt && row.positionAt.toISOString() }));
}

export const ofWorkflow = (instance: string, workflow: WorkflowName) =>
  sql<boolean>`l.instance = ${instance} and l.workflow = ${workflow}`;

/** The first mapping that `lanes l` points to whose first load is not over, as long as its own has not begun. */
export const behind = sql<string | null>`case when l.position is null and l.loaded_at is null then (
    select p.name from lanes p where p.instance = l.instance and p.workflow = l.workflow and p.id <> l.id
      and l.plan -> 'parents' ? p.name and p.loaded_at is null order by p.id limit 1
  ) end`;

export const backlog = sql<number>`(select coalesce(sum(open), 0)::bigint from chunks where chunks.lane = l.id)`;

/** Those that are in the queue already, or done, are no longer held. */
export const heldNow = sql<number>`(select count(*) from pending_deletes p where p.lane = l.id
    and (p.state <> 'ripe' or exists (select from again a where a.lane = p.lane and a.key = p.key)))`;

/** Those whose parent came stand in the backlog as soon as they have been read again. */
const waitingNow = sql<number>`(select count(*) from waiting w where w.lane = l.id and not w.released)
  + (select count(*) from waiting w join again a on a.lane = w.lane and a.key = w.key where w.lane = l.id and w.released)`;

/** What {@link LaneTotals} holds, of `lanes l`. */
export const totals = sql`l.name as lane, l.state, l.failure, ${backlog} as backlog,
  coalesce(l.writer_lease_until > clock_timestamp(), false) as writing, ${waitingNow} as waiting, ${heldNow} as held,
  (select count(*) from rejected_records r where r.lane = l.id) as rejected,
  (select r.state from replays r where r.instance = l.instance and r.workflow = l.workflow and r.mapping = l.name
    and r.state in ('requested', 'running')) as replay,
  ${behind} as behind, case when l.position is not null then l.position_at end as "positionAt",
  l.sweep_below is not null and l.state in ('new', 'loading') and not exists (
    select from replays r where r.instance = l.instance and r.workflow = l.workflow and r.mapping = l.name and r.state = 'running'
  ) as lost`;
