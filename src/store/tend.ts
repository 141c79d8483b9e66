import { sql } from 'kysely';
import type { LaneNeeds } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { laneNeeds } from './needs.js';

/**
 * One round over all lanes of a workflow.
 * @returns what its lanes want of their reader; null when another reader has them
 */
export async function tendLanes(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  fence: number,
): Promise<LaneNeeds[] | null> {
  const { rows } = await sql`
    select from lanes where instance = ${instance} and workflow = ${workflow} and reader_fence > ${fence} limit 1`.execute(
    db,
  );
  return rows.length > 0 ? null : laneNeeds(db, instance, workflow);
}
