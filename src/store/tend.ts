import { sql } from 'kysely';
import type { LaneNeeds } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { clearSlice } from './gone.js';
import { laneNeeds } from './needs.js';
import { compareDoubtful } from './tend/doubts.js';
import { expireWaiting, waitedSince } from './tend/expire.js';
import { releaseArrived, releaseDue } from './tend/release.js';
import { ripenDeletes } from './tend/ripen.js';
import { maySweep, sweep } from './tend/sweep.js';
import { ofWorkflow } from './totals.js';

/**
 * One round over all lanes of a workflow: releases records whose parent came, gives up those that waited too long, ripens deletes, sweeps
 * after a reread, has doubtful records compared. Each step is a short transaction that is right whoever does it, also at the same time.
 *
 * Nobody may wait for each other here: whoever changes the ledger, or rejects, locks the lane's row first, one lane's at a time; rows of
 * `waiting`, `arrivals` and `pending_deletes` that somebody else has locked are left for the next round; rows are put into `again` last, by key.
 * @returns what its lanes want of their reader; null when another reader has them
 */
export async function tendLanes(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  fence: number,
): Promise<LaneNeeds[] | null> {
  for (const { lane, taken, ...due } of await whatIsDue(db, instance, workflow, fence)) {
    if (taken) return null;
    if (due.arrived) await releaseArrived(db, lane);
    if (due.checks) await releaseDue(db, lane);
    if (due.expired) await expireWaiting(db, lane);
    if (due.deletes) await ripenDeletes(db, lane);
    if (due.sweep) await sweep(db, lane);
    if (due.doubts) await compareDoubtful(db, lane);
    if (due.past) await sql`delete from deletes where lane = ${lane} and hour < ${twoDaysAgo}`.execute(db);
    if (due.gone) await clearSlice(db);
  }
  return laneNeeds(db, instance, workflow);
}

const twoDaysAgo = sql`now() - interval '2 days'`;

interface Due {
  readonly lane: number;
  readonly taken: boolean;
  readonly arrived: boolean;
  readonly checks: boolean;
  readonly expired: boolean;
  readonly deletes: boolean;
  readonly sweep: boolean;
  readonly doubts: boolean;
  readonly past: boolean;
  /** Once a round: something is left of a lane without a mapping. */
  readonly gone: boolean;
}

/**
 * Looked up at once, so that a round in which nothing is to be done costs two statements. The first of an order is asked for where one might
 * ask whether there is any: an index is used then, however many rows PostgreSQL believes to match.
 */
async function whatIsDue(db: Db, instance: string, workflow: WorkflowName, fence: number): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select l.id as lane, max(l.reader_fence) over () > ${fence} as taken,
      (select key from arrivals a where a.lane = l.id order by key limit 1) is not null as arrived,
      coalesce((select check_at from waiting w where w.lane = l.id and not w.released order by check_at limit 1) <= now(), false) as checks,
      coalesce((select since from waiting w where w.lane = l.id and not w.released order by since limit 1) <= ${waitedSince}, false) as expired,
      coalesce((select p.state from pending_deletes p where p.lane = l.id order by p.state limit 1) <> 'ripe', false) as deletes,
      ${maySweep} as sweep,
      coalesce((select due_at from in_doubt d where d.lane = l.id order by due_at limit 1) <= now(), false) as doubts,
      exists (select from deletes d where d.lane = l.id and d.hour < ${twoDaysAgo}) as past,
      row_number() over (order by l.id) = 1 and exists (select from lanes g where g.instance is null) as gone
    from lanes l where ${ofWorkflow(instance, workflow)} and l.plan is not null order by l.id`.execute(db);
  return rows;
}
