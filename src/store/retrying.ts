import { sql } from 'kysely';
import type { Db } from './database.js';
import type { StoredRejection } from './rejected.js';

/**
 * Which of these rejected records are about to be tried again: they are to be read again, or a version that was read after the rejected one
 * stands in the queue.
 * @returns their ids
 */
export async function retrying(db: Db, records: readonly StoredRejection[]): Promise<ReadonlySet<number>> {
  if (records.length === 0) return new Set();
  const lanes = [...new Set(records.map(({ lane }) => lane))];
  const keys = records.map(({ key }) => key);
  const { rows } = await sql<{ id: number }>`
    with queued as materialized (
      select c.lane, c.number, queue.key from chunks c cross join lateral unnest(c.keys) as queue (key)
      where c.lane = any(${lanes}::integer[]) and c.number > ${Math.min(...records.map(({ number }) => number))}
        and queue.key = any(${keys}::uuid[])
    )
    select r.id from unnest(
      ${records.map(({ id }) => id)}::bigint[], ${records.map(({ lane }) => lane)}::integer[], ${keys}::uuid[],
      ${records.map(({ number }) => number)}::bigint[]
    ) as r (id, lane, key, number)
    where exists (select from again a where a.lane = r.lane and a.key = r.key)
      or exists (select from queued q where q.lane = r.lane and q.key = r.key and q.number > r.number)`.execute(db);
  return new Set(rows.map(({ id }) => id));
}
