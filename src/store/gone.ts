import { sql } from 'kysely';
import type { Db } from './database.js';
import { clearMs, clearRecords } from './limits.js';

const kept = [
  'again',
  'arrivals',
  'waiting',
  'pending_deletes',
  'in_doubt',
  'rejected_records',
  'chunks',
  'records',
] as const;

/** Removes what is left of lanes without a mapping, for some seconds at most; the rest is removed when it is called again. */
export async function clearGoneLanes(db: Db): Promise<void> {
  const endsAt = performance.now() + clearMs;
  while (performance.now() < endsAt) if (!(await clearSlice(db))) return;
}

/** @returns false when nothing is left */
export async function clearSlice(db: Db): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    // One clears a lane at a time: two would wait for each other's rows.
    const { rows } = await sql<{ id: number }>`
      select id from lanes where instance is null order by id limit 1 for update skip locked`.execute(tx);
    const [lane] = rows;
    if (!lane) return false;
    for (const table of kept) {
      const { numAffectedRows } = await sql`
        delete from ${sql.table(table)} where ctid = any(array(
          select ctid from ${sql.table(table)} where lane = ${lane.id} limit ${clearRecords}
        ))`.execute(tx);
      if (Number(numAffectedRows) > 0) return true;
    }
    await tx.deleteFrom('lanes').where('id', '=', lane.id).execute();
    return true;
  });
}
