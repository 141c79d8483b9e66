import { type CountKind, countedAs, noCounts } from '../core/counted.js';
import type { ChunkProgress, Outcome } from '../core/lane.js';
import { isProven } from '../core/proven.js';

/** Of several outcomes of one record that of its newest version. */
export interface Concluded {
  /** What the ledger is to show. */
  readonly entries: readonly Outcome[];
  /** What is known of each record now; an older version than one that is known says nothing. */
  readonly latest: readonly Outcome[];
}

export function concluded(outcomes: readonly Outcome[]): Concluded {
  const told = outcomes.filter(({ superseded }) => !superseded);
  return { entries: newestOf(told.filter(({ entry }) => entry)), latest: newestOf(told) };
}

function newestOf(outcomes: readonly Outcome[]): Outcome[] {
  const newest = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const earlier = newest.get(outcome.key);
    if (!earlier || earlier.chunk <= outcome.chunk) newest.set(outcome.key, outcome);
  }
  return [...newest.values()];
}

/** Those whose hashes say nothing of what Campaign holds. */
export const unproven = (entries: readonly Outcome[]): Outcome[] => entries.filter((outcome) => !isProven(outcome));

export type Counts = Readonly<Record<CountKind | 'loaded', number>>;

export function countsOf(outcomes: readonly Outcome[], chunks: readonly ChunkProgress[]): Counts {
  const loads = new Set(chunks.filter(({ phase }) => phase !== 'changes').map(({ number }) => number));
  const counts = { ...noCounts(), loaded: 0 };
  for (const { kind, chunk } of outcomes) {
    counts[countedAs[kind]] += 1;
    if (loads.has(chunk)) counts.loaded += 1;
  }
  return counts;
}
