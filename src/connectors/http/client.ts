import type { SystemName } from '../../core/names.js';
import { PassesByItself } from '../../core/problems/failures.js';
import { unlessAborted } from './aborts.js';
import type { Sign } from './congestion.js';
import type { Answer } from './answer.js';
import { Limiter } from './limiter.js';
import { bulkyBytes, ceilingConcurrency, connectionsPerCall, longestWaitMs, waitsPerCall } from './limits.js';
import { openOrigin, type Outgoing, type Timeouts } from './origin.js';
import type { PauseBoard } from './pauses.js';
import { RequestFailed } from './requestFailed.js';
import { guessedPauseMs, retryAfterMs } from './retryAfter.js';
import type { Tokens } from './tokens.js';

/** Where the connectors tell what happens; pino's logger fits. Never a value of a record. */
export interface Log {
  warn(facts: object, message: string): void;
}

export interface ClientOptions {
  readonly system: SystemName;
  /** Names the login without giving it away. */
  readonly credential: string;
  readonly url: string;
  readonly tokens: Tokens;
  readonly pauses: PauseBoard;
  readonly timeouts: Timeouts;
  readonly largestAnswerBytes: number;
  readonly first?: number | undefined;
  readonly ceiling?: number | undefined;
  readonly longestWaitMs?: number | undefined;
  readonly log?: Log | undefined;
}

/** One call to the system. `headers` without the authorization. */
export interface Call {
  readonly method: Outgoing['method'];
  readonly path: string;
  readonly headers: readonly string[];
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Asked in the tick in which the call goes out; what it throws is thrown by `send`, and nothing was sent. */
  readonly check?: (() => void) | undefined;
}

/** What a connector's calls did since it was made. */
export interface CallStats {
  readonly credential: string;
  readonly calls: number;
  /** Calls that got no complete answer. */
  readonly broken: number;
  /** Answers that asked to wait. */
  readonly limited: number;
  readonly inFlight: number;
  readonly queued: number;
  readonly concurrency: number;
  readonly ceiling: number;
}

export interface SystemClient {
  readonly limiter: Limiter;
  /**
   * Sends a call when the limiter permits it, with a token: any answer but "wait" and a first "token refused" is returned.
   * @throws PassesByItself when told to wait for long; RequestFailed when no complete answer came; what `check` or the login throws;
   * `signal`'s reason when it aborted before anything was sent
   */
  send(call: Call): Promise<Answer>;
  stats(): CallStats;
  close(): Promise<void>;
}

/** Thrown in place of a write when somebody was told to wait after the place was taken; the call then queues again. */
const heldBack = new Error('held back');

export function openClient(options: ClientOptions): SystemClient {
  const { system, credential, url, tokens, pauses, timeouts, largestAnswerBytes, log } = options;
  const ceiling = options.ceiling ?? ceilingConcurrency;
  const limiter = new Limiter({
    system,
    credential,
    pauses,
    first: options.first,
    ceiling,
    longestWaitMs: options.longestWaitMs,
  });
  const origin = openOrigin(url, {
    connections: Math.ceil(ceiling * connectionsPerCall),
    timeouts,
    largestAnswerBytes,
  });
  const longestMs = options.longestWaitMs ?? longestWaitMs;
  const counts = { calls: 0, broken: 0, limited: 0, limitedInARow: 0 };

  const once = async (call: Call, token: string): Promise<Answer> => {
    const outgoing = { method: call.method, path: call.path, headers: withToken(call.headers, token), body: call.body };
    const permit = () => {
      if (limiter.pausedForMs > 0) throw heldBack;
      call.check?.();
    };
    const begunAt = performance.now();
    let sign: Sign = 'silent';
    try {
      counts.calls += 1;
      const answer = await origin.send(outgoing, permit, call.signal);
      sign = signOf(answer);
      return answer;
    } catch (failure) {
      if (failure instanceof RequestFailed) {
        counts.broken += 1;
        if (failure.timedOut) sign = 'overloaded';
        if (!failure.sent) call.signal?.throwIfAborted();
      } else counts.calls -= 1;
      throw failure;
    } finally {
      limiter.leave(sign, performance.now() - begunAt);
    }
  };

  /** @returns how long to wait, when the answer asks for it */
  const askedToWait = ({ status, headers }: Answer): number | null => {
    if (status !== 429 && status !== 503) return null;
    const said = retryAfterMs(headers['retry-after'], headers['date'], Date.now());
    if (said === null && status === 503) return null;
    counts.limited += 1;
    const waitMs = said ?? guessedPauseMs(counts.limitedInARow, Math.random());
    if (limiter.pausedForMs <= 0) counts.limitedInARow += 1;
    limiter.pause(waitMs, status === 429 ? `${system}-limited` : `${system}-unavailable`);
    log?.warn({ system, credential, status, waitMs, concurrency: limiter.congestion.limit }, 'told to wait');
    return waitMs;
  };

  const send = async (call: Call): Promise<Answer> => {
    let renewed = false;
    for (let waits = 0; ; ) {
      const token = tokens.current() ?? (await unlessAborted(tokens.renew(), call.signal));
      const place = limiter.enter(call.signal);
      if (place !== undefined) await place;
      const used = tokens.current() ?? token;
      let answer: Answer;
      try {
        answer = await once(call, used);
      } catch (failure) {
        if (failure === heldBack) continue;
        throw failure;
      }
      if (answer.status === 401) {
        tokens.drop(used);
        if (renewed) return answer;
        renewed = true;
        continue;
      }
      tokens.accepted();
      const waitMs = askedToWait(answer);
      if (waitMs === null) {
        counts.limitedInARow = 0;
        return answer;
      }
      waits += 1;
      if (waitMs > longestMs || waits >= waitsPerCall) {
        throw new PassesByItself(`${system}-limited`, { system, retryAfterMs: Math.max(waitMs, limiter.pausedForMs) });
      }
    }
  };

  return {
    limiter,
    send,
    stats: () => ({
      credential,
      calls: counts.calls,
      broken: counts.broken,
      limited: counts.limited,
      inFlight: limiter.inFlight,
      queued: limiter.queued,
      concurrency: limiter.congestion.limit,
      ceiling: limiter.congestion.ceiling,
    }),
    close: () => origin.close(),
  };
}

/** What an answer says of the system's load, by its status and its size. */
export function signOf({ status, bytes }: Answer): Sign {
  if (status < 400) return bytes > bulkyBytes ? 'bulky' : 'clean';
  return status === 429 || (status >= 502 && status <= 504) ? 'overloaded' : 'silent';
}

const withToken = (headers: readonly string[], token: string) => ['authorization', `Bearer ${token}`, ...headers];
