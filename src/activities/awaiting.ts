import { PassesByItself } from '../core/problems/failures.js';
import { restMs } from '../engine/limits.js';
import type { Rest } from './report.js';

/** A system does not answer, or asks to wait: to be asked again. */
export type Awaiting = { readonly kind: 'waiting' } & Omit<Rest, 'lane'>;

/** What passes by itself is told to the workflow, which shows it and asks again; the database's absence is left to Temporal. */
export async function orWaiting<T>(work: Promise<T>): Promise<{ readonly value: T } | Awaiting> {
  try {
    return { value: await work };
  } catch (error) {
    if (!(error instanceof PassesByItself) || error.system === undefined) throw error;
    const { system, code, retryAfterMs } = error;
    return { kind: 'waiting', system, code, forMs: retryAfterMs ?? restMs.first, exact: retryAfterMs !== undefined };
  }
}
