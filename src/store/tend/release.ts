import { sql } from 'kysely';
import type { Db } from '../database.js';
import { isThere } from '../ledger.js';
import { checkWaits, releaseRecords } from '../limits.js';

/** Has the records read again that wait for what came into Campaign, of one lane's records some thousands. */
export async function releaseArrived(db: Db, lane: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ key: string }>`
      select key from arrivals where lane = ${lane} order by key limit ${releaseRecords} for update skip locked`.execute(
      tx,
    );
    const keys = rows.map(({ key }) => key);
    await sql`
      with freed as (
        select child.* from lanes p, unnest(${keys}::uuid[]) as parent (key) cross join lateral (
          select w.ctid, w.lane, w.key from waiting w
          where w.parent_key = parent.key and w.parent_lane = p.name and not w.released and ${ofSameWorkflow}
          limit ${releaseRecords} for update of w skip locked
        ) as child
        where p.id = ${lane} limit ${releaseRecords}
      ), ${markedAndAsked}
      select from freed`.execute(tx);
    // Looked at anew: those that have more children, or whose child is just being changed, stay for the next round.
    await sql`
      delete from arrivals a using lanes p where a.lane = ${lane} and a.key = any(${keys}::uuid[]) and p.id = a.lane
        and not exists (
          select from waiting w
          where w.parent_key = a.key and w.parent_lane = p.name and not w.released and ${ofSameWorkflow}
          offset 0
        )`.execute(tx);
  });
}

/** The waiting record's lane is of the same workflow as lane `p`. No join: by its lane all that it has would be looked through. */
const ofSameWorkflow = sql<boolean>`(select (c.instance, c.workflow) = (p.instance, p.workflow) from lanes c where c.id = w.lane)`;

/**
 * Looks up the parents of a lane's waiting records, soon after they began to wait and then ever more seldom: an arrival is not noted while
 * both checkpoints, the parent's and the child's, run at the same moment. A record whose mapping no longer names the parent is free, too.
 */
export async function releaseDue(db: Db, lane: number): Promise<void> {
  // By a time that stands still: with `clock_timestamp` no index could be used.
  await sql`
    with due as (
      select w.ctid, w.lane, w.key, w.parent_lane, w.parent_key from waiting w
      where w.lane = ${lane} and not w.released and w.check_at <= statement_timestamp()
      order by w.check_at limit ${releaseRecords} for update skip locked
    ), judged as (
      select due.ctid, due.lane, due.key, not coalesce(l.plan -> 'parents' ? due.parent_lane, false)
        or ${isThere(sql.ref('p.id'), sql.ref('due.parent_key'))} as free
      from due join lanes l on l.id = due.lane
      left join lanes p on p.instance = l.instance and p.workflow = l.workflow and p.name = due.parent_lane
    ), later as (
      update waiting w set checks = w.checks + 1, check_at = clock_timestamp() + ${nextCheck}
      where w.ctid = any(array(select ctid from judged where not free))
    ), freed as (
      select ctid, lane, key from judged where free
    ), ${markedAndAsked}
    select from judged`.execute(db);
}

const nextCheck = sql`least(${sql.lit(checkWaits.longestSeconds)},
  ${sql.lit(checkWaits.firstSeconds)} * ${sql.lit(checkWaits.factor)} ^ least(w.checks, 20)) * interval '1 second'`;

/** What is done with the rows of `freed`. They are locked, and found by their place: a join might read the whole table. */
const markedAndAsked = sql`marked as (
    update waiting set released = true where ctid = any(array(select ctid from freed))
  ), asked as (
    insert into again (lane, key, reason) select lane, key, 'parent' from freed order by lane, key on conflict do nothing
  )`;
