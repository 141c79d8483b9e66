import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.js';
import { clearMs, clearRecords } from './limits.js';

const ofLane = [
  'again',
  'arrivals',
  'waiting',
  'pending_deletes',
  'in_doubt',
  'rejected_records',
  'chunks',
  'records',
] as const;
const ofVerification = ['verification_keys', 'verification_candidates'] as const;

/** Removes what is left of lanes without a mapping, for some seconds at most; the rest is removed when it is called again. */
export async function clearGoneLanes(db: Db): Promise<void> {
  const endsAt = performance.now() + clearMs;
  while (performance.now() < endsAt) if (!(await clearSlice(db))) return;
}

/** @returns false when nothing is left, or another is at it */
export async function clearSlice(db: Db): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    // One clears a lane at a time: two would wait for each other's rows.
    const { rows } = await sql<{ id: number }>`
      select id from lanes where instance is null order by id limit 1 for update skip locked`.execute(tx);
    const [lane] = rows;
    if (!lane) return false;
    const verified = sql`verification in (select id from verifications where lane = ${lane.id})`;
    for (const table of ofLane) if (await removeSome(tx, table, sql`lane = ${lane.id}`)) return true;
    for (const table of ofVerification) if (await removeSome(tx, table, verified)) return true;
    await tx.deleteFrom('lanes').where('id', '=', lane.id).execute();
    return true;
  });
}

async function removeSome(tx: Db, table: string, which: RawBuilder<unknown>): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from ${sql.table(table)} where ctid = any(array(
      select ctid from ${sql.table(table)} where ${which} limit ${clearRecords}
    ))`.execute(tx);
  return Number(numAffectedRows) > 0;
}
