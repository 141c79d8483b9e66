import type { z } from 'zod';
import type { Parameters, ProblemCode } from '../problems/describe.js';

/** Tells one mistake at one place of a document. */
export type ReportMistake = (code: ProblemCode, path: readonly (string | number)[], params?: Parameters) => void;

/**
 * Makes a rule between the parts of a document out of `judge`. It runs although single fields are wrong, so that a person
 * hears of all mistakes at once. The message of an issue is a code of the problem catalog.
 */
export const rule =
  (judge: (document: unknown, report: ReportMistake) => void) =>
  (document: unknown, context: z.RefinementCtx): void =>
    judge(document, (code, path, params = {}) =>
      context.addIssue({ code: 'custom', path: [...path], message: code, params }),
    );

/** For `superRefine`: do not wait until every single field is right. */
export const always = { when: () => true };

/** Each text under `key` at most once in the list. */
export function once(
  list: readonly unknown[],
  key: string,
  path: readonly (string | number)[],
  report: ReportMistake,
): void {
  const seen = new Set<string>();
  list.forEach((entry, index) => {
    const text = textIn(entry, key);
    if (text === undefined) return;
    if (seen.has(text)) report('already-used', [...path, index, key], { name: text });
    seen.add(text);
  });
}

export function listIn(parent: unknown, key: string): readonly unknown[] {
  const list = memberOf(parent, key);
  return Array.isArray(list) ? list : [];
}

export function textIn(parent: unknown, key: string): string | undefined {
  const text = memberOf(parent, key);
  return typeof text === 'string' ? text : undefined;
}

function memberOf(parent: unknown, key: string): unknown {
  return typeof parent === 'object' && parent !== null ? (parent as Record<string, unknown>)[key] : undefined;
}
