import { isDone } from './chunkWork.js';
import { unkeptRecords } from './limits.js';
import type { WriterStore } from './ports.js';

/** What a former owner had begun and not kept is among the first open records of the queue: begun in order, and so many at most. */
export async function doubtOpenRecords(store: Pick<WriterStore, 'next' | 'doubt'>): Promise<void> {
  const keys = new Set<string>();
  let last = 0;
  while (keys.size < unkeptRecords) {
    const chunk = await store.next(last);
    if (!chunk) break;
    last = chunk.number;
    chunk.records.forEach(([key], index) => {
      if (keys.size < unkeptRecords && !isDone(chunk.done, index)) keys.add(key);
    });
  }
  if (keys.size > 0) await store.doubt([...keys]);
}
