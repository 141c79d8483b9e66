import { sql } from 'kysely';
import type { LaneNeeds } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { backlog, behind, ofWorkflow } from './totals.js';

/** What each lane of a workflow that is not parked wants of its reader. */
export async function laneNeeds(db: Db, instance: string, workflow: WorkflowName): Promise<LaneNeeds[]> {
  const { rows } = await sql<LaneNeeds>`
    select l.name as lane, l.position_number as "positionNumber", ${backlog} as backlog, ${behind} as behind,
      coalesce(l.writer_lease_until > clock_timestamp(), false) as served,
      exists (select from again a where a.lane = l.id) as again,
      exists (
        select from lanes c join waiting w on w.lane = c.id
        where c.instance = l.instance and c.workflow = l.workflow and w.parent_lane = l.name and not w.released
      ) as awaited
    from lanes l where ${ofWorkflow(instance, workflow)} and l.state <> 'parked' order by l.id`.execute(db);
  return rows;
}
