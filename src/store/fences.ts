import { sql } from 'kysely';
import type { Db } from './database.js';

/** A number higher than all before it. Who takes a lane, or begins to prepare a start, draws one: of two, the later starter has the higher. */
export async function nextFence(db: Db): Promise<number> {
  const { rows } = await sql<{ fence: number }>`select ${newFence} as fence`.execute(db);
  const fence = rows[0]?.fence;
  if (fence === undefined) throw new Error('the sequence of fences gave nothing');
  return fence;
}

/** The same within a statement: whoever has what it is set on has it no more. */
export const newFence = sql<number>`nextval('passerelle.fences')`;
