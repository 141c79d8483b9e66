import type { Outcome } from '../core/lane.js';
import type { Clock } from '../core/ports.js';
import { PassesByItself, RecordRefused } from '../core/problems/failures.js';
import { rejectedOutcome, type Work } from './chunkWork.js';
import { chunkTries, crowdTries, healthyCalls, lateCreateMs, longestWaitInPlaceMs, restMs, retryMs } from './limits.js';
import { type RecordPorts, removeRecord, type Sight, sightOf, writeRecord } from './writeRecord.js';

/** How the destination has been answering, over all records of a run. */
export interface Health {
  ok: number;
  faults: number;
  /** A record of this run was rejected although no other write has succeeded since it began to fail. */
  guessed: boolean;
}

/** The lane must rest: the destination does not answer, or asks to wait longer than a call may sleep. */
export class MustRest extends Error {
  override readonly name = 'MustRest';
  constructor(
    override readonly cause: PassesByItself,
    readonly forMs: number,
    /** It answered a read, so the fault may be this chunk's own. */
    readonly readable: boolean,
  ) {
    super(cause.message, { cause });
  }
}

export interface PersistPorts extends RecordPorts {
  readonly clock: Clock;
  /** Throws when nothing may be sent any more. */
  readonly open: () => void;
  readonly health: Health;
  /** A record is left to a later run although a call for it may land yet. */
  readonly leftInDoubt: () => void;
  /** Ends waits between tries. */
  readonly stopped: AbortSignal;
}

export interface ChunkFacts {
  readonly number: number;
  readonly tries: number;
}

/**
 * Writes one record, trying again what passes by itself. Ends in an outcome (a refused record's is `rejected`), or throws
 * MustRest, GateClosed or CannotGoOn.
 */
export async function persist(
  work: Exclude<Work, { kind: 'done' }>,
  chunk: ChunkFacts,
  ports: PersistPorts,
): Promise<Outcome> {
  const sight = sightOf(work, ports.rules);
  try {
    const outcome = await tryOn(work, chunk, sight, ports);
    return sight.doubtful ? { ...outcome, doubtful: true } : outcome;
  } catch (error) {
    if (sight.doubtful) ports.leftInDoubt();
    throw error;
  }
}

async function tryOn(
  work: Exclude<Work, { kind: 'done' }>,
  chunk: ChunkFacts,
  sight: Sight,
  ports: PersistPorts,
): Promise<Outcome> {
  const { health } = ports;
  const { unique } = ports.rules.plan.mapping.idField;
  let before: Health | undefined;
  for (let tries = 0; ; ) {
    try {
      const outcome =
        work.kind === 'write'
          ? await writeRecord(work, chunk.number, sight, ports)
          : await removeRecord(work, chunk.number, ports);
      health.ok += 1;
      return outcome;
    } catch (error) {
      if (error instanceof RecordRefused) return refused(work, chunk, sight, error.code, { ...error.params });
      if (!(error instanceof PassesByItself)) throw error;
      before ??= { ...health };
      sight.mayExist ||= error.outcomeUnknown;
      sight.doubtful ||= error.outcomeUnknown;
      if (error.outcomeUnknown && !unique) await ports.clock.sleep(lateCreateMs, ports.stopped);
      if (error.retryAfterMs !== undefined) {
        if (error.retryAfterMs > longestWaitInPlaceMs) throw new MustRest(error, error.retryAfterMs, false);
        await ports.clock.sleep(error.retryAfterMs, ports.stopped);
      } else {
        health.faults += 1;
        const pauseMs = retryMs[tries];
        if (pauseMs === undefined) return giveUp(work, chunk, sight, error, before, ports);
        tries += 1;
        await ports.clock.sleep(pauseMs * (1 + Math.random() / 2), ports.stopped);
      }
      ports.open();
    }
  }
}

/**
 * A record that keeps failing among neighbours that do not is poison; otherwise the system is away and the lane rests. Without neighbours
 * that tell, it is taken for poison when it has failed alone often enough, or with others very often: one a run, because Campaign
 * may be answering reads and no writes at all.
 */
async function giveUp(
  work: Exclude<Work, { kind: 'done' }>,
  chunk: ChunkFacts,
  sight: Sight,
  error: PassesByItself,
  before: Health,
  ports: PersistPorts,
): Promise<Outcome> {
  const ok = ports.health.ok - before.ok;
  const faults = ports.health.faults - before.faults - retryMs.length;
  const aloneAmongHealthy = ok >= healthyCalls && ok >= 9 * faults;
  if (aloneAmongHealthy) return refused(work, chunk, sight, 'campaign-keeps-failing', { tries: retryMs.length + 1 });
  const readable = await answersReads(work.key, ports);
  const enough = chunk.tries >= (faults <= 1 ? chunkTries : crowdTries);
  if (readable && enough && !ports.health.guessed) {
    ports.health.guessed = ok === 0;
    return refused(work, chunk, sight, 'campaign-keeps-failing', { tries: (retryMs.length + 1) * chunk.tries });
  }
  throw new MustRest(error, restMs.first, readable);
}

async function answersReads(key: string, { destination, rules, gate }: PersistPorts): Promise<boolean> {
  try {
    await destination.find(rules.lookup, key, gate);
    return true;
  } catch (error) {
    if (error instanceof PassesByItself) return false;
    if (error instanceof RecordRefused) return true;
    throw error;
  }
}

function refused(
  work: Exclude<Work, { kind: 'done' }>,
  chunk: ChunkFacts,
  { mayExist }: Sight,
  code: string,
  params: Record<string, string | number>,
): Outcome {
  const row = work.kind === 'write' ? work.row : null;
  return rejectedOutcome(chunk.number, work.key, { code, params, row }, mayExist);
}
