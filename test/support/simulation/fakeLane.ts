import { countedAs, noCounts } from '../../../src/core/counted.js';
import type {
  Checkpoint,
  Chunk,
  Enqueued,
  EnqueuedAgain,
  KnownRecord,
  LedgerEntry,
  Outcome,
  ParentRef,
  Position,
  QueuedRecord,
  QueuePage,
  RecentOutcome,
  Rejection,
} from '../../../src/core/lane.js';
import type { LanePlan } from '../../../src/core/lanePlan.js';
import { isProven } from '../../../src/core/proven.js';
import type { VirtualTime } from './virtualTime.js';

interface StoredChunk {
  readonly number: number;
  readonly phase: Chunk['phase'];
  readonly records: readonly QueuedRecord[];
  readonly queuedAt: number;
  /** Up to when the lane had been followed before. */
  readonly passedAt: number | null;
  tries: number;
  done: Uint8Array;
  open: number;
  /** Deletes of what was in Campaign when they were queued. */
  readonly deletes: number;
}

export interface WaitingRecord {
  readonly number: number;
  readonly parent: ParentRef;
  readonly since: number;
  /** Its parent came: it is being read again. */
  released: boolean;
}

interface PendingDelete {
  readonly number: number;
  readonly heldAt: number;
  state: 'held' | 'passed' | 'ripe';
  passedAt: number;
}

export const leaseMs = 10_000;
/** A call that was cut off has landed by then, or never will. */
export const doubtMs = 120_000;
const dayMs = 24 * 3_600_000;

/** One lane's rows in the database, and what one transaction does with them. */
export class FakeLane {
  readonly #time: VirtualTime;
  readonly heard = new Set<() => void>();
  state: 'new' | 'loading' | 'live' | 'parked' = 'new';
  /** Why it stands still. */
  failure: { readonly code: string; readonly params: Readonly<Record<string, string | number>> } | null = null;
  loaded = false;
  position: Position | null = null;
  positionNumber = 0;
  reread: 'load' | 'replay' = 'load';
  replay: 'requested' | 'running' | null = null;
  positionAt: number | null = null;
  /** A moment before the reading under way was begun, and before the last one that came to the end of the changes. */
  readingSince: number | null = null;
  passedAt: number | null = null;
  sweepBelow: number | null = null;
  sweepAfter = '';
  nextNumber = 1;
  writerFence = 0;
  /** Null once it was given back in good order. */
  leaseUntil: number | null = null;
  /** What became of its last records. */
  recent: readonly RecentOutcome[] = [];
  deletesConfirmed = { records: 0, until: 0 };
  readonly chunks = new Map<number, StoredChunk>();
  readonly ledger = new Map<string, LedgerEntry>();
  readonly rejected = new Map<string, Rejection & { readonly number: number }>();
  readonly waiting = new Map<string, WaitingRecord>();
  readonly again = new Map<string, string>();
  readonly pendingDeletes = new Map<string, PendingDelete>();
  /** When each is due. */
  readonly inDoubt = new Map<string, number>();
  /** When each delete was done. */
  deletes: { readonly at: number; readonly confirmed: boolean }[] = [];
  readonly counts = noCounts();
  read = 0;
  engineCalls = 0;
  /** Hears of each checkpoint that was kept. */
  kept: (checkpoint: Checkpoint) => void = () => {};
  /** Hears of each record that waited too long for its parent. */
  gaveUp: (key: string, row: WaitingRecord) => void = () => {};

  constructor(
    readonly name: string,
    public plan: LanePlan,
    time: VirtualTime,
  ) {
    this.#time = time;
  }

  get open(): number {
    let open = 0;
    for (const chunk of this.chunks.values()) open += chunk.open;
    return open;
  }

  /** Everything that the source held then is read and written; null: nothing is. */
  get followedTo(): number | null {
    const [first] = this.chunks.values();
    return first ? first.passedAt : this.passedAt;
  }

