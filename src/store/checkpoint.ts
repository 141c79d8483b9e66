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
  return db.transaction().execute(async (tx) => {
    if (!(await addTotals(tx, hold, checkpoint))) return false;
    await keepEntries(tx, hold.lane, checkpoint.outcomes);
    await keepRejections(tx, sealer, hold.lane, checkpoint.outcomes);
    for (const chunk of checkpoint.chunks) await keepProgress(tx, hold.lane, chunk);
    if (checkpoint.chunks.some((chunk) => chunk.phase === 'load' && chunk.open === 0)) await endLoad(tx, hold.lane);
    return true;
  });
}

async function addTotals(
  tx: Transaction<Tables>,
  hold: WriterHold,
  { outcomes, chunks, engineCalls }: Checkpoint,
): Promise<boolean> {
  const of = (kind: OutcomeKind) => outcomes.reduce((sum, outcome) => sum + (outcome.kind === kind ? 1 : 0), 0);
  const loadChunks = new Set(chunks.filter((chunk) => chunk.phase === 'load').map((chunk) => chunk.number));
  const loaded = outcomes.reduce((sum, outcome) => sum + (loadChunks.has(outcome.chunk) ? 1 : 0), 0);
  const { numUpdatedRows } = await tx
    .updateTable('lanes')
    .set((row) => ({
      inserted: row('inserted', '+', of('inserted')),
      updated: row('updated', '+', of('updated')),
      unchanged: row('unchanged', '+', of('unchanged')),
      suppressed: row('suppressed', '+', of('suppressed')),
      deleted: row('deleted', '+', of('deleted')),
      dropped: row('dropped', '+', of('dropped')),
      rejected: row('rejected', '+', of('rejected')),
      engine_calls: row('engine_calls', '+', engineCalls),
      load_done: row('load_done', '+', loaded),
      last_success_at: sql<Date>`clock_timestamp()`,
    }))
    .where('id', '=', hold.lane)
    .where('writer_fence', '=', hold.fence)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** An older version never replaces a newer one. */
async function keepEntries(tx: Transaction<Tables>, lane: number, outcomes: readonly Outcome[]): Promise<void> {
  const entries = new Map<string, Outcome>();
  for (const outcome of outcomes) {
    const earlier = entries.get(outcome.key);
    if (outcome.entry && (!earlier || earlier.chunk <= outcome.chunk)) entries.set(outcome.key, outcome);
  }
  if (entries.size === 0) return;
  const list = [...entries.values()];
  await sql`
    insert into records (lane, key, number, hash, present)
    select ${lane}, entry.* from unnest(
      ${list.map((outcome) => outcome.key)}::uuid[], ${list.map((outcome) => outcome.chunk)}::bigint[],
      ${list.map((outcome) => outcome.entry?.hash ?? null)}::bytea[], ${list.map((outcome) => outcome.entry?.present ?? false)}::boolean[]
    ) as entry (key, number, hash, present)
    on conflict (lane, key) do update set number = excluded.number, hash = excluded.hash, present = excluded.present
      where records.number <= excluded.number`.execute(tx);
}

/** A version that was written settles an earlier rejection of the same record. */
async function keepRejections(
  tx: Transaction<Tables>,
  sealer: Sealer,
  lane: number,
  outcomes: readonly Outcome[],
): Promise<void> {
  const settled = outcomes
    .filter((outcome) => outcome.entry && outcome.kind !== 'rejected')
    .map((outcome) => outcome.key);
  if (settled.length > 0)
    await sql`delete from rejected_records where lane = ${lane} and key = any(${settled}::uuid[])`.execute(tx);
  for (const { kind, key, chunk, rejection } of outcomes) {
    if (kind !== 'rejected' || !rejection) continue;
    const kept = {
      number: chunk,
      code: rejection.code,
      params: JSON.stringify(rejection.params),
      payload: sealer.seal(Buffer.from(JSON.stringify(rejection.row)), `rejected:${lane}:${key}`),
      rejected_at: sql<Date>`clock_timestamp()`,
    };
    await tx
      .insertInto('rejected_records')
      .values({ lane, key, ...kept })
      .onConflict((conflict) => conflict.columns(['lane', 'key']).doUpdateSet(kept))
      .execute();
  }
}

async function keepProgress(
  tx: Transaction<Tables>,
  lane: number,
  { number, done, open }: ChunkProgress,
): Promise<void> {
  const chunk = { lane, number };
  if (open === 0)
    await tx.deleteFrom('chunks').where('lane', '=', chunk.lane).where('number', '=', chunk.number).execute();
  else
    await tx
      .updateTable('chunks')
      .set({ done: Buffer.from(done), open })
      .where('lane', '=', chunk.lane)
      .where('number', '=', chunk.number)
      .execute();
}

async function endLoad(tx: Transaction<Tables>, lane: number): Promise<void> {
  await sql`
    update lanes set state = 'live' where id = ${lane} and state = 'loading' and position ->> 'phase' = 'changes'
      and not exists (select from chunks where lane = ${lane} and phase = 'load')`.execute(tx);
}
