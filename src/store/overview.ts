import { sql } from 'kysely';
import type { EngineCalls } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { LaneCounts } from '../core/views.js';
import type { Db } from './database.js';
import { type LaneTotals, ofWorkflow, totals } from './totals.js';

/** One lane as the page shows it, but for what only the running workflow knows. */
export interface LaneOverview
  extends Omit<LaneTotals, 'writing' | 'rejected' | 'waiting' | 'held' | 'positionAt' | 'lost'> {
  readonly counts: LaneCounts;
  /** Engine calls by what they were for, those of verifications apart. */
  readonly calls: EngineCalls & { readonly verify: number };
  readonly load: { readonly read: number; readonly done: number; readonly total: number | null };
  /** Records that stand there now, rejected, waiting, or to be deleted; `counts` tells how many there were. */
  readonly rejectedNow: number;
  readonly waitingNow: number;
  readonly heldNow: number;
  readonly positionAt: Date | null;
  readonly lastSuccessAt: Date | null;
  /** What is told of the lane without stopping it. */
  readonly notes: readonly ProblemFacts[];
}

interface Row extends Omit<LaneTotals, 'positionAt'> {
  readonly counts: LaneCounts;
  /** Engine calls by what they were for, those of verifications apart. */
  readonly calls: EngineCalls & { readonly verify: number };
  readonly load: LaneOverview['load'];
  readonly readAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly notes: readonly ProblemFacts[];
}

/** Lanes of one workflow, counted in one statement and so of one moment. */
export async function readOverview(db: Db, instance: string, workflow: WorkflowName): Promise<LaneOverview[]> {
  const { rows } = await sql<Row>`
    select ${totals}, l.position_at as "readAt", l.last_success_at as "lastSuccessAt", l.notes,
      json_build_object('read', read, 'inserted', inserted, 'updated', updated, 'unchanged', unchanged, 'suppressed', suppressed,
        'deleted', deleted, 'dropped', dropped, 'rejected', rejected,
        'engineCalls', engine_creates + engine_reads + engine_updates + engine_deletes) as counts,
      json_build_object('create', engine_creates, 'read', engine_reads, 'update', engine_updates, 'delete', engine_deletes,
        'verify', verify_calls) as calls,
      json_build_object('read', load_read, 'done', load_done, 'total', load_total) as load
    from lanes l where ${ofWorkflow(instance, workflow)} order by l.id`.execute(db);
  return rows.map(({ rejected, waiting, held, readAt, lost, notes, ...lane }) => ({
    ...lane,
    rejectedNow: rejected,
    waitingNow: waiting,
    heldNow: held,
    positionAt: readAt,
    notes: lost ? [{ code: 'position-lost', params: { mapping: lane.lane } }, ...notes] : notes,
  }));
}
