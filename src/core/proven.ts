import type { OutcomeKind } from './lane.js';

/** After these Campaign was asked about the version, or refused it. */
const asked: ReadonlySet<OutcomeKind> = new Set([
  'inserted',
  'updated',
  'unchanged',
  'deleted',
  'deletedFiltered',
  'rejected',
]);

/** Whether the hash of an outcome says something of what Campaign holds; otherwise the ledger keeps its own. */
export const isProven = ({ kind, absent }: { kind: OutcomeKind; absent?: true | undefined }): boolean =>
  absent === true || asked.has(kind);
