import type { ProblemFacts } from '../problems/problem.js';

/**
 * Why a replay is refused: the queue or the table has too many records (spec 1.2). A table whose size Dynamics does not tell is let through.
 */
export function replayProblem(
  mapping: string,
  { backlog, tableRecords, limit }: { backlog: number; tableRecords: number | null; limit: number },
): ProblemFacts | null {
  if (backlog >= limit) return { code: 'replay-backlog', params: { mapping, records: backlog, limit } };
  if (tableRecords !== null && tableRecords >= limit)
    return { code: 'replay-table', params: { mapping, records: tableRecords, limit } };
  return null;
}
