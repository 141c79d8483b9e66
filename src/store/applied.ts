import { sql } from 'kysely';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { arrangeLanes, type PlannedLane } from './arrange.js';
import { clearGoneLanes } from './gone.js';

/** The version that the running processes use; null before the first start. */
export async function appliedVersion(db: Db, instance: string, workflow: WorkflowName): Promise<number | null> {
  const row = await db
    .selectFrom('workflows')
    .select('applied_version')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .executeTakeFirst();
  return row?.applied_version ?? null;
}

/** The same, and held until the transaction ends: no start applies another meanwhile. */
export async function holdAppliedVersion(tx: Db, instance: string, workflow: WorkflowName): Promise<number | null> {
  const row = await tx
    .selectFrom('workflows')
    .select('applied_version')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .forShare()
    .executeTakeFirst();
  return row?.applied_version ?? null;
}

/** Makes a version the applied one and puts its lanes in place, in one transaction; then clears away what dropped lanes left. */
export async function applyVersion(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  version: number,
  lanes: readonly PlannedLane[],
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const applied = { applied_version: version, applied_at: sql<Date>`clock_timestamp()` };
    await tx
      .insertInto('workflows')
      .values({ instance, workflow, ...applied })
      .onConflict((conflict) => conflict.columns(['instance', 'workflow']).doUpdateSet(applied))
      .execute();
    await arrangeLanes(tx, instance, workflow, lanes);
  });
  await clearGoneLanes(db);
}
