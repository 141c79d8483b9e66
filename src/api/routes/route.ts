import type { Locale } from '../../core/problems/describe.js';
import type { OperationId } from '../contract/operations.js';
import type { Deadline } from '../deadline.js';

/** One request, as a handler sees it. */
export interface Call {
  readonly parameters: Readonly<Record<string, string>>;
  /** Parsed JSON, unchecked; `{}` when there was none. */
  readonly body: unknown;
  readonly ifMatch: string | undefined;
  readonly locale: Locale;
  readonly deadline: Deadline;
}

export interface Reply {
  readonly status: number;
  /** An object becomes JSON, a text is sent as it is. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request, or throws an ApiProblem or one of the failures of the core. */
export type Handler = (call: Call) => Promise<Reply>;

/** Live events answer the socket itself; every other operation has a handler. */
export type Handlers = Readonly<Record<Exclude<OperationId, 'followEvents'>, Handler>>;

export const ok = (body: unknown, headers: Reply['headers'] = {}): Reply => ({ status: 200, body, headers });