  get served(): boolean {
    return this.leaseUntil !== null && this.leaseUntil > this.#time.now;
  }

  /** Puts one chunk into the queue. */
  queue(phase: Chunk['phase'], records: readonly QueuedRecord[]): void {
    const done = new Uint8Array(Math.ceil(records.length / 8));
    const queuedAt = this.#time.now;
    const deletes = records.filter(([key, row]) => !row && this.ledger.get(key)?.present).length;
    const { nextNumber: number, passedAt } = this;
    const chunk = { number, phase, records, queuedAt, passedAt, tries: 0, done, open: records.length, deletes };
    this.chunks.set(number, chunk);
    this.nextNumber += 1;
    this.read += records.length;
    for (const heard of this.heard) heard();
  }

  enqueue(positionNumber: number, page: QueuePage): Enqueued {
    if (positionNumber !== this.positionNumber) return { kind: 'stale' };
    for (const records of page.chunks) this.queue(page.phase, records);
    const { phase, next, end } = page;
    const begun = this.readingSince ?? this.positionAt;
    if (phase === 'changes' && end) this.passedAt = begun;
    // The end of a load tells nothing of the changes meanwhile.
    this.readingSince = next.phase === 'changes' && (end || phase !== 'changes') ? null : begun;
    this.positionAt = this.#time.now;
    this.position = next;
    this.positionNumber += 1;
    this.tellState();
    return { kind: 'moved', positionNumber: this.positionNumber, served: this.served };
  }

  enqueueAgain(keys: readonly string[], chunks: QueuePage['chunks']): EnqueuedAgain {
    for (const key of keys) this.again.delete(key);
    for (const records of chunks) this.queue('changes', records);
    this.positionNumber += 1;
    return { positionNumber: this.positionNumber, served: this.served };
  }

  /** The next read begins from the start, and what it does not find is swept. */
  readFromTheStart(): void {
    this.position = null;
    this.positionNumber += 1;
    this.readingSince = null;
    this.sweepBelow = this.nextNumber;
    this.sweepAfter = '';
    if (this.state !== 'parked') this.state = 'new';
  }

  unpark(): void {
    this.recent = [];
    this.failure = null;
    this.state = 'new';
    this.tellState();
  }

  /** Its parent did not come in time. */
  giveUp(key: string, row: WaitingRecord): void {
    this.waiting.delete(key);
    this.rejected.set(key, { code: 'parent-missing', params: {}, row: null, number: row.number });
    this.gaveUp(key, row);
  }

  known(key: string): KnownRecord | undefined {
    const entry = this.ledger.get(key);
    const pending = this.pendingDeletes.get(key);
    const waiting = this.waiting.has(key);
    const inDoubt = this.inDoubt.has(key);
    if (!entry && !pending && !waiting && !inDoubt) return undefined;
    const pendingDelete = pending ? (pending.state === 'ripe' ? 'ripe' : 'held') : null;
    return { ...(entry ?? { number: 0, hash: null, present: false }), waiting, pendingDelete, inDoubt };
  }

  next(after: number): Chunk | null {
    for (const [number, chunk] of this.chunks) if (number > after) return { ...chunk, done: chunk.done.slice() };
    return null;
  }

  queuedLater(after: number, keys: readonly string[]): ReadonlySet<string> {
    const later = [...this.chunks.values()].filter(({ number }) => number > after);
    const queued = new Set(later.flatMap(({ records }) => records.map(([key]) => key)));
    return new Set(keys.filter((key) => queued.has(key)));
  }

  get present(): number {
    let present = 0;
    for (const entry of this.ledger.values()) if (entry.present) present += 1;
    return present;
  }

  get recentDeletes(): number {
    const counts = this.#confirmationCounts;
    return this.deletes.filter(({ at, confirmed }) => at > this.#time.now - dayMs && (counts || !confirmed)).length;
  }

  get confirmedDeletes(): number {
    return this.#confirmationCounts ? this.deletesConfirmed.records : 0;
  }

  get #confirmationCounts(): boolean {
    return this.deletesConfirmed.until > this.#time.now;
  }

