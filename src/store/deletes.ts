import { sql } from 'kysely';
import type { DeleteCounts } from '../core/lane.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { deletesConfirmedHours, presentCounted, recountFactor } from './limits.js';
import { unpark } from './laneState.js';
import { heldNow } from './totals.js';

/** Counts the deletes of one lane for its brake, as often as its writer asks. */
export function countDeletes(db: Db, lane: number): () => Promise<DeleteCounts> {
  let present = 0;
  let countAgainAt = 0;
  return async () => {
    if (performance.now() >= countAgainAt) {
      const beganAt = performance.now();
      present = await countPresent(db, lane);
      const tookMs = performance.now() - beganAt;
      countAgainAt = beganAt + tookMs * recountFactor;
    }
    const { rows } = await sql<Omit<DeleteCounts, 'present'>>`
      select
        (select coalesce(sum(records + case when ${confirmationCounts} then confirmed else 0 end), 0)::bigint
          from deletes where lane = l.id and hour >= date_trunc('hour', now()) - interval '24 hours') as recent,
        ${heldNow} as held,
        (select coalesce(sum(least(deletes, open)), 0)::bigint from chunks where lane = l.id) as queued,
        case when ${confirmationCounts} then deletes_confirmed else 0 end as confirmed
      from lanes l where l.id = ${lane}`.execute(db);
    return { ...(rows[0] ?? { recent: 0, held: 0, queued: 0, confirmed: 0 }), present };
  };
}

/** What was done under a confirmation that is over was a person's wish, and is none of the brake's concern any more. */
const confirmationCounts = sql<boolean>`coalesce(l.deletes_confirmed_until > clock_timestamp(), false)`;

/** Records of a lane that are in Campaign, as far as they are counted. */
export async function countPresent(db: Db, lane: number): Promise<number> {
  const { rows } = await sql<{ present: number }>`
    select count(*) as present from (
      select from records where lane = ${lane} and present limit ${presentCounted}
    ) as there`.execute(db);
  return rows[0]?.present ?? 0;
}

/**
 * Lets a mapping delete up to `upTo` records in the next 24 hours; what was done under a confirmation that still counts is among them. A lane
 * that its delete brake parked goes on.
 * @returns false when there is no such mapping
 */
export async function confirmDeletes(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  mapping: string,
  upTo: number,
): Promise<boolean> {
  const confirm = async (tx: Db) => {
    const { rows } = await sql<{ id: number; braked: boolean }>`
      with former as (
        select l.id, ${confirmationCounts} as counts from lanes l
        where instance = ${instance} and workflow = ${workflow} and name = ${mapping} for no key update
      ), settled as (
        update deletes set confirmed = 0 from former where deletes.lane = former.id and not former.counts
      )
      update lanes set deletes_confirmed = ${upTo},
        deletes_confirmed_until = clock_timestamp() + ${deletesConfirmedHours} * interval '1 hour'
      from former where lanes.id = former.id
      returning lanes.id, coalesce(state = 'parked' and failure ->> 'code' = 'too-many-deletes', false) as braked`.execute(
      tx,
    );
    const [lane] = rows;
    if (lane?.braked) await unpark(tx, lane.id);
    return lane !== undefined;
  };
  return db.isTransaction ? confirm(db) : db.transaction().execute(confirm);
}
