import { sql } from 'kysely';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { LaneCounts } from '../core/views.js';
import type { Db } from './database.js';

/** One lane as the page shows it, but for what only the running workflow knows. */
export interface LaneOverview {
  readonly lane: string;
  readonly state: 'new' | 'loading' | 'live' | 'parked';
  readonly failure: ProblemFacts | null;
  readonly backlog: number;
  readonly counts: LaneCounts;
  readonly load: { readonly read: number; readonly done: number; readonly total: number | null };
  /** Rejected records that stand there now; `counts.rejected` is how many there were. */
  readonly rejectedNow: number;
  readonly positionAt: Date | null;
  readonly lastSuccessAt: Date | null;
}

/** Lanes of one workflow, counted in one statement and so of one moment. */
export async function readOverview(db: Db, instance: string, workflow: WorkflowName): Promise<LaneOverview[]> {
  const rows = await db
    .selectFrom('lanes')
    .leftJoin(
      db
        .selectFrom('chunks')
        .select(['lane as chunk_lane', sql<number>`sum(open)::bigint`.as('open')])
        .groupBy('lane')
        .as('queue'),
      'queue.chunk_lane',
      'lanes.id',
    )
    .leftJoin(
      db
        .selectFrom('rejected_records')
        .select(['lane as rejected_lane', sql<number>`count(*)`.as('standing')])
        .groupBy('lane')
        .as('refused'),
      'refused.rejected_lane',
      'lanes.id',
    )
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .select([
      'name',
      'state',
      'failure',
      'position_at',
      'last_success_at',
      'load_read',
      'load_done',
      'load_total',
      'read',
      'inserted',
      'updated',
      'unchanged',
      'suppressed',
      'deleted',
      'dropped',
      'rejected',
      'engine_calls',
    ])
    .select([
      sql<number>`coalesce(queue.open, 0)`.as('open'),
      sql<number>`coalesce(refused.standing, 0)`.as('standing'),
    ])
    .orderBy('lanes.id')
    .execute();
  return rows.map((row) => ({
    lane: row.name,
    state: row.state,
    failure: row.failure,
    backlog: row.open,
    counts: {
      read: row.read,
      inserted: row.inserted,
      updated: row.updated,
      unchanged: row.unchanged,
      suppressed: row.suppressed,
      deleted: row.deleted,
      dropped: row.dropped,
      rejected: row.rejected,
      engineCalls: row.engine_calls,
    },
    load: { read: row.load_read, done: row.load_done, total: row.load_total },
    rejectedNow: row.standing,
    positionAt: row.position_at,
    lastSuccessAt: row.last_success_at,
  }));
}
