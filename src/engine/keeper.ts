import type { CallKind, Checkpoint, Chunk, ChunkProgress, Outcome } from '../core/lane.js';
import type { Clock } from '../core/ports.js';
import { PassesByItself } from '../core/problems/failures.js';
import { checkpointMs, checkpointRecords, underWayRecords, unkeptRecords } from './limits.js';

interface OpenChunk {
  readonly number: number;
  readonly phase: Chunk['phase'];
  readonly done: Uint8Array;
  open: number;
}

/**
 * Collects what is done and keeps it in checkpoints. At most `unkeptRecords` are under way or done and not kept: that is
 * what a crash can make us write again.
 */
export class Keeper {
  readonly #chunks = new Map<number, OpenChunk>();
  readonly #touched = new Set<OpenChunk>();
  /** Keys of each chunk that is not wholly kept. */
  readonly #keys = new Map<number, ReadonlySet<string>>();
  #outcomes: Outcome[] = [];
  #engineCalls: Record<CallKind, number> = noCalls();
  #called = false;
  #unkept = 0;
  #underWay = 0;
  #keeping: Promise<void> | undefined;
  #oldestAt: number | undefined;
  #waiting: (() => void)[] = [];
  #failure: unknown;

  /** @param keep false: a later owner has the lane */
  constructor(
    readonly keep: (checkpoint: Checkpoint) => Promise<boolean>,
    readonly clock: Clock,
    readonly failed: (error: unknown) => void,
  ) {}

  open(chunk: Chunk): void {
    this.#keys.set(chunk.number, new Set(chunk.records.map(([key]) => key)));
    const open = chunk.records.length - countBits(chunk.done);
    this.#chunks.set(chunk.number, {
      number: chunk.number,
      phase: chunk.phase,
      done: Uint8Array.from(chunk.done),
      open,
    });
  }

  /** Whether an open chunk has a record of this one: what the ledger says of it may change yet. */
  shares(chunk: Chunk): boolean {
    return [...this.#keys.values()].some((keys) => chunk.records.some(([key]) => keys.has(key)));
  }

  /** Undefined: one more record may be begun, and is counted. Otherwise it may when the promise resolves. */
  room(): Promise<void> | undefined {
    if (this.#isFull()) return this.#roomLater();
    this.#count();
    return undefined;
  }

  called(kind: CallKind): void {
    this.#engineCalls[kind] += 1;
    this.#called = true;
  }

  /** A record that was begun ended without an outcome: it stays in the queue. */
  undone(): void {
    this.#unkept -= 1;
    this.#underWay -= 1;
    this.#wake();
  }

  done(index: number, outcome: Outcome): void {
    const chunk = this.#chunks.get(outcome.chunk);
    if (!chunk) throw new Error('an outcome for a chunk that is not open');
    chunk.done[index >> 3] = (chunk.done[index >> 3] ?? 0) | (1 << (index & 7));
    chunk.open -= 1;
    if (chunk.open === 0) this.#chunks.delete(chunk.number);
    this.#touched.add(chunk);
    this.#outcomes.push(outcome);
    this.#underWay -= 1;
    this.#oldestAt ??= this.clock.monotonic();
    const due = this.#outcomes.length >= checkpointRecords || this.clock.monotonic() - this.#oldestAt > checkpointMs;
    if (due) this.#keepSoon();
    if (this.#waiting.length > 0 && !this.#isFull()) this.#wake();
  }

  /** Keeps what a slow stream has done when its time has come. */
  tick(): void {
    if (this.#oldestAt !== undefined && this.clock.monotonic() - this.#oldestAt > checkpointMs) this.#keepSoon();
  }

  /** Keeps everything that is done. Throws what kept it from being kept. */
  async flush(): Promise<void> {
    while (this.#failure === undefined && (this.#keeping || this.#outcomes.length > 0 || this.#called)) {
      await (this.#keeping ?? this.#keepNow());
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #isFull(): boolean {
    return this.#failure === undefined && (this.#unkept >= unkeptRecords || this.#underWay >= underWayRecords);
  }

  async #roomLater(): Promise<void> {
    while (this.#isFull()) {
      if (this.#unkept >= unkeptRecords) this.#keepSoon();
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#count();
  }

  #count(): void {
    this.#unkept += 1;
    this.#underWay += 1;
  }

  #keepSoon(): void {
    if (this.#outcomes.length > 0 && this.#failure === undefined) void (this.#keeping ?? this.#keepNow());
  }

  /** One checkpoint at a time. Never rejects: the failure is told once and ends the run. */
  #keepNow(): Promise<void> {
    const outcomes = this.#outcomes;
    const chunks: ChunkProgress[] = [...this.#touched].map((chunk) => ({ ...chunk, done: chunk.done.slice() }));
    const engineCalls = this.#engineCalls;
    this.#outcomes = [];
    this.#touched.clear();
    this.#engineCalls = noCalls();
    this.#called = false;
    this.#oldestAt = undefined;
    this.#keeping = this.keep({ outcomes, chunks, engineCalls })
      .then((kept) => {
        // Nothing done since the last checkpoint is kept: the later owner does it again.
        if (!kept) throw new PassesByItself('lane-taken');
        this.#unkept -= outcomes.length;
        for (const { number, open } of chunks) if (open === 0) this.#keys.delete(number);
      })
      .catch((error: unknown) => {
        this.#failure = error;
        this.failed(error);
      })
      .finally(() => {
        this.#keeping = undefined;
        if (this.#outcomes.length >= checkpointRecords) this.#keepSoon();
        this.#wake();
      });
    return this.#keeping;
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

const noCalls = (): Record<CallKind, number> => ({ create: 0, read: 0, update: 0, delete: 0 });

function countBits(bits: Uint8Array): number {
  let count = 0;
  for (let byte of bits) for (; byte !== 0; byte &= byte - 1) count += 1;
  return count;
}
