import type { z } from 'zod';
import { isProblemCode } from '../../core/problems/describe.js';
import { type Mistake, pointerTo } from '../../core/problems/mistake.js';
import { mistakesShown } from '../limits.js';

type Issue = z.core.$ZodIssue;

/** What zod found wrong in a document, as mistakes with a code of the catalog and a pointer each. Values of the document are not in it. */
export function documentMistakes(document: unknown, issues: readonly Issue[]): Mistake[] {
  return issues.flatMap((issue) => mistakesOf(document, issue, [])).slice(0, mistakesShown);
}

function mistakesOf(document: unknown, issue: Issue, above: readonly PropertyKey[]): Mistake[] {
  const path = [...above, ...issue.path];
  const at = (code: Mistake['code'], params?: Mistake['params']): Mistake[] => [
    { pointer: pointerTo(path), code, ...(params && { params }) },
  ];
  if (isProblemCode(issue.message)) return at(issue.message, paramsOf(issue));
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => ({
        pointer: pointerTo([...path, name]),
        code: 'member-unknown',
        params: { name: name.slice(0, 60) },
      }));
    case 'invalid_type':
      if (valueAt(document, path) === undefined) return at('member-missing');
      return at('type-wrong', { expected: issue.expected });
    case 'invalid_value':
      if (valueAt(document, path) === undefined) return at('member-missing');
      return at('value-not-offered', { values: issue.values.map(String).join(', ') });
    case 'invalid_union':
      return unionMistakes(document, issue, path) ?? at('value-wrong');
    case 'too_big':
      return at('too-many', { limit: Number(issue.maximum) });
    case 'too_small':
      return at('too-few', { limit: Number(issue.minimum) });
    default:
      return at('value-wrong');
  }
}

/** Of a union that fits nowhere, the branch that was meant: the one whose only mistakes are further inside the value. */
function unionMistakes(document: unknown, issue: Issue & { code: 'invalid_union' }, path: readonly PropertyKey[]) {
  const meant = issue.errors.find(
    (branch) =>
      branch.length > 0 &&
      branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys') &&
      branch.every((inner) => valueAt(document, [...path, ...inner.path]) !== undefined || branch.length === 1),
  );
  return meant?.flatMap((inner) => mistakesOf(document, inner, path));
}

function paramsOf(issue: Issue): Mistake['params'] {
  return issue.code === 'custom' ? (issue.params as Mistake['params']) : undefined;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    document,
  );
}
