import { sql } from 'kysely';
import type { ReaderStand } from '../core/lane.js';
import type { Db } from './database.js';

/**
 * The source forgot the position: the next read begins from the start, and what it does not find is swept. A lane that its writer
 * parked meanwhile stays so, and a replay that runs goes on as one.
 * @returns false when another reader has the lanes
 */
export async function forgetPosition(db: Db, lane: number, fence: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('lanes')
    .set(fromTheStart)
    .where('id', '=', lane)
    .where('reader_fence', '=', fence)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What the row of a lane is whose table is to be read from the start. A sweep that was due is part of the new one. */
export const fromTheStart = {
  position: null,
  position_number: sql<number>`position_number + 1`,
  reading_since: null,
  state: sql<'new' | 'parked'>`case when lanes.state = 'parked' then 'parked' else 'new' end`,
  load_read: 0,
  load_done: 0,
  load_total: null,
  sweep_below: sql<number>`next_number`,
  sweep_after: null,
} as const;

/** Where the lane stands now; null when another reader has it. */
export async function lookAtPosition(db: Db, lane: number, fence: number): Promise<ReaderStand | null> {
  const row = await db
    .selectFrom('lanes')
    .select(['position', 'position_number as positionNumber', 'reread'])
    .where('id', '=', lane)
    .where('reader_fence', '=', fence)
    .executeTakeFirst();
  return row ?? null;
}

export async function setLoadTotal(db: Db, lane: number, total: number): Promise<void> {
  await db.updateTable('lanes').set({ load_total: total }).where('id', '=', lane).execute();
}
