import { sql } from 'kysely';
import type { TableMapping } from '../core/config/ingress.js';
import type { LanePlan } from '../core/lanePlan.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import { sameDocument } from '../core/rules/pendingChanges.js';
import { type VerificationStand, verificationStand, type VerificationState } from '../core/verification.js';
import type { Db } from './database.js';
import { newFence } from './fences.js';
import type { Sealer } from './encryption.js';
import { busyWithinSeconds, keysForgotten } from './limits.js';

const workflow = 'ingress';

export interface VerificationWish {
  readonly instance: string;
  readonly mapping: string;
  readonly repair: boolean;
  readonly by: string;
}

export type Begun =
  | { readonly kind: 'begun'; readonly id: number }
  /** One runs already; `quietMs`: how long nothing was heard of it. */
  | { readonly kind: 'running'; readonly id: number; readonly quietMs: number }
  | { readonly kind: 'notLoaded' }
  /** It was parked before it could be applied. */
  | { readonly kind: 'parked'; readonly failure: ProblemFacts };

/** Enters a verification of a mapping whose first load is written; one at a time. */
export async function beginVerification(db: Db, { instance, mapping, repair, by }: VerificationWish): Promise<Begun> {
  return db.transaction().execute(async (tx) => {
    const lane = await tx
      .selectFrom('lanes')
      .select(['id', 'plan', 'loaded_at', 'failure'])
      .where('instance', '=', instance)
      .where('workflow', '=', workflow)
      .where('name', '=', mapping)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (lane && !lane.plan && lane.failure) return { kind: 'parked', failure: lane.failure };
    if (!lane?.plan || !lane.loaded_at) return { kind: 'notLoaded' };
    const running = await tx
      .selectFrom('verifications')
      .select(['id', sql<number>`extract(epoch from clock_timestamp() - updated_at)::float8 * 1000`.as('quiet_ms')])
      .where('lane', '=', lane.id)
      .where('state', '=', 'running')
      .executeTakeFirst();
    if (running) return { kind: 'running', id: running.id, quietMs: running.quiet_ms };
    const { id } = await tx
      .insertInto('verifications')
      .values({
        lane: lane.id,
        repair,
        requested_by: by,
        mapping: JSON.stringify(lane.plan.mapping),
        stand: JSON.stringify(verificationStand.parse({})),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return { kind: 'begun', id };
  });
}

export interface VerificationHold {
  readonly id: number;
  readonly fence: number;
  readonly lane: number;
  readonly repair: boolean;
  readonly plan: LanePlan;
  readonly stand: VerificationStand;
  /** The lane still works under the mapping that the verification began with. */
  readonly sameMapping: boolean;
}

/** Takes a verification that runs: the latest taker wins. Null when it is over, or its lane gone. */
export async function takeVerification(db: Db, sealer: Sealer, id: number): Promise<VerificationHold | null> {
  const { rows } = await sql<{
    fence: number;
    lane: number;
    repair: boolean;
    mapping: TableMapping;
    stand: unknown;
    plan: LanePlan | null;
  }>`
    update verifications v set fence = ${newFence}, updated_at = clock_timestamp()
    from lanes l where v.id = ${id} and v.state = 'running' and l.id = v.lane
    returning v.fence, v.lane, v.repair, v.mapping, v.stand, l.plan`.execute(db);
  const [row] = rows;
  if (!row?.plan) return null;
  const { mapping, stand, plan, ...rest } = row;
  return {
    id,
    ...rest,
    plan,
    stand: openedStand(sealer, id, stand),
    sameMapping: sameDocument(mapping, plan.mapping),
  };
}

/** A stand as it is stored. A link into a system's list names the record where it goes on: it is sealed. */
export function sealedStand(sealer: Sealer, id: number, stand: VerificationStand): string {
  const link = stand.link && sealer.seal(Buffer.from(stand.link), linkContext(id)).toString('base64');
  return JSON.stringify({ ...stand, link });
}

function openedStand(sealer: Sealer, id: number, stored: unknown): VerificationStand {
  const stand = verificationStand.parse(stored);
  const link = stand.link && sealer.open(Buffer.from(stand.link, 'base64'), linkContext(id)).toString();
  return { ...stand, link };
}

const linkContext = (id: number) => `verification:${id}`;

/** Ends a verification that runs, and forgets the keys of all that are over. @returns false when it was over already */
export async function endVerification(
  db: Db,
  id: number,
  state: Exclude<VerificationState, 'running'>,
  failure: ProblemFacts | null = null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('verifications')
    .set({
      state,
      failure: failure && JSON.stringify(failure),
      ended_at: sql<Date>`clock_timestamp()`,
      updated_at: sql<Date>`clock_timestamp()`,
    })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Removes what the verifications that are over have kept for themselves, and all of them but the newest of each mapping. */
export async function forgetVerifications(db: Db): Promise<void> {
  for (const table of ['verification_keys', 'verification_candidates', 'verification_repeated']) {
    for (let removed = keysForgotten; removed === keysForgotten; ) {
      const { numAffectedRows } = await sql`
        delete from ${sql.table(table)} where ctid = any(array(
          select part.ctid from ${sql.table(table)} part join verifications v on v.id = part.verification
          where v.state <> 'running' limit ${keysForgotten}))`.execute(db);
      removed = Number(numAffectedRows ?? 0n);
    }
  }
  await sql`
    delete from verifications v where state <> 'running'
      and exists (select from verifications newer where newer.lane = v.lane and newer.id > v.id)`.execute(db);
}

export interface VerificationRow {
  readonly id: number;
  readonly state: VerificationState;
  readonly repair: boolean;
  readonly stand: VerificationStand;
  readonly engineCalls: number;
  readonly toLookAtAgain: number;
  readonly requestedBy: string;
  readonly startedAt: Date;
  readonly updatedAt: Date;
  readonly endedAt: Date | null;
  readonly failure: ProblemFacts | null;
  /** How long nothing was heard of it. */
  readonly quietMs: number;
}

/** The newest verification of a mapping; null when there was none. */
export async function newestVerification(db: Db, instance: string, mapping: string): Promise<VerificationRow | null> {
  const { rows } = await sql<Omit<VerificationRow, 'stand'> & { stand: unknown }>`
    select v.id, v.state, v.repair, v.stand, v.engine_calls as "engineCalls", v.requested_by as "requestedBy", v.started_at as "startedAt",
      v.updated_at as "updatedAt", v.ended_at as "endedAt", v.failure,
      extract(epoch from clock_timestamp() - v.updated_at)::float8 * 1000 as "quietMs",
      case when v.state = 'running' then (select count(*) from verification_candidates c where c.verification = v.id)
        + (select count(*) from verification_repeated r where r.verification = v.id) else 0 end as "toLookAtAgain"
    from verifications v join lanes l on l.id = v.lane
    where l.instance = ${instance} and l.workflow = ${workflow} and l.name = ${mapping}
    order by v.id desc limit 1`.execute(db);
  const [row] = rows;
  return row ? { ...row, stand: verificationStand.parse(row.stand) } : null;
}

/** Whether the lane `l` of a query is being read or written. */
export const busy = sql<boolean>`coalesce(
  l.position_at > clock_timestamp() - ${sql.lit(busyWithinSeconds)} * interval '1 second' or l.writer_lease_until > clock_timestamp(), false)`;
