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
  const kept = new Map<string, { readonly begun: number; readonly result: Promise<T>; done: boolean }>();
  return {
    get(key, ...hints) {
      const known = kept.get(key);
      if (known && (!known.done || now() - known.begun < keptMs)) return known.result;
      const entry = { begun: now(), result: read(key, ...hints), done: false };
      kept.set(key, entry);
      entry.result.then(
        () => (entry.done = true),
        () => kept.get(key) === entry && kept.delete(key),
      );
      return entry.result;
    },
    forget: (key) => void kept.delete(key),
  };
}
