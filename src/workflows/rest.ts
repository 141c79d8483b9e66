import type { Rest } from '../activities/index.js';
import { longestRestMs } from './limits.js';

/** What waits for a system, and until when; it goes on by itself. */
export interface Resting {
  readonly system: Rest['system'];
  readonly code: string;
  readonly until: number;
  /** How many rests there were in a row. */
  readonly inARow: number;
}

/** A rest of the same side before this one makes it longer, unless the system named the time. */
export function restAfter(last: Resting | null, { system, code, forMs, exact }: Omit<Rest, 'lane'>): Resting {
  const inARow = (last?.inARow ?? 0) + 1;
  const ms = exact ? forMs : Math.min(longestRestMs, forMs * 2 ** (inARow - 1));
  return { system, code, until: Date.now() + ms, inARow };
}

export const shownRest = ({ system, code, until }: Resting) => ({ system, code, until: new Date(until).toISOString() });
