import type { LaneCounts } from '../views.js';

/**
 * Engine calls that Adobe's application would have made for the same records: an insert 1, a delete 1, an update 2, one where nothing
 * changed 1 (spec, "engine call").
 */
export const adobeCalls = ({ inserted, deleted, updated, unchanged, suppressed }: LaneCounts): number =>
  inserted + deleted + 2 * updated + unchanged + suppressed;
