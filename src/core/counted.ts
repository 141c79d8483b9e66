import type { OutcomeKind } from './lane.js';

/** What the totals of a lane tell apart. */
export type CountKind = Exclude<OutcomeKind, 'deletedFiltered' | 'filteredOut' | 'gone'>;

/** Under what each outcome is counted: the ledger says of a record why it is not in Campaign, the totals only how many were deleted or left alone. */
export const countedAs: Readonly<Record<OutcomeKind, CountKind>> = {
  inserted: 'inserted',
  updated: 'updated',
  unchanged: 'unchanged',
  suppressed: 'suppressed',
  deleted: 'deleted',
  deletedFiltered: 'deleted',
  filteredOut: 'dropped',
  gone: 'dropped',
  dropped: 'dropped',
  rejected: 'rejected',
  waiting: 'waiting',
  held: 'held',
};

/** Nothing of anything yet. */
export const noCounts = (): Record<CountKind, number> => ({
  inserted: 0,
  updated: 0,
  unchanged: 0,
  suppressed: 0,
  deleted: 0,
  dropped: 0,
  rejected: 0,
  waiting: 0,
  held: 0,
});
