import { isProblemCode, type Parameters, type ProblemCode } from '../../core/problems/describe.js';
import type { Mistake } from '../../core/problems/mistake.js';
import type { ProblemFacts } from '../../core/problems/problem.js';

interface Options {
  readonly params?: Parameters;
  readonly errors?: readonly Mistake[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An answer that is not a success: its HTTP status and its facts; words are added for the reader. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly params: ProblemFacts['params'];
  readonly errors: readonly Mistake[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: ProblemCode, { params = {}, errors, headers = {}, cause }: Options = {}) {
    super(code, cause === undefined ? {} : { cause });
    this.status = status;
    this.code = code;
    this.params = { ...params };
    this.errors = errors;
    this.headers = headers;
  }
  /** A problem that a rule of the core found. */
  static of(status: number, { code, params }: ProblemFacts): ApiProblem {
    return new ApiProblem(status, isProblemCode(code) ? code : 'request-failed', { params });
  }

  /** A document with mistakes. */
  static refused(errors: readonly Mistake[]): ApiProblem {
    return new ApiProblem(422, 'document-refused', { params: { count: errors.length }, errors });
  }
}
