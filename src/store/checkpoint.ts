import { sql } from 'kysely';
import type { Checkpoint } from '../core/lane.js';
import { type Concluded, concluded, countsOf, unproven } from './concluded.js';
import type { Db } from './database.js';
import type { Sealer } from './encryption.js';
import { endLoad } from './laneState.js';
import type { WriterHold } from './lanes.js';
import { ofVersions } from './ofVersions.js';
import { heldSince, setAside } from './setAside.js';

/**
 * Keeps what was done, in one transaction: ledger, totals, rejected and waiting records, held deletes, progress of the chunks.
 * @returns false when a later owner has the lane; nothing is kept then
 */
export async function keepCheckpoint(
  db: Db,
  sealer: Sealer,
  hold: WriterHold,
  checkpoint: Checkpoint,
): Promise<boolean> {
  const { outcomes, chunks } = checkpoint;
  const told = concluded(outcomes);
  const endsLoadChunk = chunks.some(({ phase, open }) => phase !== 'changes' && open === 0);
  const plain = !told.latest.some(
    ({ rejection, missing, kind, settles, doubtful }) => rejection || missing || kind === 'held' || settles || doubtful,
  );
  // A statement alone is a transaction by itself, without the round trips for its beginning and end.
  if (!endsLoadChunk && plain) return (await keepWritten(db, hold, checkpoint, told)) !== undefined;
  return db.transaction().execute(async (tx) => {
    const since = await heldSince(tx, hold.lane, told.latest);
    const lane = await keepWritten(tx, hold, checkpoint, told);
    if (!lane) return false;
    if (!plain) await setAside(tx, sealer, hold.lane, told.latest, since);
    if (endsLoadChunk && lane.readingLoad === false) await endLoad(tx, hold.lane);
    return true;
  });
}

/**
 * One statement for all that every checkpoint has: each one more would be a round trip and a plan, thousands of times in a first load. The
 * rest of it hangs on `held`, which is empty when the fence no longer counts. An older version never replaces a newer one in the ledger, and no
 * version that nobody asked Campaign about a hash that was cleared since: a doubt or a repair would be undone. A version that is not rejected
 * settles an earlier rejection.
 */
async function keepWritten(
  db: Db,
  { lane, fence, plan }: WriterHold,
  { outcomes, chunks, engineCalls }: Checkpoint,
  { entries, latest }: Concluded,
): Promise<{ readingLoad: boolean | null } | undefined> {
  const counts = countsOf(outcomes, chunks);
  const settled = latest.filter(({ kind }) => kind !== 'rejected');
  const success = outcomes.some(({ kind }) => kind !== 'rejected');
  const finished = chunks.filter(({ open }) => open === 0).map(({ number }) => number);
  const begun = chunks.filter(({ open }) => open > 0);
  const { rows } = await sql<{ readingLoad: boolean | null }>`
    with held as (
      update lanes set inserted = inserted + ${counts.inserted}, updated = updated + ${counts.updated},
        unchanged = unchanged + ${counts.unchanged}, suppressed = suppressed + ${counts.suppressed},
        deleted = deleted + ${counts.deleted}, dropped = dropped + ${counts.dropped}, rejected = rejected + ${counts.rejected},
        waiting = waiting + ${counts.waiting}, held = held + ${counts.held},
        engine_creates = engine_creates + ${engineCalls.create}, engine_reads = engine_reads + ${engineCalls.read},
        engine_updates = engine_updates + ${engineCalls.update}, engine_deletes = engine_deletes + ${engineCalls.delete}, load_done = load_done + ${counts.loaded},
        last_success_at = case when ${success} then clock_timestamp() else last_success_at end
      where id = ${lane} and writer_fence = ${fence}
      returning id, name, position ->> 'phase' <> 'changes' as "readingLoad",
        coalesce(deletes_confirmed_until > clock_timestamp(), false) as confirmed
    ), entered as (
      insert into records (lane, key, number, hash, present, outcome, at, written, written_at)
      select ${lane}::integer, entry.*, clock_timestamp(), case when ${wasWritten} then outcome end,
        case when ${wasWritten} then clock_timestamp() end from held, unnest(
        ${entries.map(({ key }) => key)}::uuid[], ${entries.map(({ chunk }) => chunk)}::bigint[],
        ${entries.map(({ entry }) => entry?.hash ?? null)}::bytea[], ${entries.map(({ entry }) => entry?.present ?? false)}::boolean[],
        ${entries.map(({ kind }) => kind)}::text[]
      ) as entry (key, number, hash, present, outcome)
      on conflict (lane, key) do update set number = excluded.number, present = excluded.present,
        hash = case when excluded.key = any(${unproven(entries).map(({ key }) => key)}::uuid[]) then records.hash else excluded.hash end,
        outcome = excluded.outcome, at = excluded.at, written = coalesce(excluded.written, records.written),
        written_at = coalesce(excluded.written_at, records.written_at)
        where records.number <= excluded.number
    ), settled as (
      delete from rejected_records r ${ofVersions('r', lane, settled)} and exists (select from held)
    ), finished as (
      delete from chunks using held where lane = ${lane} and number = any(${finished}::bigint[])
    ), begun as (
      -- Something of them was done: what could not be finished before counts from here.
      update chunks set done = part.done, open = part.open, tries = 0 from held, unnest(
        ${begun.map(({ number }) => number)}::bigint[], ${begun.map(({ done }) => Buffer.from(done))}::bytea[],
        ${begun.map(({ open }) => open)}::integer[]
      ) as part (number, done, open)
      where chunks.lane = ${lane} and chunks.number = part.number
    )${deletesDone(lane, counts.deleted)}${plan.children.length > 0 ? arrivals(present(entries)) : nothing}
    select "readingLoad" from held`.execute(db);
  return rows[0];
}

const nothing = sql``;

/** Campaign was asked and holds this version since: not for one that was suppressed, left alone or rejected. */
const wasWritten = sql`outcome in ('inserted', 'updated', 'unchanged', 'deleted', 'deletedFiltered')`;

const present = (entries: Concluded['entries']) => entries.filter(({ entry }) => entry?.present).map(({ key }) => key);

/** For the delete brake, by the hour; apart those that a person has confirmed. */
const deletesDone = (lane: number, records: number) =>
  records === 0
    ? nothing
    : sql`, counted as (
      insert into deletes (lane, hour, records, confirmed)
      select ${lane}::integer, date_trunc('hour', clock_timestamp()), case when confirmed then 0 else ${records}::bigint end,
        case when confirmed then ${records}::bigint else 0 end from held
      on conflict (lane, hour) do update set records = deletes.records + excluded.records,
        confirmed = deletes.confirmed + excluded.confirmed
    )`;

/**
 * Notes which records that others wait for are in Campaign now, so that `tend` has those read again. Nobody waits for anybody here; a child
 * that begins to wait while this statement runs is found by its own checks.
 */
const arrivals = (keys: readonly string[]) =>
  keys.length === 0
    ? nothing
    : sql`, arrived as (
      insert into arrivals (lane, key) select held.id, parent.key from held, unnest(${keys}::uuid[]) as parent (key) cross join lateral (
        select from waiting w where w.parent_key = parent.key and w.parent_lane = held.name and not w.released limit 1
      ) as child
      order by parent.key on conflict do nothing
    )`;
