import { sql } from 'kysely';
import type { EnqueuedAgain, QueuePage } from '../core/lane.js';
import type { Db } from './database.js';
import type { Sealer } from './encryption.js';
import { insertChunks, packAll, passedAt, recordsOf, served } from './queue.js';

/** Why a record is to be looked at again. */
export type AgainReason = 'parent' | 'retry' | 'sweep' | 'delete' | 'doubt' | 'repair';

/**
 * Has the lane's reader read these records by key and put them into the queue as they are then. Of several wishes for one record one
 * is kept; one that comes while the record is being read is kept for another time, or met by what is about to be queued.
 */
export async function askAgain(db: Db, lane: number, keys: readonly string[], reason: AgainReason): Promise<void> {
  if (keys.length === 0) return;
  // In one order for all who insert here: two in different orders could wait for each other.
  await sql`
    insert into again (lane, key, reason)
    select distinct ${lane}::integer, key, ${reason} from unnest(${keys}::uuid[]) as asked (key) order by key
    on conflict do nothing`.execute(db);
}

/** Up to `limit` keys of records that are to be read again, the longest asked for first. */
export async function keysAgain(db: Db, lane: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('again')
    .select('key')
    .where('lane', '=', lane)
    .orderBy('asked_at')
    .limit(limit)
    .execute();
  return rows.map(({ key }) => key);
}

/**
 * Puts records that were read by key into the queue as changes, in one transaction with the end of the wish for them. The position
 * stays, and gets another number: a page that was asked for before, and is still under way somewhere, must not come behind them.
 * @param keys those that were asked for
 * @returns null when a later reader has the lane
 */
export async function enqueueAgain(
  db: Db,
  sealer: Sealer,
  lane: number,
  fence: number,
  keys: readonly string[],
  records: QueuePage['chunks'],
): Promise<EnqueuedAgain | null> {
  const chunks = await packAll(records);
  const count = recordsOf(records);
  return db.transaction().execute(async (tx) => {
    const taken = await tx
      .updateTable('lanes')
      .set((row) => ({
        position_number: row('position_number', '+', 1),
        next_number: row('next_number', '+', chunks.length),
        read: row('read', '+', count),
      }))
      .where('id', '=', lane)
      .where('reader_fence', '=', fence)
      .returning(['position_number', 'next_number', served, passedAt])
      .executeTakeFirst();
    if (!taken) return null;
    await sql`delete from again where lane = ${lane} and key = any(${keys}::uuid[])`.execute(tx);
    const first = taken.next_number - chunks.length;
    await insertChunks(tx, sealer, { lane, first, phase: 'changes', passedAt: taken.passedAt }, chunks);
    return { positionNumber: taken.position_number, served: taken.served };
  });
}
