import type { CallKind, Chunk, Outcome, RecentOutcome } from '../core/lane.js';
import type { Clock, Destination, Gate, Source } from '../core/ports.js';
import { PassesByItself } from '../core/problems/failures.js';
import { planChunk, type Work } from './chunkWork.js';
import { doubtOpenRecords } from './doubt.js';
import { Keeper } from './keeper.js';
import { GateClosed, holdLease, type Lease } from './lease.js';
import { checkpointMs, lingerMs, restMs, stopGraceMs, writerTurnMs } from './limits.js';
import { type Health, MustRest, persist, type PersistPorts } from './persist.js';
import type { WriterStore } from './ports.js';
import { RejectedBrake } from './rejectedBrake.js';
import type { LaneRules } from './rules.js';
import type { Ended, WriterEnd } from './writerEnd.js';

export interface WriterPorts {
  readonly rules: LaneRules;
  readonly store: WriterStore;
  readonly source: Source;
  readonly destination: Destination;
  readonly clock: Clock;
  /** The former owner did not give the lane back: its last calls may land yet. */
  readonly dirty: boolean;
  /** What became of the lane's last records in earlier turns. */
  readonly recent: readonly RecentOutcome[];
}

/**
 * Drains one lane: chunk by chunk, chunks of a first load side by side, a chunk of changes alone.
 * @throws CannotGoOn, PassesByItself (the store, or a later owner has the lane)
 */
export async function writeLane(ports: WriterPorts, stop: AbortSignal): Promise<WriterEnd> {
  const run = new WriterRun(ports);
  return run.drain(stop);
}

class WriterRun {
  readonly #ports: WriterPorts;
  readonly #keeper: Keeper;
  readonly #health: Health = { ok: 0, faults: 0, guessed: false };
  readonly #ending = new AbortController();
  readonly #startedAt: number;
  #running = 0;
  #allEnded: (() => void) | undefined;
  #lease!: Lease;
  #persistPorts!: PersistPorts;
  #end: Ended | undefined;
  #cut = false;
  #failure: unknown;
  readonly #rejectedBrake: RejectedBrake;

