import { sql } from 'kysely';
import type { Db } from '../database.js';
import { ripenRecords } from '../limits.js';

/**
 * Brings held deletes of one lane further. `passed`: each child's lane was read up to the end since, in a read begun after the delete was
 * held, so that what Dynamics did to the children is in their queues. `ripe`: those queues are worked off, deletes that are held there in
 * their turn are done; the record is read by key once more, and deleted if it is gone. Rows are locked, and found by their place.
 */
export async function ripenDeletes(db: Db, lane: number): Promise<void> {
  await sql`
    with due as (
      select ctid from pending_deletes
      where lane = ${lane} and state = 'held' and held_at < (select coalesce(min(${readBegun}), 'infinity') from ${children(lane)})
      order by held_at limit ${ripenRecords} for update skip locked
    )
    update pending_deletes set state = 'passed', passed_at = clock_timestamp() where ctid = any(array(select ctid from due))`.execute(
    db,
  );
  await sql`
    with due as (
      select ctid, key from pending_deletes
      where lane = ${lane} and state = 'passed' and passed_at < (select coalesce(min(${oldestOpen}), 'infinity') from ${children(lane)})
      order by held_at limit ${ripenRecords} for update skip locked
    ), ripened as (
      update pending_deletes set state = 'ripe' where ctid = any(array(select ctid from due))
    )
    insert into again (lane, key, reason) select ${lane}::integer, key, 'delete' from due order by key on conflict do nothing`.execute(
    db,
  );
}

const children = (lane: number) => sql`lanes l join lanes c
  on l.id = ${lane} and c.instance = l.instance and c.workflow = l.workflow and l.plan -> 'children' ? c.name`;

/** Nothing of it was ever queued: a first load that lost its position has begun all the same. */
const neverRead = sql`(c.position is null and c.next_number = 1)`;

/**
 * A child's lane that was never read has nothing in Campaign, and will read what is so then. One that lost its position hears of
 * deletes from its sweep alone.
 */
const readBegun = sql`case when ${neverRead} then 'infinity'
  when c.sweep_below is not null or exists (select from again a where a.lane = c.id and a.reason = 'sweep') then '-infinity'
  else coalesce(c.passed_at, '-infinity') end`;

/** Since when a child's lane has had something to do. Deletes of one table that points to itself cannot wait for each other. */
const oldestOpen = sql`least(
  (select q.queued_at from chunks q where q.lane = c.id order by q.number limit 1),
  case when c.id <> l.id and not ${neverRead} then (
    select min(first.held_at) from unnest(array['held', 'passed', 'ripe']) as each (state) cross join lateral (
      select d.held_at from pending_deletes d where d.lane = c.id and d.state = each.state order by d.held_at limit 1
    ) as first
  ) end
)`;
