import { sql, type Transaction } from 'kysely';
import type { Checkpoint, ChunkProgress, Outcome, OutcomeKind } from '../core/lane.js';
import type { Db } from './database.js';
import type { Sealer } from './encryption.js';
import type { WriterHold } from './lanes.js';
import type { Tables } from './tables.js';

/**
 * Keeps what was done, in one transaction: ledger, totals, rejected records, progress of the chunks.
 * @returns false when a later owner has the lane; nothing is kept then
 */
export async function keepCheckpoint(
  db: Db,
  sealer: Sealer,
  hold: WriterHold,
  checkpoint: Checkpoint,
): Promise<boolean> {
  const { outcomes, chunks } = checkpoint;
  const endsLoadChunk = chunks.some(({ phase, open }) => phase === 'load' && open === 0);
  // A statement alone is a transaction by itself, without the round trips for its beginning and end.
  if (!endsLoadChunk && !outcomes.some(({ rejection }) => rejection))
    return (await keepWritten(db, hold, checkpoint)) !== undefined;
  return db.transaction().execute(async (tx) => {
    const lane = await keepWritten(tx, hold, checkpoint);
    if (!lane) return false;
    await keepRejections(tx, sealer, hold.lane, newestOf(outcomes));
    if (endsLoadChunk && lane.readingLoad === false) await endLoad(tx, hold.lane);
    return true;
  });
}

/**
 * One statement for all that every checkpoint has: each one more would be a round trip and a plan, thousands of times in a first load. The
 * rest of it hangs on `held`, which is empty when the fence no longer counts. An older version never replaces a newer one in the ledger; a
 * version that was written settles an earlier rejection.
 */
async function keepWritten(
  db: Db,
  { lane, fence }: WriterHold,
  { outcomes, chunks, engineCalls }: Checkpoint,
): Promise<{ readingLoad: boolean | null } | undefined> {
  const counts = countsOf(outcomes, chunks);
  const entries = newestOf(outcomes);
  const settled = entries.filter(({ kind }) => kind !== 'rejected');
  const success = outcomes.some(({ kind }) => kind !== 'rejected');
  const finished = chunks.filter(({ open }) => open === 0).map(({ number }) => number);
  const begun = chunks.filter(({ open }) => open > 0);
  const { rows } = await sql<{ readingLoad: boolean | null }>`
    with held as (
      update lanes set inserted = inserted + ${counts.inserted}, updated = updated + ${counts.updated},
        unchanged = unchanged + ${counts.unchanged}, suppressed = suppressed + ${counts.suppressed},
        deleted = deleted + ${counts.deleted}, dropped = dropped + ${counts.dropped}, rejected = rejected + ${counts.rejected},
        engine_calls = engine_calls + ${engineCalls}, load_done = load_done + ${counts.loaded},
        last_success_at = case when ${success} then clock_timestamp() else last_success_at end
      where id = ${lane} and writer_fence = ${fence}
      returning position ->> 'phase' = 'load' as "readingLoad"
    ), entered as (
      insert into records (lane, key, number, hash, present)
      select ${lane}::integer, entry.* from held, unnest(
        ${entries.map(({ key }) => key)}::uuid[], ${entries.map(({ chunk }) => chunk)}::bigint[],
        ${entries.map(({ entry }) => entry?.hash ?? null)}::bytea[], ${entries.map(({ entry }) => entry?.present ?? false)}::boolean[]
      ) as entry (key, number, hash, present)
      on conflict (lane, key) do update set number = excluded.number, hash = excluded.hash, present = excluded.present
        where records.number <= excluded.number
    ), settled as (
      delete from rejected_records using held, unnest(
        ${settled.map(({ key }) => key)}::uuid[], ${settled.map(({ chunk }) => chunk)}::bigint[]
      ) as written (key, number)
      where rejected_records.lane = ${lane} and rejected_records.key = written.key and rejected_records.number <= written.number
    ), finished as (
      delete from chunks using held where lane = ${lane} and number = any(${finished}::bigint[])
    ), begun as (
      -- Something of them was done: what could not be finished before counts from here.
      update chunks set done = part.done, open = part.open, tries = 0 from held, unnest(
        ${begun.map(({ number }) => number)}::bigint[], ${begun.map(({ done }) => Buffer.from(done))}::bytea[],
        ${begun.map(({ open }) => open)}::integer[]
      ) as part (number, done, open)
      where chunks.lane = ${lane} and chunks.number = part.number
    )
    select "readingLoad" from held`.execute(db);
  return rows[0];
}

type Counts = Readonly<Record<OutcomeKind | 'loaded', number>>;

function countsOf(outcomes: readonly Outcome[], chunks: readonly ChunkProgress[]): Counts {
  const loads = new Set(chunks.filter(({ phase }) => phase === 'load').map(({ number }) => number));
  const counts = {
    inserted: 0,
    updated: 0,
    unchanged: 0,
    suppressed: 0,
    deleted: 0,
    dropped: 0,
    rejected: 0,
    loaded: 0,
  };
  for (const { kind, chunk } of outcomes) {
    counts[kind] += 1;
    if (loads.has(chunk)) counts.loaded += 1;
  }
  return counts;
}

/** The outcomes that the ledger is to show: of several for one record that of the newest version. */
function newestOf(outcomes: readonly Outcome[]): Outcome[] {
  const newest = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const earlier = newest.get(outcome.key);
    if (outcome.entry && (!earlier || earlier.chunk <= outcome.chunk)) newest.set(outcome.key, outcome);
  }
  return [...newest.values()];
}

/** A refusal is kept when the ledger shows its version: of an older one it says nothing any more. */
async function keepRejections(
  tx: Transaction<Tables>,
  sealer: Sealer,
  lane: number,
  outcomes: readonly Outcome[],
): Promise<void> {
  for (const { kind, key, chunk, rejection } of outcomes) {
    if (kind !== 'rejected' || !rejection) continue;
    const payload = sealer.seal(Buffer.from(JSON.stringify(rejection.row)), `rejected:${lane}:${key}`);
    await sql`
      insert into rejected_records (lane, key, number, code, params, payload, rejected_at)
      select lane, key, number, ${rejection.code}, ${JSON.stringify(rejection.params)}::jsonb, ${payload}::bytea, clock_timestamp()
      from records where lane = ${lane} and key = ${key}::uuid and number = ${chunk}
      on conflict (lane, key) do update set number = excluded.number, code = excluded.code, params = excluded.params,
        payload = excluded.payload, rejected_at = excluded.rejected_at`.execute(tx);
  }
}

async function endLoad(tx: Transaction<Tables>, lane: number): Promise<void> {
  await sql`
    update lanes set state = 'live' where id = ${lane} and state = 'loading' and position ->> 'phase' = 'changes'
      and not exists (select from chunks where lane = ${lane} and phase = 'load')`.execute(tx);
}
