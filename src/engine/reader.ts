import type { LaneNeeds, QueuedRecord, ReaderStand } from '../core/lane.js';
import type { SystemName } from '../core/names.js';
import type { Clock, Source, SourcePage } from '../core/ports.js';
import { CannotGoOn, PassesByItself, PositionLost } from '../core/problems/failures.js';
import { againBacklogRecords, chunkRecords, keysPerRead, longestWaitInPlaceMs, restMs } from './limits.js';
import type { LaneMemory } from './laneMemory.js';
import { NeedsBoard, readsChanges, type Tend } from './needsBoard.js';
import { PollPace } from './pollTier.js';
import type { ReaderStore } from './ports.js';
import { readByKeys } from './readByKeys.js';
import type { LaneRules } from './rules.js';
import { Turn } from './turn.js';

export interface ReaderLane {
  readonly name: string;
  readonly rules: LaneRules;
  readonly store: ReaderStore;
  readonly stand: ReaderStand;
  /** This process's own, the same in each of its turns. */
  readonly memory: LaneMemory;
  /** Monotonic time before which its source must not be asked. */
  readonly notBefore: number;
  /** Its writer rests: chunks for it are no reason to end the turn. */
  readonly awaitsWriter: boolean;
}

export interface ReaderPorts {
  readonly source: Source;
  readonly clock: Clock;
  readonly tend: Tend;
  /** The lane cannot go on: kept, so that it stands still alone. */
  readonly park: (lane: string, reason: CannotGoOn) => Promise<void>;
  /** A lane's position was lost; its table is being read again. */
  readonly lost: (lane: string) => void;
}

/** A lane that rests until its system answers again. */
export interface ReaderRest {
  readonly lane: string;
  readonly system: SystemName;
  readonly code: string;
  readonly forMs: number;
  /** The system named the time itself. */
  readonly exact: boolean;
}

export interface ReaderEnd {
  readonly moved: boolean;
  readonly rests: readonly ReaderRest[];
}

/**
 * Feeds the queue from all lanes side by side until something moved, or stood in the queue without a writer, for `readerMovedTurnMs`, a
 * chunk came for a lane that no writer has, a lane must rest long, the lanes are others, or `readerTurnMs` passed.
 * @throws CannotGoOn (workflow), PassesByItself (the store)
 */
export async function readLanes(
  lanes: readonly ReaderLane[],
  ports: ReaderPorts,
  stop: AbortSignal,
): Promise<ReaderEnd> {
  const turn = new Turn(ports.clock, stop);
  const board = new NeedsBoard(ports.tend, ports.clock, turn, lanes);
  const shared: Shared = { ports, turn, board, pace: new PollPace(ports.clock), rests: [] };
  await board.begin();
  const failed = (error: unknown) => turn.fail(error);
  const tending = board.keepUp().catch(failed);
  await Promise.all(
    lanes.map(async (lane) => {
      await new LaneRun(lane, shared).run().catch(failed);
      board.leave(lane.name);
    }),
  );
  if (lanes.length > 0) turn.finish();
  await tending;
  if (turn.failure !== undefined) throw turn.failure;
  return { moved: turn.moved, rests: shared.rests };
}

interface Shared {
  readonly ports: ReaderPorts;
  readonly turn: Turn;
  readonly board: NeedsBoard;
  readonly pace: PollPace;
  readonly rests: ReaderRest[];
}

/** One lane for one turn: the only one that puts rows of its table into the queue, one after the other, in the order in which it read them. */
class LaneRun {
  readonly #lane: ReaderLane;
  readonly #shared: Shared;
  #at: ReaderStand;
  /** Its source must not be asked before. */
  #notBefore: number;
  #faults = 0;
  #losses = 0;
  /** It reads changes and reads records again by turns: neither has the other wait. */
  #readAgainLast = false;

  constructor(lane: ReaderLane, shared: Shared) {
    this.#lane = lane;
    this.#shared = shared;
    this.#at = lane.stand;
    this.#notBefore = lane.notBefore;
  }

