import { sql } from 'kysely';
import type { Db } from './database.js';
import type { WriterHold } from './lanes.js';
import { doubtSeconds } from './limits.js';

/**
 * Notes records that a call of unknown outcome may change yet: their hashes prove nothing from now on, and when the call can no longer
 * land they are compared again. Does nothing when a later owner has the lane.
 */
export async function noteDoubt(db: Db, { lane, fence }: WriterHold, keys: readonly string[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // The ledger's rows are only changed by who has locked the lane's.
    const { rows } = await sql`
      select id from lanes where id = ${lane} and writer_fence = ${fence} for no key update`.execute(tx);
    if (rows.length > 0) await doubt(tx, lane, keys);
  });
}

/** The same for an owner that has locked the lane's row. */
export async function doubt(tx: Db, lane: number, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await sql`
    with cleared as (
      update records set hash = null where lane = ${lane} and key = any(${keys}::uuid[])
    )
    insert into in_doubt (lane, key, due_at)
    select ${lane}::integer, key, clock_timestamp() + ${doubtSeconds} * interval '1 second'
    from unnest(${keys}::uuid[]) as doubted (key) group by key order by key
    on conflict (lane, key) do update set due_at = excluded.due_at`.execute(tx);
}
