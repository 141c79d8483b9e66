import { sql } from 'kysely';
import type { LaneNeeds } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { positionOldHours } from './limits.js';
import { backlog, behind, ofWorkflow } from './totals.js';

/** What each lane of a workflow that is not parked wants of its reader. */
export async function laneNeeds(db: Db, instance: string, workflow: WorkflowName): Promise<LaneNeeds[]> {
  const { rows } = await sql<LaneNeeds>`
    select l.name as lane, l.position_number as "positionNumber", ${backlog} as backlog, ${behind} as behind,
      coalesce(l.writer_lease_until > clock_timestamp(), false) as served,
      coalesce(coalesce(l.reading_since, l.position_at) < clock_timestamp() - ${positionOldHours} * interval '1 hour', false) as old,
      (select asked_at from again a where a.lane = l.id order by asked_at limit 1) is not null as again,
      exists (
        select from lanes c where c.instance = l.instance and c.workflow = l.workflow and l.name = (
          -- The first of an order, for the sake of its index: see tend.ts.
          select parent_lane from waiting w where w.lane = c.id and not w.released and parent_lane >= l.name
          order by parent_lane limit 1
        )
      ) or exists (
        select from lanes p where p.instance = l.instance and p.workflow = l.workflow and p.plan -> 'children' ? l.name
          and 'held' = (select d.state from pending_deletes d where d.lane = p.id order by d.state limit 1)
      ) as awaited
    from lanes l where ${ofWorkflow(instance, workflow)} and l.state <> 'parked' order by l.id`.execute(db);
  return rows;
}