  /** What was done under a confirmation that is over is settled for good. */
  confirmDeletes(records: number): void {
    if (!this.#confirmationCounts) this.deletes = this.deletes.filter(({ confirmed }) => !confirmed);
    this.deletesConfirmed = { records, until: this.#time.now + dayMs };
  }

  /** Deletes of what was in Campaign that stand in the queue. */
  get queuedDeletes(): number {
    let queued = 0;
    for (const { deletes, open } of this.chunks.values()) queued += Math.min(open, deletes);
    return queued;
  }

  /** Those that are in the queue already, or done, are no longer held. */
  get heldDeletes(): number {
    let held = 0;
    for (const [key, { state }] of this.pendingDeletes) if (state !== 'ripe' || this.again.has(key)) held += 1;
    return held;
  }

  keep({ outcomes, chunks, engineCalls }: Checkpoint): void {
    for (const outcome of outcomes) {
      this.counts[countedAs[outcome.kind]] += 1;
      if (!outcome.superseded) this.#conclude(outcome);
    }
    for (const { number, done, open } of chunks) {
      const chunk = this.chunks.get(number);
      if (!chunk) continue;
      Object.assign(chunk, { done, open, tries: 0 });
      if (open === 0) this.chunks.delete(number);
    }
    this.engineCalls += Object.values(engineCalls).reduce((sum, calls) => sum + calls, 0);
    this.tellState();
  }

  #conclude({ kind, key, chunk, entry, absent, rejection, missing, settles, doubtful }: Outcome): void {
    const { now } = this.#time;
    const older = this.ledger.get(key);
    if (entry && (older?.number ?? 0) <= chunk) {
      const hash = isProven({ kind, absent }) ? entry.hash : (older?.hash ?? null);
      this.ledger.set(key, { ...entry, hash, number: chunk });
    }
    if (rejection) this.rejected.set(key, { ...rejection, number: chunk });
    else if ((this.rejected.get(key)?.number ?? 0) <= chunk) this.rejected.delete(key);
    if (missing) {
      const known = this.waiting.get(key);
      const same = known?.parent.lane === missing.lane && known.parent.key === missing.key;
      this.waiting.set(key, { number: chunk, parent: missing, since: same ? known.since : now, released: false });
    } else if (settles) this.waiting.delete(key);
    if (kind === 'held') {
      const heldAt = this.chunks.get(chunk)?.queuedAt ?? now;
      const pending = this.pendingDeletes.get(key) ?? { heldAt, state: 'held', passedAt: 0 };
      this.pendingDeletes.set(key, { ...pending, number: chunk });
    } else if (settles) this.pendingDeletes.delete(key);
    if (countedAs[kind] === 'deleted') this.deletes.push({ at: now, confirmed: this.#confirmationCounts });
    if (doubtful) this.doubt([key]);
  }

  /** Their hashes prove nothing any more, and they are compared once nothing can land. */
  doubt(keys: readonly string[]): void {
    for (const key of keys) {
      this.clearHash(key);
      this.inDoubt.set(key, this.#time.now + doubtMs);
    }
  }

  clearHash(key: string): void {
    const entry = this.ledger.get(key);
    if (entry) this.ledger.set(key, { ...entry, hash: null });
  }

  /** The state of a lane that runs, told from where it stands; a load that is wholly written is over, and so is a replay. */
  tellState(): void {
    if (this.state === 'parked') return;
    const reading = this.position?.phase !== 'changes';
    const loads = reading || [...this.chunks.values()].some(({ phase }) => phase !== 'changes');
    this.state = this.position === null ? 'new' : loads ? 'loading' : 'live';
    if (this.state !== 'live') return;
    this.loaded = true;
    this.reread = 'load';
    if (this.replay === 'running') this.replay = null;
  }
}
