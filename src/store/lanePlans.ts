import type { LanePlan } from '../core/lanePlan.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';

/** What a lane was last prepared with; null when there is no such lane, or it could not be prepared. */
export async function planOf(db: Db, instance: string, workflow: WorkflowName, lane: string): Promise<LanePlan | null> {
  const row = await db
    .selectFrom('lanes')
    .select('plan')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('name', '=', lane)
    .executeTakeFirst();
  return row?.plan ?? null;
}
