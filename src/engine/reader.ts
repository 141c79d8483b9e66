import type { Position, QueuedRecord } from '../core/lane.js';
import type { SystemName } from '../core/names.js';
import type { Clock, Source } from '../core/ports.js';
import { CannotGoOn, PassesByItself, PositionLost } from '../core/problems/failures.js';
import {
  chunkRecords,
  hotForMs,
  longestWaitInPlaceMs,
  pollMs,
  readerMovedTurnMs,
  readerTurnMs,
  restMs,
  warmForMs,
} from './limits.js';
import type { ReaderStore } from './ports.js';
import type { LaneRules } from './rules.js';

export interface ReaderLane {
  readonly name: string;
  readonly rules: LaneRules;
  readonly store: ReaderStore;
  readonly position: Position | null;
  readonly positionNumber: number;
  /** Monotonic time before which its source must not be asked. */
  readonly notBefore: number;
  /** Its writer rests: chunks for it are no reason to end the turn. */
  readonly awaitsWriter: boolean;
}

export interface ReaderPorts {
  readonly source: Source;
  readonly clock: Clock;
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
 * Feeds the queue from all lanes side by side until something moved for `readerMovedTurnMs`, a chunk came for a lane that
 * no writer has, a lane must rest long, or `readerTurnMs` passed.
 * @throws CannotGoOn (workflow), PassesByItself (the store)
 */
export async function readLanes(
  lanes: readonly ReaderLane[],
  ports: ReaderPorts,
  stop: AbortSignal,
): Promise<ReaderEnd> {
  const turn = new Turn(ports.clock, stop);
  const rests: ReaderRest[] = [];
  await Promise.all(
    lanes.map((lane) => readLane(lane, ports, turn, rests).catch((error: unknown) => turn.fail(error))),
  );
  if (turn.failure !== undefined) throw turn.failure;
  return { moved: turn.moved, rests };
}

async function readLane(lane: ReaderLane, ports: ReaderPorts, turn: Turn, rests: ReaderRest[]): Promise<void> {
  const { clock } = ports;
  const tier = new PollTier(clock, lane.rules.plan.table.name);
  let at: { position: Position | null; positionNumber: number } | null = lane;
  let faults = 0;
  let losses = 0;
  let nextAt = lane.notBefore;
  while (!turn.over()) {
    if (!at) throw new PassesByItself('lane-taken');
    await turn.sleepUntil(nextAt);
    if (turn.over()) return;
    const polledAt = clock.monotonic();
    try {
      const step: Step = await readOnce(lane, at, ports, turn);
      faults = 0;
      if (step.records > 0) tier.changed();
      if (step.records > 0 || step.more) turn.move();
      if (step.unserved && !lane.awaitsWriter) turn.finish();
      at = step.at;
      nextAt = step.more ? polledAt : polledAt + tier.intervalMs();
    } catch (error) {
      if (turn.stop.aborted) return;
      if (error instanceof PositionLost) {
        ports.lost(lane.name);
        at = (await lane.store.forgetPosition()) ? await lane.store.look() : null;
        // A source that forgets again and again must not fill the queue with its first page.
        if (losses > 0) nextAt = clock.monotonic() + longestWaitInPlaceMs;
        losses += 1;
        continue;
      }
      if (error instanceof CannotGoOn && error.scope === 'lane') {
        await ports.park(lane.name, error);
        return turn.finish();
      }
      if (!(error instanceof PassesByItself) || error.system === undefined) throw error;
      const waitMs =
        error.retryAfterMs ?? Math.min(restMs.longest, restMs.first * 2 ** faults) / (faults === 0 ? 5 : 1);
      faults += 1;
      if (waitMs > longestWaitInPlaceMs) {
        rests.push({
          lane: lane.name,
          system: error.system,
          code: error.code,
          forMs: waitMs,
          exact: error.retryAfterMs !== undefined,
        });
        return turn.finish();
      }
      nextAt = clock.monotonic() + waitMs;
    }
  }
}

interface Step {
  readonly records: number;
  readonly more: boolean;
  /** Chunks came and no writer has the lane. */
  readonly unserved: boolean;
  readonly at: { position: Position | null; positionNumber: number } | null;
}

async function readOnce(
  lane: ReaderLane,
  { position, positionNumber }: { position: Position | null; positionNumber: number },
  { source }: ReaderPorts,
  turn: Turn,
): Promise<Step> {
  const { plan, properties, displayValues } = lane.rules;
  if (!position) {
    const size = await source.size(plan.table, turn.stop);
    if (size !== null) await lane.store.expectLoad(size);
  }
  const page = await source.read({ table: plan.table, position, properties, displayValues }, turn.stop);
  const chunks = split(page.records);
  const queued = await lane.store.enqueue(positionNumber, {
    phase: position?.phase ?? 'load',
    chunks,
    next: page.next,
  });
  if (queued.kind === 'stale') return { records: 0, more: true, unserved: false, at: await lane.store.look() };
  return {
    records: page.records.length,
    more: page.more,
    unserved: chunks.length > 0 && !queued.served,
    at: { position: page.next, positionNumber: queued.positionNumber },
  };
}

function split(records: readonly QueuedRecord[]): (readonly QueuedRecord[])[] {
  const chunks = [];
  for (let from = 0; from < records.length; from += chunkRecords) chunks.push(records.slice(from, from + chunkRecords));
  return chunks;
}

/** How often a lane is asked for changes: the more it moves the oftener. Contacts are never colder than warm. */
class PollTier {
  readonly #clock: Clock;
  readonly #coldest: number;
  #changedAt: number;

  constructor(clock: Clock, table: string) {
    this.#clock = clock;
    this.#coldest = table === 'contact' ? pollMs.warm : pollMs.cold;
    this.#changedAt = clock.monotonic();
  }

  changed(): void {
    this.#changedAt = this.#clock.monotonic();
  }

  intervalMs(): number {
    const quietMs = this.#clock.monotonic() - this.#changedAt;
    if (quietMs < hotForMs) return pollMs.hot;
    return quietMs < warmForMs ? pollMs.warm : this.#coldest;
  }
}

/** One turn of the reader. A page that is being read at its end is still put into the queue; only a stop cuts it off. */
class Turn {
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  readonly stop: AbortSignal;
  readonly #waits: AbortSignal;
  #endsAt: number;
  moved = false;
  failure: unknown;

  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.stop = stop;
    this.#waits = AbortSignal.any([stop, this.#ended.signal]);
    this.#endsAt = clock.monotonic() + readerTurnMs;
  }

  move(): void {
    if (!this.moved) this.#endsAt = Math.min(this.#endsAt, this.#clock.monotonic() + readerMovedTurnMs);
    this.moved = true;
  }

  over(): boolean {
    return this.#waits.aborted || this.#clock.monotonic() >= this.#endsAt;
  }

  async sleepUntil(at: number): Promise<void> {
    const ms = Math.min(at, this.#endsAt) - this.#clock.monotonic();
    if (ms > 0) await this.#clock.sleep(ms, this.#waits);
  }

  /** One lane's failure ends the turn of all; the first one counts. */
  fail(error: unknown): void {
    this.failure ??= error;
    this.finish();
  }

  /** Ends the turn: waits end now, pages under way are finished. */
  finish(): void {
    this.#ended.abort();
  }
}
