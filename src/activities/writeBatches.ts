import type { Checkpoint } from '../core/lane.js';
import { CannotGoOn } from '../core/problems/failures.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { WriterStore } from '../engine/ports.js';
import { laneRules } from '../engine/rules.js';
import { writeLane } from '../engine/writer.js';
import type { WriterEnd } from '../engine/writerEnd.js';
import { appliedVersion } from '../store/applied.js';
import { keepCheckpoint } from '../store/checkpoint.js';
import { countDeletes } from '../store/deletes.js';
import { noteDoubt } from '../store/doubt.js';
import { parkLane, releaseWriter, renewWriter, takeWriter, type WriterHold } from '../store/lanes.js';
import { absentParents, readLedger } from '../store/ledger.js';
import { countTry, nextChunk, queuedLater } from '../store/queue.js';
import { laneTotals } from '../store/totals.js';
import { beginAttempt } from './attempt.js';
import { Beside } from './beside.js';
import type { Context } from './context.js';
import { DriftWatch, type Looks, type WatchedLane } from './driftWatch.js';
import type { AppliedRef } from './input.js';
import { smellsOfDrift } from './lookForDrift.js';
import type { LaneReport, Rest } from './report.js';

export interface WriteInput extends AppliedRef {
  readonly lane: string;
}

export type WriteResult =
  | { readonly kind: 'turn'; readonly lane: LaneReport | null; readonly rest: Rest | null }
  /** The workflow runs under another version than PostgreSQL's. */
  | { readonly kind: 'stale' };

/** Drains one lane's queue into Campaign while there is something to drain, 5 minutes at most. */
export const writeBatches = (context: Context) => {
  const looks: Looks = new Map();
  return async (input: WriteInput): Promise<WriteResult> => {
    const { database, clock } = context;
    const { instance, workflow } = input;
    const { db } = database;
    if ((await appliedVersion(db, instance, workflow)) !== input.version) return { kind: 'stale' };
    const attempt = await beginAttempt(input, context, input.lane);
    let rest: Rest | null = null;
    try {
      const hold = await takeWriter(db, instance, workflow, input.lane);
      if (hold) {
        // The former owner may still be sending until its lease has run out.
        await clock.sleep(hold.waitMs, attempt.stop);
        const end = attempt.stop.aborted ? null : await drain(context, input, hold, attempt.stop, looks);
        if (end?.kind === 'rest') rest = asRest(input.lane, end);
      }
    } finally {
      attempt.end();
    }
    const totals = await laneTotals(db, instance, workflow);
    return { kind: 'turn', lane: totals.find(({ lane }) => lane === input.lane) ?? null, rest };
  };
};

async function drain(
  context: Context,
  input: WriteInput,
  hold: WriterHold,
  stop: AbortSignal,
  looks: Looks,
): Promise<WriterEnd | null> {
  const { database, connectors, clock } = context;
  const systems = await connectors.of(input.instance);
  const watched = { id: hold.lane, name: input.lane, plan: hold.plan };
  const parked = new AbortController();
  const ending = AbortSignal.any([stop, parked.signal]);
  const park = async (_: WatchedLane, failure: ProblemFacts) => {
    await parkLane(database.db, { ...hold, side: 'writer' }, failure);
    parked.abort();
  };
  const drift = new DriftWatch({ systems, clock, park, note: () => Promise.resolve() }, looks);
  const beside = new Beside();
  const store = writerStore(context, input, hold, () => parked.abort());
  /** A refusal can be the first sign of a change. */
  const keep = async (checkpoint: Checkpoint) => {
    const smells = checkpoint.outcomes.some(({ rejection }) => rejection && smellsOfDrift(rejection.code));
    if (smells) beside.add(drift.smelled(watched, ending));
    return store.keep(checkpoint);
  };
  let clean = false;
  let recent: WriterEnd['recent'] | undefined;
  try {
    const ports = {
      rules: laneRules(hold.plan),
      store: { ...store, keep },
      source: systems.dynamics.source,
      destination: systems.campaign.destination,
      clock,
      dirty: hold.dirty,
      recent: hold.recent,
    };
    const end = await writeLane(ports, ending);
    clean = !end.cut;
    recent = end.recent;
    await beside.end();
    return end;
  } catch (error) {
    if (!(error instanceof CannotGoOn) || error.scope !== 'lane') throw error;
    await park(watched, await drift.precise(watched, error, stop));
    return null;
  } finally {
    // Lost with the connection, the lease runs out by itself.
    await releaseWriter(database.db, hold, clean, recent).catch(() => {});
  }
}

function writerStore(
  { database: { db, sealer }, listener }: Context,
  { instance, workflow }: WriteInput,
  hold: WriterHold,
  parked: () => void,
): WriterStore {
  return {
    next: (number) => nextChunk(db, sealer, hold.lane, number),
    ledger: (keys) => readLedger(db, hold.lane, keys),
    absent: (parents) => absentParents(db, instance, workflow, parents),
    queuedLater: (number, keys) => queuedLater(db, hold.lane, number, keys),
    deletes: countDeletes(db, hold.lane),
    doubt: (keys) => noteDoubt(db, hold, keys),
    hash: (text) => sealer.hash(text),
    keep: (checkpoint: Checkpoint) => keepCheckpoint(db, sealer, hold, checkpoint),
    countTry: (chunk) => countTry(db, hold, chunk),
    renew: () => renewWriter(db, hold, parked),
    onQueued: (heard) =>
      listener.on('passerelle_queue', (text) => {
        if (text === '' || text === String(hold.lane)) heard();
      }),
  };
}

function asRest(lane: string, { cause, forMs }: Extract<WriterEnd, { kind: 'rest' }>): Rest {
  return { lane, system: cause.system ?? 'campaign', code: cause.code, forMs, exact: cause.retryAfterMs !== undefined };
}
