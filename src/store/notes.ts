import type { ProblemFacts } from '../core/problems/problem.js';
import type { Db } from './database.js';

/** Keeps what is told of a lane without stopping it, in the place of what was told before; nothing where another reader has it. */
export async function keepNotes(db: Db, lane: number, fence: number, notes: readonly ProblemFacts[]): Promise<void> {
  await db
    .updateTable('lanes')
    .set({ notes: JSON.stringify(notes) })
    .where('id', '=', lane)
    .where('reader_fence', '=', fence)
    .execute();
}
