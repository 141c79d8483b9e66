import { sql } from 'kysely';
import type { Db } from '../database.js';
import { expireRecords } from '../limits.js';

const waitingDays = sql<number>`(l.plan -> 'settings' ->> 'waitingDays')::float8`;

/**
 * A record of lane `l` that has waited since then has waited too long. Its time ends with the last moment of which everything in its
 * parents' tables is read and written: after a long stop a parent may be among the changes that are yet to be read, or stand in the queue.
 */
export const waitedSince = sql<Date>`least(statement_timestamp(), (
    select min(coalesce(case when q.number is null then p.passed_at else q.passed_at end, '-infinity'))
    from lanes p left join lateral (select number, passed_at from chunks where lane = p.id order by number limit 1) q on true
    where p.instance = l.instance and p.workflow = l.workflow and l.plan -> 'parents' ? p.name
  )) - ${waitingDays} * interval '1 day'`;

/** Rejects records that waited too long for their parent, some hundreds of one lane. Their rows are not at hand: a retry reads them again. */
export async function expireWaiting(db: Db, lane: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // A checkpoint that knows a record as waiting comes before, or sees the rejection.
    await sql`select from lanes where id = ${lane} for no key update`.execute(tx);
    await sql`
      with settings as (
        select l.id, l.instance, l.workflow, ${waitingDays} as days, plan -> 'mapping' -> 'fields' as fields, ${waitedSince} as since
        from lanes l where l.id = ${lane}
      ), late as (
        select w.ctid from waiting w
        where w.lane = ${lane} and not w.released and w.since <= (select since from settings) and not exists (
          -- Its parent came at last: it is about to be released.
          select from settings s join lanes p on p.instance = s.instance and p.workflow = s.workflow and p.name = w.parent_lane
            join records r on r.lane = p.id and r.key = w.parent_key and r.present
          offset 0
        )
        order by w.since limit ${expireRecords} for update of w skip locked
      ), expired as (
        delete from waiting where ctid = any(array(select ctid from late)) returning lane, key, number, parent_lane
      ), refused as (
        insert into rejected_records (lane, key, number, code, params, rejected_at)
        select settings.id, expired.key, expired.number, 'parent-missing', jsonb_build_object(
          'parent', parent_lane, 'days', days, 'column', coalesce(
            (select field ->> 'column' from jsonb_array_elements(fields) as field where field ->> 'parent' = parent_lane limit 1), '')
        ), clock_timestamp()
        from expired, settings
        on conflict (lane, key) do update set number = excluded.number, code = excluded.code, params = excluded.params,
          payload = null, rejected_at = excluded.rejected_at where rejected_records.number <= excluded.number
      ), told as (
        update records r set outcome = 'rejected', at = clock_timestamp() from expired
        where r.lane = expired.lane and r.key = expired.key and r.number <= expired.number
      )
      update lanes set rejected = rejected + (select count(*) from expired) where id = ${lane}`.execute(tx);
  });
}