  constructor(ports: WriterPorts) {
    this.#ports = ports;
    this.#startedAt = ports.clock.monotonic();
    this.#rejectedBrake = new RejectedBrake(ports.rules.plan, ports.recent);
    this.#keeper = new Keeper(
      (checkpoint) => ports.store.keep(checkpoint),
      ports.clock,
      (error) => this.#fail(error),
    );
  }

  async drain(stop: AbortSignal): Promise<WriterEnd> {
    const { store, clock } = this.#ports;
    const wound = new AbortController();
    const cutting = this.#cutLate(wound.signal);
    this.#lease = await holdLease(
      () => store.renew(),
      clock,
      (closed) => this.#gateClosed(closed),
    );
    this.#persistPorts = this.#portsUnder(this.#lease);
    const onStop = () => this.#lease.stop();
    if (stop.aborted) onStop();
    stop.addEventListener('abort', onStop);
    const ticking = this.#tick(wound.signal);
    try {
      if (this.#ports.dirty) await doubtOpenRecords(store);
      await this.#chunks();
    } catch (error) {
      this.#fail(error);
    } finally {
      stop.removeEventListener('abort', onStop);
    }
    await this.#wind();
    wound.abort();
    await Promise.all([ticking, cutting]);
    await this.#lease.end();
    if (this.#failure !== undefined) throw this.#failure;
    return { ...(this.#end ?? { kind: 'turn' }), cut: this.#cut, recent: this.#rejectedBrake.recent };
  }

  /** Takes chunks in order until something ends the run. The next chunk of a first load is made ready meanwhile. */
  async #chunks(): Promise<void> {
    let last = 0;
    let ahead: Promise<Ready | null> | undefined;
    while (!this.#over()) {
      const ready = await (ahead ?? this.#ready(last));
      ahead = undefined;
      if (!ready) {
        await this.#settle();
        if (!this.#over() && !(await this.#linger(last))) return this.#finish({ kind: 'idle' });
        continue;
      }
      last = ready.chunk.number;
      const alone = ready.work === undefined;
      if (alone) await this.#settle();
      if (this.#over()) return;
      const work = ready.work ?? (await this.#plan(ready.chunk));
      this.#keeper.open(ready.chunk);
      if (!alone) {
        ahead = this.#ready(last);
        // Looked at when its turn comes; a run that ends before has no use for it.
        ahead.catch(() => {});
      }
      await this.#begin(ready.chunk, work);
      if (alone) await this.#settle();
    }
  }

  /** A chunk of a first load can be planned beside its neighbours, as long as its keys are its own: a load that begins anew repeats them. */
  async #ready(after: number): Promise<Ready | null> {
    const chunk = await this.#ports.store.next(after);
    if (!chunk) return null;
    const alone = chunk.phase === 'changes' || this.#keeper.shares(chunk);
    const work = alone ? undefined : await this.#plan(chunk);
    // The delete brake counts what is kept: of two chunks side by side neither would see the other's deletes.
    return { chunk, work: work?.some(isDelete) ? undefined : work };
  }

  #plan(chunk: Chunk): Promise<Work[]> {
    const { rules, store, source } = this.#ports;
    return planChunk(chunk, { rules, store, source, gate: this.#lease.gate });
  }

  async #begin(chunk: Chunk, list: readonly Work[]): Promise<void> {
    for (const work of list) {
      const room = this.#keeper.room();
      if (room !== undefined) await room;
      if (this.#over()) return this.#keeper.undone();
      if (work.kind === 'done') this.#done(work, work.outcome);
      else void this.#write(chunk, work);
    }
  }

  /** Never rejects. */
  async #write(chunk: Chunk, work: Exclude<Work, { kind: 'done' }>): Promise<void> {
    this.#running += 1;
    try {
      this.#done(work, await persist(work, chunk, this.#persistPorts));
    } catch (error) {
      this.#keeper.undone();
      await this.#recordFailed(error, chunk);
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#allEnded?.();
    }
  }

  /** One for all records of the run: made for each, it would cost as much as its mapping. */
  #portsUnder({ gate }: Lease): PersistPorts {
    const { rules, destination, clock } = this.#ports;
    return {
      rules,
      destination,
      clock,
      gate: { signal: gate.signal, check: (call) => this.#call(gate, call) },
      open: () => this.#stillOpen(gate),
      health: this.#health,
      leftInDoubt: () => {
        this.#cut = true;
      },
      stopped: this.#ending.signal,
    };
  }

  async #untilAllEnded(): Promise<void> {
    while (this.#running > 0) {
      await new Promise<void>((resolve) => {
        this.#allEnded = resolve;
      });
    }
    this.#allEnded = undefined;
  }

  /** A run that is ending begins no other try. */
  #stillOpen(gate: Gate): void {
    gate.check();
    if (this.#ending.signal.aborted) throw new GateClosed('stopping');
  }

  /** The gate is asked as each request goes out: so every one of them is counted, also those that fail. */
  #call(gate: Gate, call: CallKind | undefined): void {
    gate.check();
    if (call) this.#keeper.called(call);
  }

  #done({ index, settles }: Work, outcome: Outcome): void {
    this.#keeper.done(index, settles ? { ...outcome, settles } : outcome);
    const wall = this.#rejectedBrake.after(outcome);
    if (wall) this.#fail(wall);
  }

  async #recordFailed(error: unknown, chunk: Chunk): Promise<void> {
    if (error instanceof GateClosed) return;
    if (!(error instanceof MustRest)) return this.#fail(error);
    const first = !this.#over();
    this.#finish({ kind: 'rest', cause: error.cause, forMs: error.forMs });
    if (!first || !error.readable) return;
    try {
      await this.#ports.store.countTry(chunk.number);
    } catch (away) {
      this.#fail(away);
    }
  }

  /** Waits until all that was begun has ended and is kept. */
  async #settle(): Promise<void> {
    await this.#untilAllEnded();
    if (!this.#over()) await this.#keeper.flush();
  }

  /** Waits for new chunks; false when none came. */
  async #linger(last: number): Promise<boolean> {
    const { store, clock } = this.#ports;
    const heard = new AbortController();
    const off = store.onQueued(() => heard.abort());
    try {
      // Listening first, looking second: what came between is seen.
      if ((await store.next(last)) !== null) return true;
      await clock.sleep(lingerMs, heard.signal, this.#ending.signal);
    } finally {
      off();
    }
    return heard.signal.aborted || this.#over();
  }

  /** From the moment when a run ends, whatever it is waiting for then, calls have so long to be answered. */
  async #cutLate(wound: AbortSignal): Promise<void> {
    const { signal } = this.#ending;
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await this.#ports.clock.sleep(stopGraceMs, wound);
    this.#cut ||= this.#running > 0;
    this.#lease.cut();
  }

  /** The end of a run: what is on the wire may finish, what is done is kept. */
  async #wind(): Promise<void> {
    this.#lease.stop();
    await this.#untilAllEnded();
    await this.#keeper.flush().catch((error: unknown) => this.#fail(error));
  }

  async #tick(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      await this.#ports.clock.sleep(checkpointMs, ended);
      // While all its records wait, nothing else would end a turn.
      this.#over();
      this.#keeper.tick();
    }
  }

  #over(): boolean {
    if (!this.#ending.signal.aborted && this.#ports.clock.monotonic() - this.#startedAt > writerTurnMs)
      this.#finish({ kind: 'turn' });
    return this.#ending.signal.aborted;
  }

  #finish(end: Ended): void {
    this.#end ??= end;
    this.#ending.abort();
  }

  #fail(error: unknown): void {
    // Why the gate was closed has been told by the lease already.
    if (error instanceof GateClosed) return;
    if (error instanceof PassesByItself && error.system !== undefined) {
      return this.#finish({ kind: 'rest', cause: error, forMs: error.retryAfterMs ?? restMs.first });
    }
    this.#failure ??= error;
    this.#ending.abort();
  }

  #gateClosed({ reason }: GateClosed): void {
    if (reason === 'stopping') this.#finish({ kind: 'stopped' });
    else this.#fail(new PassesByItself(reason === 'lost' ? 'lane-taken' : 'store-unavailable'));
  }
}

const isDelete = (work: Work) => work.kind === 'remove' || (work.kind === 'done' && work.outcome.kind === 'held');

interface Ready {
  readonly chunk: Chunk;
  readonly work: Work[] | undefined;
}
