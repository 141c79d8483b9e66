import type { z } from 'zod';
import type { Locale } from '../../core/problems/describe.js';
import type { OperationId, operations } from '../contract/operations.js';
import type { Deadline } from '../deadline.js';

/** One request, as a handler sees it. */
export interface Call<Query = unknown> {
  readonly parameters: Readonly<Record<string, string>>;
  /** Query parameters as the operation's schema gives them out. */
  readonly query: Query;
  /** Parsed JSON, unchecked; `{}` when there was none. */
  readonly body: unknown;
  readonly ifMatch: string | undefined;
  readonly locale: Locale;
  readonly deadline: Deadline;
}

export interface Reply {
  readonly status: number;
  /** An object becomes JSON, a text is sent as it is, texts that come one after the other are sent as they come. */
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request, or throws an ApiProblem or one of the failures of the core. */
export type Handler<Query = unknown> = (call: Call<Query>) => Promise<Reply>;

type QueryOf<Id extends OperationId> = (typeof operations)[Id] extends {
  readonly query: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : unknown;

/** Live events answer the socket itself; every other operation has a handler. */
export type Handlers = { readonly [Id in Exclude<OperationId, 'followEvents'>]: Handler<QueryOf<Id>> };

export const ok = (body: unknown, headers: Reply['headers'] = {}): Reply => ({ status: 200, body, headers });
