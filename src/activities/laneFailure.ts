import type { CannotGoOn } from '../core/problems/failures.js';
import type { ProblemFacts } from '../core/problems/problem.js';

/** Why a lane stands still, with its name and time. */
export function laneFailure(
  lane: string,
  { code, params, system }: Pick<CannotGoOn, 'code' | 'params' | 'system'>,
): ProblemFacts {
  return { code, params: { ...params }, lane, at: new Date().toISOString(), ...(system && { system }) };
}
