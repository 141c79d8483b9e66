import { ActivityFailure, ApplicationFailure, rootCause } from '@temporalio/workflow';
import { problemFacts, type ProblemFacts } from '../core/problems/problem.js';

/** The problem behind an activity's failure, in the words of the catalog. */
export function failureOf(error: unknown): ProblemFacts {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  const facts = cause instanceof ApplicationFailure ? problemFacts.safeParse(cause.details?.[0]) : undefined;
  const at = new Date().toISOString();
  if (facts?.success) return { ...facts.data, at };
  return { code: 'unexpected', params: { error: rootCause(error) ?? 'unknown' }, at };
}
