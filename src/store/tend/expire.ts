import { sql } from 'kysely';
import type { Db } from '../database.js';
import { expireRecords } from '../limits.js';

/** Rejects records that waited too long for their parent, some hundreds of one lane. Their rows are not at hand: a retry reads them again. */
export async function expireWaiting(db: Db, lane: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // A checkpoint that knows a record as waiting comes before, or sees the rejection.
    await sql`select from lanes where id = ${lane} for no key update`.execute(tx);
    await sql`
      with settings as (
        select id, (plan -> 'settings' ->> 'waitingDays')::float8 as days, plan -> 'mapping' -> 'fields' as fields
        from lanes where id = ${lane}
      ), late as (
        select w.ctid from waiting w, settings
        where w.lane = ${lane} and not w.released and w.since <= statement_timestamp() - settings.days * interval '1 day'
        order by w.since limit ${expireRecords} for update of w skip locked
      ), expired as (
        delete from waiting where ctid = any(array(select ctid from late)) returning key, number, parent_lane
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
        where r.lane = ${lane} and r.key = expired.key and r.number <= expired.number
      )
      update lanes set rejected = rejected + (select count(*) from expired) where id = ${lane}`.execute(tx);
  });
}
