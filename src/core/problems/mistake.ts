import type { Parameters, ProblemCode } from './describe.js';

/** One mistake in a document; `pointer` is a JSON pointer into it (RFC 6901). All mistakes are told at once. */
export interface Mistake {
  readonly pointer: string;
  readonly code: ProblemCode;
  readonly params?: Parameters;
}

/** The JSON pointer of a path. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
