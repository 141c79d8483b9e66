import type { DeleteCounts } from '../core/lane.js';
import type { LanePlan } from '../core/lanePlan.js';
import { CannotGoOn } from '../core/problems/failures.js';

/**
 * Stops a lane that is about to delete more than its share of the records that are in Campaign, because a wrong filter or a wiped
 * table must not empty it. Done and held deletes of the last 24 hours count, but for those under a confirmation that is over, and those that
 * stand in the queue.
 * @param wanted deletes that are about to be done or held and are not counted yet
 * @throws CannotGoOn (lane) with the count and the limit
 */
export function obeyDeleteBrake(counts: DeleteCounts, wanted: number, { mapping, settings }: LanePlan): void {
  const { share, atLeast } = settings.deleteBrake;
  const count = counts.recent + counts.held + Math.max(wanted, counts.queued);
  // What was deleted today was part of the table, too.
  const table = counts.present + counts.recent;
  const limit = Math.max(atLeast, Math.floor(share * table), counts.confirmed);
  if (count <= limit) return;
  throw new CannotGoOn('too-many-deletes', { scope: 'lane', params: { mapping: mapping.id, count, limit, table } });
}
