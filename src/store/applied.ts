import { sql } from 'kysely';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { arrangeLanes, type PlannedLane } from './arrange.js';
import { nextFence } from './fences.js';
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

/**
 * Makes a version the applied one and puts its lanes in place, in one transaction; then clears away what dropped lanes left. Nothing is
 * changed where a newer version is applied, or where a preparing that began later is done: an attempt that hung and was given up ends
 * when its successor's lanes are at work.
 * @param begun the fence that was drawn when the preparing began; absent: it begins now
 * @returns the version that is applied now
 */
export async function applyVersion(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  version: number,
  lanes: readonly PlannedLane[],
  begun?: number,
): Promise<number> {
  const applied = await db.transaction().execute(async (tx) => {
    const next = {
      applied_version: version,
      applied_at: sql<Date>`clock_timestamp()`,
      prepared_fence: begun ?? (await nextFence(tx)),
    };
    // A row that is left as it is is locked, too.
    const { numInsertedOrUpdatedRows: changed } = await tx
      .insertInto('workflows')
      .values({ instance, workflow, ...next })
      .onConflict((conflict) =>
        conflict
          .columns(['instance', 'workflow'])
          .doUpdateSet(next)
          .where(sql<number>`coalesce(workflows.applied_version, 0)`, '<=', version)
          .where('workflows.prepared_fence', '<', next.prepared_fence),
      )
      .executeTakeFirstOrThrow();
    if (!changed) return appliedVersion(tx, instance, workflow);
    await arrangeLanes(tx, instance, workflow, lanes);
    return version;
  });
  await clearGoneLanes(db);
  return applied ?? version;
}
