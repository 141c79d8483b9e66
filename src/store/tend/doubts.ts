import { sql } from 'kysely';
import type { Db } from '../database.js';
import { doubtRecords } from '../limits.js';

/** Has records compared with Campaign for which a call of unknown outcome can no longer land. */
export async function compareDoubtful(db: Db, lane: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // The ledger's rows are only changed by who has locked the lane's.
    await sql`select from lanes where id = ${lane} for no key update`.execute(tx);
    await sql`
      with due as (
        delete from in_doubt where ctid = any(array(
          select ctid from in_doubt where lane = ${lane} and due_at <= statement_timestamp() order by due_at limit ${doubtRecords}
        )) returning lane, key
      ), cleared as (
        -- What was written meanwhile may have been written over by that call.
        update records r set hash = null from due where r.lane = due.lane and r.key = due.key
      )
      insert into again (lane, key, reason) select lane, key, 'doubt' from due order by key on conflict do nothing`.execute(
      tx,
    );
  });
}