  async run(): Promise<void> {
    const { turn, board } = this.#shared;
    const { name } = this.#lane;
    for (;;) {
      const woken = board.woken(name);
      const needs = board.of(name);
      if (turn.over() || !needs) return;
      try {
        const resting = this.#now() < this.#lane.notBefore;
        if (needs.positionNumber > this.#at.positionNumber) await this.#look();
        else if (!resting && this.#mayReadAgain(needs)) await this.#again();
        else if (this.#isPollDue()) await this.#poll();
        else await turn.sleepUntil(this.#pollDueAt(), woken);
      } catch (error) {
        if (turn.stop.aborted) return;
        await this.#failed(error);
      }
    }
  }

  /**
   * Behind what stands in the queue it comes to the same when it is put there; the changes that come meanwhile should not stand behind it.
   * A page that is under way already goes first: what was read before must stand before it in the queue.
   */
  #mayReadAgain({ again, backlog }: LaneNeeds): boolean {
    if (!again) return false;
    const pollsFirst = this.#readAgainLast || this.#lane.memory.page.isOf(this.#wanted());
    if (pollsFirst && this.#isPollDue()) return false;
    return this.#at.position?.phase !== 'changes' || backlog < againBacklogRecords;
  }

  #isPollDue(): boolean {
    return this.#now() >= this.#pollDueAt();
  }

  /** Never, as long as it may not poll. */
  #pollDueAt(): number {
    const { name, memory } = this.#lane;
    const awaited = this.#shared.board.of(name)?.awaited ?? false;
    return this.#mayPoll()
      ? Math.max(this.#notBefore, memory.tier.dueAt(this.#at.position, awaited))
      : Number.POSITIVE_INFINITY;
  }

  /** A first load waits for those of its parents; changes wait while the queue is long. */
  #mayPoll(): boolean {
    const needs = this.#shared.board.of(this.#lane.name);
    if (!needs) return false;
    const { position } = this.#at;
    if (position === null) return needs.behind === null;
    return position.phase !== 'changes' || readsChanges(needs);
  }

  async #poll(): Promise<void> {
    const { turn, pace } = this.#shared;
    const { store, memory } = this.#lane;
    const { position, positionNumber, reread } = this.#at;
    const wanted = this.#wanted();
    this.#readAgainLast = false;
    if (position?.phase === 'changes' && !memory.page.isOf(wanted)) {
      await turn.sleepUntil(pace.take(memory.tier));
      if (turn.over()) return;
    }
    const asked = await memory.page.take(wanted, turn, (signal) => this.#read(signal));
    if (!asked) return;
    const { page, begunAt } = asked;
    const chunks = split(page.records);
    const phase = position?.phase ?? reread;
    const queued = await store.enqueue(positionNumber, { phase, chunks, next: page.next, end: !page.more });
    if (queued.kind === 'stale') return this.#look();
    this.#faults = 0;
    this.#at = { position: page.next, positionNumber: queued.positionNumber, reread: 'load' };
    if (page.records.length > 0) memory.tier.changed();
    if (!page.more) memory.tier.polled(begunAt, page.next);
    if (page.records.length > 0 || page.more) turn.move();
    if (chunks.length > 0) this.#queued(queued.served);
  }

  /** What tells the next page of this lane from every other: the position's number stands for the position. */
  #wanted(): string {
    const { properties, displayValues } = this.#lane.rules;
    return JSON.stringify([this.#at.positionNumber, displayValues, properties]);
  }

  async #read(signal: AbortSignal): Promise<SourcePage> {
    const { source } = this.#shared.ports;
    const { rules, store } = this.#lane;
    const { plan, properties, displayValues } = rules;
    const { position, reread } = this.#at;
    if (!position) {
      const size = await source.size(plan.table, signal);
      if (size !== null) await store.expectLoad(size);
    }
    return source.read({ table: plan.table, position, properties, displayValues, reread }, signal);
  }

  /** Reads one group of records again by key. Its rows follow all that was read before, and what is read later follows them. */
  async #again(): Promise<void> {
    const { ports, turn, board } = this.#shared;
    const { rules, store, name } = this.#lane;
    this.#readAgainLast = true;
    const keys = await store.again(keysPerRead);
    const gate = { signal: turn.stop, check: () => turn.stop.throwIfAborted() };
    const rows = await readByKeys(keys, rules, ports.source, gate);
    this.#faults = 0;
    const records = keys.map((key): QueuedRecord => [key, rows.get(key) ?? null]);
    if (keys.length > 0) {
      const queued = await store.enqueueAgain(keys, split(records));
      if (!queued) throw new PassesByItself('lane-taken');
      this.#at = { ...this.#at, positionNumber: queued.positionNumber };
      turn.move();
      board.queued(name, keys.length);
      this.#queued(queued.served);
    }
    // While a table is being read, a group a round: each of them makes the writer of a load pause.
    if (keys.length < keysPerRead || this.#at.position?.phase !== 'changes') board.readAgain(name);
  }

  #queued(served: boolean): void {
    if (!served && !this.#lane.awaitsWriter) this.#shared.turn.finish();
  }

  async #look(): Promise<void> {
    const stand = await this.#lane.store.look();
    if (!stand) throw new PassesByItself('lane-taken');
    this.#at = stand;
    this.#notBefore = this.#lane.notBefore;
  }

  async #failed(error: unknown): Promise<void> {
    const { ports, turn, rests } = this.#shared;
    const { name, store } = this.#lane;
    if (error instanceof PositionLost) {
      ports.lost(name);
      if (!(await store.forgetPosition())) throw new PassesByItself('lane-taken');
      await this.#look();
      // A source that forgets again and again must not fill the queue with its first page.
      if (this.#losses > 0) this.#notBefore = this.#now() + longestWaitInPlaceMs;
      this.#losses += 1;
      return;
    }
    if (error instanceof CannotGoOn && error.scope === 'lane') {
      await ports.park(name, error);
      return turn.finish();
    }
    if (!(error instanceof PassesByItself) || error.system === undefined) throw error;
    const firstMs = restMs.first / (this.#faults === 0 ? 5 : 1);
    const waitMs = error.retryAfterMs ?? Math.min(restMs.longest, firstMs * 2 ** this.#faults);
    this.#faults += 1;
    if (waitMs > longestWaitInPlaceMs) {
      const exact = error.retryAfterMs !== undefined;
      rests.push({ lane: name, system: error.system, code: error.code, forMs: waitMs, exact });
      return turn.finish();
    }
    this.#notBefore = this.#now() + waitMs;
    await turn.sleepUntil(this.#notBefore);
  }

  #now(): number {
    return this.#shared.ports.clock.monotonic();
  }
}

function split(records: readonly QueuedRecord[]): (readonly QueuedRecord[])[] {
  const chunks = [];
  for (let from = 0; from < records.length; from += chunkRecords) chunks.push(records.slice(from, from + chunkRecords));
  return chunks;
}
