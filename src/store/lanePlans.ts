import type { LanePlan } from '../core/lanePlan.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';

/** What a lane was last prepared with, `plan` null where it could not be; null when there is no such lane. */
export async function readPlan(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  lane: string,
): Promise<{ plan: LanePlan | null } | null> {
  const row = await db
    .selectFrom('lanes')
    .select('plan')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('name', '=', lane)
    .executeTakeFirst();
  return row ?? null;
}
