import { type Dispatcher, Pool } from 'undici';
import type { Answer } from './answer.js';
import { Exchange } from './exchange.js';
import { connectTimeoutMs, keepAliveMs } from './limits.js';

/** The longest that each stage of a request may take, ms. */
export interface Timeouts {
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly bodyMs: number;
  readonly totalMs: number;
}

export interface OriginOptions {
  readonly connections: number;
  readonly timeouts: Timeouts;
  readonly largestAnswerBytes: number;
}

/** One request; `headers` is a flat list of names and values, as undici takes it fastest. */
export interface Outgoing {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: string[];
  readonly body?: string | undefined;
}

/**
 * The connections to one origin and to no other: no cookies, no redirects, no retries, so a token sent here can not leave it.
 */
export interface Origin {
  /**
   * @param permit asked in the tick in which the request is written; what it throws is thrown here, and nothing was sent
   * @throws RequestFailed when no complete answer came within the timeouts and the size allowed, or `signal` aborted
   */
  send(outgoing: Outgoing, permit?: () => void, signal?: AbortSignal): Promise<Answer>;
  /** Breaks what is in flight. */
  close(): Promise<void>;
}

/** @param url any URL of the origin; its path is not looked at */
export function openOrigin(url: string, { connections, timeouts, largestAnswerBytes }: OriginOptions): Origin {
  const pool = new Pool(new URL(url).origin, {
    connections,
    pipelining: 1,
    connectTimeout: connectTimeoutMs,
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    keepAliveTimeout: keepAliveMs,
    maxResponseSize: largestAnswerBytes,
  });
  return {
    send: (outgoing, permit, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const exchange = new Exchange(resolve, reject, timeouts.totalMs, permit, signal);
        pool.dispatch(outgoing as Dispatcher.DispatchOptions, exchange);
      }),
    close: () => pool.destroy(),
  };
}
