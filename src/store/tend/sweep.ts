import { sql } from 'kysely';
import type { Db } from '../database.js';
import { sweepKeys, sweepMs } from '../limits.js';

/** What was queued before the read may yet bring in what it no longer showed: an empty table leaves no chunk behind it to wait for. */
export const maySweep = sql<boolean>`(l.sweep_below is not null and l.state = 'live'
  and not exists (select from chunks q where q.lane = l.id and q.number < l.sweep_below))`;

/**
 * After a table was read from the start: has every record looked at by key that is known and was not in that read, because it may have been
 * deleted meanwhile. A moment's work, then the rest in the next round.
 */
export async function sweep(db: Db, lane: number): Promise<void> {
  const endsAt = performance.now() + sweepMs;
  while ((await sweepSlice(db, lane)) && performance.now() < endsAt);
}

/** @returns false when the sweep is over */
async function sweepSlice(db: Db, lane: number): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ below: number; after: string | null; deletes: boolean }>`
      select sweep_below as below, sweep_after as after, coalesce((plan -> 'mapping' ->> 'applyDeletes')::boolean, false) as deletes
      from lanes l where id = ${lane} and ${maySweep} for no key update`.execute(tx);
    const [due] = rows;
    if (!due) return false;
    const upTo = due.deletes ? await askUnseen(tx, lane, due.below, due.after) : null;
    await tx
      .updateTable('lanes')
      .set({ sweep_after: upTo, ...(upTo === null && { sweep_below: null }) })
      .where('id', '=', lane)
      .execute();
    return upTo !== null;
  });
}

const known = ['records', 'waiting', 'rejected_records', 'pending_deletes'] as const;

/** @returns the key up to which this slice went; null: the last key */
async function askUnseen(tx: Db, lane: number, below: number, after: string | null): Promise<string | null> {
  const beyond = after === null ? sql`true` : sql`key > ${after}::uuid`;
  const ends = known.map(
    (table) => sql`(select key from ${sql.table(table)} where lane = ${lane} and ${beyond}
      order by key offset ${sweepKeys - 1} limit 1)`,
  );
  const { rows } = await sql<{ upTo: string | null }>`select least(${sql.join(ends)}) as "upTo"`.execute(tx);
  const upTo = rows[0]?.upTo ?? null;
  const within = upTo === null ? beyond : sql`${beyond} and key <= ${upTo}::uuid`;
  const parts = known.map(
    (
      table,
    ) => sql`select key, number, ${table === 'records' ? sql.ref('present') : sql.lit(table !== 'pending_deletes')} as sought
      from ${sql.table(table)} where lane = ${lane} and ${within}`,
  );
  await sql`
    insert into again (lane, key, reason)
    select ${lane}::integer, key, 'sweep' from (${sql.join(parts, sql` union all `)}) as versions
    group by key having max(number) < ${below} and bool_or(sought) order by key
    on conflict (lane, key) do update set reason = excluded.reason`.execute(tx);
  return upTo;
}
