import { LRUCache } from 'lru-cache';
import { sharedReadsKept } from './limits.js';

/** Reads that many ask for and that few make. */
export interface SharedReads<T, Hints extends unknown[] = []> {
  /** What was read at most `keptMs` ago, or what is being read now, or a new read, which gets the hints. A failed read is not kept. */
  get(key: string, ...hints: Hints): Promise<T>;
  /** The next reader gets a read that begins after this moment. */
  forget(key: string): void;
}

/** @param now the clock, epoch ms */
export function createSharedReads<T, Hints extends unknown[] = []>(
  keptMs: number,
  now: () => number,
  read: (key: string, ...hints: Hints) => Promise<T>,
): SharedReads<T, Hints> {
  interface Entry {
    readonly begun: number;
    readonly result: Promise<T>;
    done: boolean;
  }
  // What is old is let go even if nobody asks for it again: metadata of a thousand tables were looked through, perhaps.
  const kept = new LRUCache<string, Entry>({ max: sharedReadsKept, ttlAutopurge: true });
  return {
    get(key, ...hints) {
      const known = kept.get(key);
      if (known && (!known.done || now() - known.begun < keptMs)) return known.result;
      const entry: Entry = { begun: now(), result: read(key, ...hints), done: false };
      kept.set(key, entry);
      entry.result.then(
        () => {
          entry.done = true;
          if (kept.peek(key) === entry) kept.set(key, entry, { ttl: keptMs });
        },
        () => kept.peek(key) === entry && kept.delete(key),
      );
      return entry.result;
    },
    forget: (key) => void kept.delete(key),
  };
}
