import { sql } from 'kysely';
import type { Candidate, Standing, VerifyStep } from '../core/verification.js';
import { askAgain } from './again.js';
import type { Db } from './database.js';
import { candidateLateSeconds, candidateSeconds } from './limits.js';
import type { Sealer } from './encryption.js';
import { busy, sealedStand, type VerificationHold } from './verifications.js';

/**
 * Keeps one step, in one transaction. A repair clears what the ledger says of the records, so that they are compared with what Campaign
 * really holds, and has them read again through the lane's ordinary path.
 * @returns whether the lane is at work; null when the verification is over or another attempt has it: nothing is kept then
 */
export async function keepVerifyStep(
  db: Db,
  sealer: Sealer,
  { id, fence, lane }: VerificationHold,
  {
    stand,
    engineCalls = 0,
    seen = [],
    repeated = [],
    cleared = [],
    candidates = [],
    settled = [],
    repair = [],
  }: VerifyStep,
): Promise<{ busy: boolean } | null> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ busy: boolean }>`
      update verifications v set stand = ${sealedStand(sealer, id, stand)}::jsonb, updated_at = clock_timestamp()
      from lanes l where v.id = ${id} and v.fence = ${fence} and v.state = 'running' and l.id = v.lane
      returning ${busy} as busy`.execute(tx);
    const [held] = rows;
    if (!held) return null;
    if (seen.length > 0)
      await sql`
        insert into verification_keys as known (verification, key, walk)
        select ${id}::bigint, key, ${stand.restarts}::smallint from unnest(${seen}::uuid[]) as seen (key)
        on conflict (verification, key) do update set walk = excluded.walk where known.walk <> excluded.walk`.execute(
        tx,
      );
    if (repeated.length > 0)
      await sql`
        insert into verification_repeated (verification, key) select ${id}::bigint, key from unnest(${repeated}::uuid[]) as part (key)
        on conflict do nothing`.execute(tx);
    if (cleared.length > 0)
      await sql`delete from verification_repeated where verification = ${id} and key = any(${cleared}::uuid[])`.execute(
        tx,
      );
    if (settled.length > 0)
      await sql`delete from verification_candidates where verification = ${id} and key = any(${settled}::uuid[])`.execute(
        tx,
      );
    if (candidates.length > 0) await keepCandidates(tx, id, candidates, held.busy);
    await billVerifyCalls(tx, { id, lane }, engineCalls);
    if (repair.length > 0) {
      // The ledger's rows are only changed by who has locked the lane's.
      await sql`select id from lanes where id = ${lane} for no key update`.execute(tx);
      await sql`update records set hash = null where lane = ${lane} and key = any(${repair}::uuid[])`.execute(tx);
      await askAgain(tx, lane, repair, 'repair');
    }
    return held;
  });
}

/** Counts calls to Campaign, for the verification and for its lane. Whoever has the verification now: they were made. */
export async function billVerifyCalls(
  db: Db,
  { id, lane }: Pick<VerificationHold, 'id' | 'lane'>,
  engineCalls: number,
): Promise<void> {
  if (engineCalls === 0) return;
  await sql`
    with billed as (update verifications set engine_calls = engine_calls + ${engineCalls} where id = ${id})
    update lanes set verify_calls = verify_calls + ${engineCalls} where id = ${lane}`.execute(db);
}

/** A lane at work gets the time to write what it has just read. */
async function keepCandidates(
  tx: Db,
  id: number,
  candidates: NonNullable<VerifyStep['candidates']>,
  laneBusy: boolean,
): Promise<void> {
  await sql`
    insert into verification_candidates (verification, key, version, looks, looked_at, due_at)
    select ${id}::bigint, part.*, clock_timestamp(), clock_timestamp() + ${laneBusy ? candidateSeconds : 0} * interval '1 second'
    from unnest(
      ${candidates.map(({ key }) => key)}::uuid[], ${candidates.map(({ version }) => version)}::bytea[],
      ${candidates.map(({ looks }) => looks)}::integer[]
    ) as part
    on conflict (verification, key) do update set version = excluded.version, looks = excluded.looks,
      looked_at = excluded.looked_at, due_at = excluded.due_at`.execute(tx);
}

