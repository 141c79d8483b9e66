import { type RawBuilder, sql } from 'kysely';
import type { KnownRecord, ParentRef } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';

/** What the ledger, the waiting records, the pending deletes and the doubts know of `keys`; those that none of them knows are left out. */
export async function readLedger(db: Db, lane: number, keys: readonly string[]): Promise<Map<string, KnownRecord>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<KnownRecord & { key: string }>`
    select asked.key, coalesce(r.number, 0) as number, r.hash, coalesce(r.present, false) as present, w.key is not null as waiting,
      case p.state when 'ripe' then 'ripe' when 'held' then 'held' when 'passed' then 'held' end as "pendingDelete",
      d.key is not null as "inDoubt"
    from unnest(${keys}::uuid[]) as asked (key)
    left join records r on r.lane = ${lane} and r.key = asked.key
    left join waiting w on w.lane = ${lane} and w.key = asked.key
    left join pending_deletes p on p.lane = ${lane} and p.key = asked.key
    left join in_doubt d on d.lane = ${lane} and d.key = asked.key
    where r.key is not null or w.key is not null or p.key is not null or d.key is not null`.execute(db);
  return new Map(rows.map(({ key, ...known }) => [key, known]));
}

/**
 * Those of `parents` that are not in Campaign now, each once; a parent of a lane that does not exist is absent. So is one that is about to
 * be deleted: a child that is planned after the delete was held could be written after its parent is gone.
 */
export async function absentParents(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  parents: readonly ParentRef[],
): Promise<ParentRef[]> {
  if (parents.length === 0) return [];
  const { rows } = await sql<{ lane: string; key: string }>`
    select distinct asked.lane, asked.key
    from unnest(${parents.map(({ lane }) => lane)}::text[], ${parents.map(({ key }) => key)}::uuid[]) as asked (lane, key)
    left join lanes l on l.instance = ${instance} and l.workflow = ${workflow} and l.name = asked.lane
    where not ${isThere(sql.ref('l.id'), sql.ref('asked.key'))}`.execute(db);
  return rows;
}

/** Whether a record is in Campaign and not about to be deleted. A subquery of its own, so that the deletes are not joined as a whole. */
export const isThere = (lane: RawBuilder<unknown>, key: RawBuilder<unknown>) => sql<boolean>`coalesce((
  select true from records r where r.lane = ${lane} and r.key = ${key} and r.present
    and not exists (select from pending_deletes d where d.lane = r.lane and d.key = r.key) limit 1
), false)`;
