/** Engine calls by kind: what is billed, at the rate of one per call that reached the engine (reference adobe-campaign-api §10.2). */
export interface Counters {
  add(method: string): void;
  read(): Readonly<Record<string, number>>;
  reset(): void;
}

const kinds: Readonly<Record<string, string>> = { GET: 'reads', POST: 'inserts', PATCH: 'updates', DELETE: 'deletes' };

export function createCounters(): Counters {
  const zero = { reads: 0, inserts: 0, updates: 0, deletes: 0 };
  let calls: Record<string, number> = { ...zero };
  return {
    add(method) {
      const kind = kinds[method];
      if (kind !== undefined) calls[kind] = (calls[kind] ?? 0) + 1;
    },
    read: () => ({ engineCalls: Object.values(calls).reduce((sum, count) => sum + count, 0), ...calls }),
    reset() {
      calls = { ...zero };
    },
  };
}