/** Of `keys` those that the verification has dealt with, and how many walks were begun anew before each was seen last. */
export async function seenKeys(db: Db, id: number, keys: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ key: string; walk: number }>`
    select key, walk from verification_keys where verification = ${id} and key = any(${keys}::uuid[])`.execute(db);
  return new Map(rows.map(({ key, walk }) => [key, walk]));
}

/** Keys that Campaign may hold more than once, and whether the lane is at work. */
export async function repeatedKeys(
  db: Db,
  { id, lane }: VerificationHold,
  limit: number,
): Promise<{ keys: string[]; busy: boolean }> {
  const { rows } = await sql<{ key: string; busy: boolean }>`
    select r.key, ${busy} as busy from verification_repeated r, lanes l where r.verification = ${id} and l.id = ${lane}
    limit ${limit}`.execute(db);
  return { keys: rows.map(({ key }) => key), busy: rows.some((row) => row.busy) };
}

/**
 * Candidates that may be looked at now, the longest looked at first: their lane has read past the last look or does not run, or did
 * not for so long that one more look is worth its call. Null when there are none at all.
 */
export async function dueCandidates(
  db: Db,
  { id, lane }: VerificationHold,
  limit: number,
): Promise<{ due: Candidate[]; nextInMs: number; busy: boolean } | null> {
  // Who was looked at first is passed first: behind one that is not, none is.
  const { rows } = await sql<Candidate & { ready: boolean; dueInMs: number; busy: boolean }>`
    select key, version, looks, busy, passed, due_in_ms as "dueInMs",
      due_in_ms <= 0 and (passed or looked_at < clock_timestamp() - ${candidateLateSeconds} * interval '1 second') as ready
    from (
      select c.key, c.version, c.looks, c.looked_at,
        ${busy} as busy, coalesce(l.passed_at >= c.looked_at, false) or not ${busy} as passed,
        extract(epoch from c.due_at - clock_timestamp())::float8 * 1000 as due_in_ms
      from verification_candidates c, lanes l where c.verification = ${id} and l.id = ${lane}
      order by c.due_at limit ${limit}
    ) as part`.execute(db);
  const [first] = rows;
  if (!first) return null;
  const due = rows
    .filter(({ ready }) => ready)
    .map(({ key, version, looks, passed }) => ({ key, version, looks, passed }));
  return { due, nextInMs: Math.min(...rows.map(({ dueInMs }) => dueInMs)), busy: first.busy };
}

/** Of `keys` those that stand somewhere in the lane. What is on its way says more than what was rejected or waits. */
export async function standingKeys(db: Db, lane: number, keys: readonly string[]): Promise<Map<string, Standing>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; standing: Standing }>`
    select key, standing from (
      select key, 'rejected' as standing, 0 as weight from rejected_records where lane = ${lane} and key = any(${keys}::uuid[])
      union all select key, 'waiting', 1 from waiting where lane = ${lane} and key = any(${keys}::uuid[])
      union all select key, 'queued', 2 from again where lane = ${lane} and key = any(${keys}::uuid[])
      union all select key, 'queued', 2 from in_doubt where lane = ${lane} and key = any(${keys}::uuid[])
      union all select key, 'queued', 2 from pending_deletes where lane = ${lane} and key = any(${keys}::uuid[])
      union all select part.key, 'queued', 2 from chunks, unnest(chunks.keys) as part (key)
        where lane = ${lane} and part.key = any(${keys}::uuid[])
    ) as found order by weight`.execute(db);
  return new Map(rows.map(({ key, standing }) => [key, standing]));
}
