import type { Mistake } from '../problems/mistake.js';

/**
 * Of broken guardrails those that an edit breaks or breaks further: where a limit was lowered below what is in use, the rest of
 * the document can still be edited, and be made smaller step by step.
 */
export function grownBeyond(before: readonly Mistake[], after: readonly Mistake[]): Mistake[] {
  const figures = new Map(before.map((mistake) => [nameOf(mistake), figureOf(mistake)]));
  return after.filter((mistake) => figureOf(mistake) > (figures.get(nameOf(mistake)) ?? 0));
}

const nameOf = ({ code, params }: Mistake) => `${code} ${params?.['mapping'] ?? ''}`;
const figureOf = ({ params }: Mistake) => Number(params?.['count'] ?? 0);
