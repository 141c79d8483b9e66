import { sql } from 'kysely';
import type { Outcome } from '../core/lane.js';
import type { Db } from './database.js';
import { doubt } from './doubt.js';
import type { Sealer } from './encryption.js';
import { ofVersions } from './ofVersions.js';
import { rejectedContext } from './rejected.js';

/**
 * When the chunks were queued that hold deletes which are to be held, by their number. To be asked while they stand in the queue.
 * As PostgreSQL writes it: a `Date` has no microseconds, and would put a delete before the read that found it.
 */
export async function heldSince(
  tx: Db,
  lane: number,
  latest: readonly Outcome[],
): Promise<ReadonlyMap<number, string>> {
  const numbers = latest.filter(({ kind }) => kind === 'held').map(({ chunk }) => chunk);
  if (numbers.length === 0) return new Map();
  const rows = await tx
    .selectFrom('chunks')
    .select(['number', sql<string>`queued_at::text`.as('since')])
    .where('lane', '=', lane)
    .where('number', 'in', [...new Set(numbers)])
    .execute();
  return new Map(rows.map(({ number, since }) => [number, since]));
}

/**
 * Keeps what a checkpoint says of records that are not simply written: they wait, their delete is held, they are rejected, or a call for
 * them may land yet. And ends what was so of an older version. The lane's row must be locked, so that what others did before is seen.
 * @param latest of each record the newest version's outcome
 * @param since what {@link heldSince} gave
 */
export async function setAside(
  tx: Db,
  sealer: Sealer,
  lane: number,
  latest: readonly Outcome[],
  since: ReadonlyMap<number, string>,
): Promise<void> {
  if (latest.some(({ settles, kind }) => settles || kind === 'waiting' || kind === 'held'))
    await settle(tx, lane, latest);
  await keepWaiting(tx, lane, latest);
  await holdDeletes(tx, lane, latest, since);
  await keepRejections(tx, sealer, lane, latest);
  await doubt(
    tx,
    lane,
    latest.filter(({ doubtful }) => doubtful).map(({ key }) => key),
  );
}

/**
 * A newer version ends waiting, unless it waits itself; and a pending delete, unless it is one. While a delete is pending, children wait for
 * its record: when it stays, they are to hear of it.
 */
async function settle(tx: Db, lane: number, latest: readonly Outcome[]): Promise<void> {
  const but = (...kinds: Outcome['kind'][]) => latest.filter(({ kind }) => !kinds.includes(kind));
  await sql`
    with waited as (
      delete from waiting w ${ofVersions('w', lane, but('waiting'))}
    ), refused as (
      -- Again, because what waited may have been rejected while this checkpoint waited for the lane.
      delete from rejected_records r ${ofVersions('r', lane, but('rejected'))}
    ), cancelled as (
      delete from pending_deletes p ${ofVersions('p', lane, but('held'))} returning p.key
    )
    insert into arrivals (lane, key)
    select l.id, stays.key from lanes l, cancelled cross join lateral (
      select key from records where lane = ${lane} and key = cancelled.key and present limit 1
    ) as stays cross join lateral (
      select from waiting w where w.parent_key = stays.key and w.parent_lane = l.name and not w.released limit 1
    ) as child
    where l.id = ${lane} order by stays.key on conflict do nothing`.execute(tx);
}

/** A record that waits for another parent than before begins to wait anew: that one has its own time to come. */
async function keepWaiting(tx: Db, lane: number, latest: readonly Outcome[]): Promise<void> {
  const waiting = latest.flatMap(({ kind, key, chunk, missing }) =>
    kind === 'waiting' && missing ? [{ key, chunk, missing }] : [],
  );
  if (waiting.length === 0) return;
  await sql`
    insert into waiting (lane, key, number, parent_lane, parent_key, since, check_at)
    select ${lane}::integer, record.*, clock_timestamp(), clock_timestamp() from unnest(
      ${waiting.map(({ key }) => key)}::uuid[], ${waiting.map(({ chunk }) => chunk)}::bigint[],
      ${waiting.map(({ missing }) => missing.lane)}::text[], ${waiting.map(({ missing }) => missing.key)}::uuid[]
    ) as record (key, number, parent_lane, parent_key)
    on conflict (lane, key) do update set number = excluded.number, parent_lane = excluded.parent_lane,
      parent_key = excluded.parent_key, released = false, checks = 0, check_at = excluded.check_at,
      since = case when (waiting.parent_lane, waiting.parent_key) = (excluded.parent_lane, excluded.parent_key)
        then waiting.since else excluded.since end
      where waiting.number <= excluded.number`.execute(tx);
}

/** Held from the moment when it was queued: by then Dynamics had done to its children what it does with such a delete. */
async function holdDeletes(
  tx: Db,
  lane: number,
  latest: readonly Outcome[],
  since: ReadonlyMap<number, string>,
): Promise<void> {
  const held = latest.filter(({ kind }) => kind === 'held');
  if (held.length === 0) return;
  await sql`
    insert into pending_deletes (lane, key, number, held_at)
    select ${lane}::integer, key, number, coalesce(queued_at, clock_timestamp()) from unnest(
      ${held.map(({ key }) => key)}::uuid[], ${held.map(({ chunk }) => chunk)}::bigint[],
      ${held.map(({ chunk }) => since.get(chunk) ?? null)}::timestamptz[]
    ) as record (key, number, queued_at)
    on conflict (lane, key) do update set number = excluded.number where pending_deletes.number <= excluded.number`.execute(
    tx,
  );
}

/** A refusal is kept when the ledger shows its version: of an older one it says nothing any more. */
async function keepRejections(tx: Db, sealer: Sealer, lane: number, latest: readonly Outcome[]): Promise<void> {
  const refused = latest.flatMap(({ kind, key, chunk, rejection }) =>
    kind === 'rejected' && rejection ? [{ key, chunk, ...rejection }] : [],
  );
  if (refused.length === 0) return;
  const payloads = refused.map(
    ({ key, row }) => row && sealer.seal(Buffer.from(JSON.stringify(row)), rejectedContext(lane, key)),
  );
  await sql`
    insert into rejected_records (lane, key, number, code, params, payload, rejected_at)
    select ${lane}::integer, refused.*, clock_timestamp() from unnest(
      ${refused.map(({ key }) => key)}::uuid[], ${refused.map(({ chunk }) => chunk)}::bigint[],
      ${refused.map(({ code }) => code)}::text[], ${refused.map(({ params }) => JSON.stringify(params))}::jsonb[],
      ${payloads}::bytea[]
    ) as refused (key, number, code, params, payload) cross join lateral (
      select from records r where r.lane = ${lane} and r.key = refused.key and r.number = refused.number limit 1
    ) as shown
    on conflict (lane, key) do update set number = excluded.number, code = excluded.code, params = excluded.params,
      payload = excluded.payload, rejected_at = excluded.rejected_at`.execute(tx);
}
