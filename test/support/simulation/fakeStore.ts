import type {
  Checkpoint,
  Chunk,
  Enqueued,
  KnownRecord,
  LedgerEntry,
  OutcomeKind,
  Position,
  QueuedRecord,
  QueuePage,
  Rejection,
} from '../../../src/core/lane.js';
import { PassesByItself } from '../../../src/core/problems/failures.js';
import type { ReaderStore, WriterStore } from '../../../src/engine/ports.js';
import type { Random } from './random.js';
import type { SimulatedProcess } from './simulatedProcess.js';
import type { VirtualTime } from './virtualTime.js';

export interface StoreHabits {
  readonly latencyMs: number;
  /** Chances of one statement: not done; done, but the answer is lost; the process dies after it. */
  readonly failing: number;
  readonly losing: number;
  readonly deadly: number;
}

interface StoredChunk {
  readonly number: number;
  readonly phase: Chunk['phase'];
  readonly records: readonly QueuedRecord[];
  tries: number;
  done: Uint8Array;
  open: number;
}

const leaseMs = 10_000;

/** One lane in memory, with the promises of the real store. */
export class FakeStore {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #heard = new Set<() => void>();
  habits: StoreHabits;
  position: Position | null = null;
  positionNumber = 0;
  nextNumber = 1;
  readerFence = 0;
  writerFence = 0;
  leaseUntil = 0;
  readonly chunks = new Map<number, StoredChunk>();
  readonly ledger = new Map<string, LedgerEntry>();
  readonly rejected = new Map<string, Rejection>();
  readonly counts: Record<OutcomeKind, number> = {
    inserted: 0,
    updated: 0,
    unchanged: 0,
    suppressed: 0,
    deleted: 0,
    dropped: 0,
    rejected: 0,
    waiting: 0,
    held: 0,
  };
  read = 0;
  engineCalls = 0;
  /** Hears of each checkpoint that was kept. */
  kept: (checkpoint: Checkpoint) => void = () => {};

  constructor(time: VirtualTime, random: Random, habits: StoreHabits) {
    this.#time = time;
    this.#random = random;
    this.habits = habits;
  }

  get open(): number {
    return [...this.chunks.values()].reduce((sum, chunk) => sum + chunk.open, 0);
  }

  /** Puts one chunk into the queue. */
  queue(phase: Chunk['phase'], records: readonly QueuedRecord[]): void {
    const done = new Uint8Array(Math.ceil(records.length / 8));
    const chunk = { number: this.nextNumber, phase, records, tries: 0, done, open: records.length };
    this.chunks.set(this.nextNumber, chunk);
    this.nextNumber += 1;
    this.read += records.length;
    for (const heard of this.#heard) heard();
  }

  takeReader(): number {
    this.readerFence += 1;
    return this.readerFence;
  }

  takeWriter(): { fence: number; waitMs: number } {
    this.writerFence += 1;
    return { fence: this.writerFence, waitMs: Math.max(0, this.leaseUntil - this.#time.now) };
  }

  release(fence: number): void {
    if (fence === this.writerFence) this.leaseUntil = 0;
  }

  writerStore(process: SimulatedProcess, fence: number): WriterStore {
    const say = <T>(act: () => T) => this.#say(process, act);
    return {
      next: (number) => say(() => this.#next(number)),
      ledger: (keys) =>
        say(() => new Map(keys.flatMap((key) => (this.ledger.has(key) ? [[key, this.#entry(key)]] : [])))),
      absent: () => say(() => []),
      deletes: () => say(() => ({ recent: 0, held: 0, queued: 0, present: 0, confirmed: 0 })),
      doubt: () => say(() => {}),
      hash: (text) => Buffer.from(text),
      keep: (checkpoint) => say(() => fence === this.writerFence && this.#keep(checkpoint)),
      countTry: (number) =>
        say(() => {
          const chunk = this.chunks.get(number);
          if (chunk) chunk.tries += 1;
        }),
      renew: () =>
        say(() => {
          if (fence !== this.writerFence) return false;
          this.leaseUntil = this.#time.now + leaseMs;
          return true;
        }),
      onQueued: (heard) => {
        this.#heard.add(heard);
        return () => this.#heard.delete(heard);
      },
    };
  }

  readerStore(process: SimulatedProcess, fence: number): ReaderStore {
    const say = <T>(act: () => T) => this.#say(process, act);
    return {
      enqueue: (positionNumber, page) => say(() => this.#enqueue(fence, positionNumber, page)),
      forgetPosition: () =>
        say(() => {
          if (fence !== this.readerFence) return false;
          this.position = null;
          this.positionNumber += 1;
          return true;
        }),
      expectLoad: () => say(() => {}),
      again: () => say(() => []),
      enqueueAgain: () => say(() => null),
      look: () =>
        say(() =>
          fence === this.readerFence
            ? { position: this.position, positionNumber: this.positionNumber, reread: 'load' as const }
            : null,
        ),
    };
  }

  async #say<T>(process: SimulatedProcess, act: () => T): Promise<T> {
    const { habits } = this;
    await this.#time.sleep(habits.latencyMs * this.#random.next());
    const fate = this.#random.next();
    if (fate < habits.failing) {
      await process.awake();
      throw new PassesByItself('store-unavailable');
    }
    const result = act();
    if (this.#random.chance(habits.deadly)) process.kill();
    await this.#time.sleep(habits.latencyMs * this.#random.next());
    await process.awake();
    if (fate > 1 - habits.losing) throw new PassesByItself('store-unavailable');
    return result;
  }

  #entry(key: string): KnownRecord {
    return { ...(this.ledger.get(key) as LedgerEntry), waiting: false, pendingDelete: null };
  }

  #next(after: number): Chunk | null {
    const number = [...this.chunks.keys()].find((number) => number > after);
    const chunk = number === undefined ? undefined : this.chunks.get(number);
    return chunk ? { ...chunk, done: chunk.done.slice() } : null;
  }

  #enqueue(fence: number, positionNumber: number, page: QueuePage): Enqueued {
    if (fence !== this.readerFence || positionNumber !== this.positionNumber) return { kind: 'stale' };
    for (const records of page.chunks) this.queue(page.phase, records);
    this.position = page.next;
    this.positionNumber += 1;
    return { kind: 'moved', positionNumber: this.positionNumber, served: this.leaseUntil > this.#time.now };
  }

  #keep(checkpoint: Checkpoint): true {
    for (const { kind, key, chunk, entry, rejection } of checkpoint.outcomes) {
      this.counts[kind] += 1;
      if (entry && (this.ledger.get(key)?.number ?? 0) <= chunk) this.ledger.set(key, { ...entry, number: chunk });
      if (rejection) this.rejected.set(key, rejection);
      else if (entry) this.rejected.delete(key);
    }
    for (const { number, done, open } of checkpoint.chunks) {
      const chunk = this.chunks.get(number);
      if (!chunk) continue;
      Object.assign(chunk, { done, open, tries: 0 });
      if (open === 0) this.chunks.delete(number);
    }
    this.engineCalls += checkpoint.engineCalls;
    this.kept(checkpoint);
    return true;
  }
}
