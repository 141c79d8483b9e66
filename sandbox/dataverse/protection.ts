import type { Clock } from '../shell/system.js';
import { DataverseError } from './errors.js';
import { retryAfterMaxSeconds, retryAfterStepSeconds } from './limits.js';
import type { DataverseSettings } from './settings.js';

/**
 * Service protection of one user on one web server (reference dataverse-web-api §9): requests and execution time in a sliding window, and
 * requests at once. Whoever is told to wait and comes back too early waits longer.
 */
export interface Guard {
  /** Throws 429. */
  admit(inFlight: number): void;
  /** Books what an admitted request cost. */
  spend(executionMs: number): void;
  remaining(): { readonly requests: number; readonly seconds: number };
}

type Limits = DataverseSettings['limits'];

interface Second {
  readonly at: number;
  requests: number;
  executionMs: number;
}

const refusals = {
  requests: ['0x80072322', 'Number of requests exceeded the limit of %1, measured over time window of %2 seconds.'],
  execution: [
    '0x80072321',
    'Combined execution time of incoming requests exceeded limit of %1 milliseconds over time window of %2 seconds.',
  ],
  concurrent: ['0x80072326', 'Number of concurrent requests exceeded the limit of %1.'],
} as const;

export function createGuard(clock: Clock, limits: () => Limits): Guard {
  /** What happened in each second of the window, oldest first. */
  let seconds: Second[] = [];
  let requests = 0;
  let executionMs = 0;
  let blockedUntil = 0;
  let blockedBy: 'requests' | 'execution' = 'requests';
  /** Refusals for too many at once since the last request that got through. */
  let crowded = 0;

  function slide(now: number): void {
    const end = now - limits().windowMs;
    let gone = 0;
    for (const second of seconds) {
      if (second.at > end) break;
      requests -= second.requests;
      executionMs -= second.executionMs;
      gone += 1;
    }
    if (gone > 0) seconds = seconds.slice(gone);
  }

  function current(now: number): Second {
    const at = now - (now % 1000);
    const last = seconds.at(-1);
    if (last?.at === at) return last;
    const second = { at, requests: 0, executionMs: 0 };
    seconds.push(second);
    return second;
  }

  /** When so much of the window has passed that there is room again. */
  function roomAt(over: (second: Second) => number, excess: number, now: number): number {
    let freed = 0;
    for (const second of seconds) {
      freed += over(second);
      if (freed > excess) return second.at + limits().windowMs + 1000;
    }
    return now + limits().windowMs;
  }

  function block(by: 'requests' | 'execution', until: number, now: number): void {
    blockedBy = by;
    blockedUntil = Math.min(until, now + retryAfterMaxSeconds * 1000);
  }

  function refusal(kind: keyof typeof refusals, waitSeconds: number): DataverseError {
    const { windowMs, withoutRetryAfter } = limits();
    const [code, text] = refusals[kind];
    const limit = kind === 'execution' ? limits().executionMs : limits()[kind];
    const message = text.replace('%1', String(limit)).replace('%2', String(windowMs / 1000));
    return new DataverseError(429, code, message, withoutRetryAfter ? {} : { 'retry-after': String(waitSeconds) });
  }

  return {
    admit(inFlight) {
      const now = clock.now();
      slide(now);
      if (now < blockedUntil) {
        block(blockedBy, blockedUntil + retryAfterStepSeconds * 1000, now);
        throw refusal(blockedBy, Math.ceil((blockedUntil - now) / 1000));
      }
      if (inFlight > limits().concurrent) {
        crowded += 1;
        throw refusal(
          'concurrent',
          Math.min(retryAfterStepSeconds * Math.ceil(crowded / limits().concurrent), retryAfterMaxSeconds),
        );
      }
      if (requests >= limits().requests) {
        block(
          'requests',
          roomAt((second) => second.requests, requests - limits().requests, now),
          now,
        );
      } else if (executionMs >= limits().executionMs) {
        block(
          'execution',
          roomAt((second) => second.executionMs, executionMs - limits().executionMs, now),
          now,
        );
      }
      if (now < blockedUntil) throw refusal(blockedBy, Math.ceil((blockedUntil - now) / 1000));
      crowded = 0;
      requests += 1;
      current(now).requests += 1;
    },
    spend(ms) {
      executionMs += ms;
      current(clock.now()).executionMs += ms;
    },
    remaining() {
      const left = limits();
      return {
        requests: Math.max(0, left.requests - requests),
        seconds: Math.max(0, (left.executionMs - executionMs) / 1000),
      };
    },
  };
}
