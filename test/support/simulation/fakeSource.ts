import type { Position, QueuedRecord, SourceRow } from '../../../src/core/lane.js';
import type { ReadRequest, Source, SourcePage } from '../../../src/core/ports.js';
import { PassesByItself, PositionLost } from '../../../src/core/problems/failures.js';
import type { Random } from './random.js';
import type { SimulatedProcess } from './simulatedProcess.js';
import type { VirtualTime } from './virtualTime.js';

export interface SourceHabits {
  readonly pageRecords: number;
  readonly latencyMs: number;
  /** Chance that a page takes up to two minutes. */
  readonly slow: number;
  /** Chance that a read fails and passes by itself. */
  readonly faulty: number;
  /** Chance that a link is too old. */
  readonly forgetful: number;
  /** Chance that a queued row lacks a column. */
  readonly lacking: number;
}

const slowestMs = 60_000;

/** A table with change tracking: a first load page by page, then the changes, each with the row as it is when it is read. */
export class FakeSource {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly rows = new Map<string, SourceRow>();
  /** Keys in the order in which they changed. */
  readonly log: string[] = [];
  /** When each row changed last. */
  readonly changedAt = new Map<string, number>();
  /** Places of the log that are deletions. */
  readonly #removals: number[] = [];
  habits: SourceHabits;
  /** No read is answered before. */
  awayUntil = 0;
  /** Thrown by each read while it is set. */
  refusal: Error | undefined;
  /** When it was asked. */
  readonly askedAt: number[] = [];
  reads = 0;
  /** Links of reads that began before count as too old: how long the log was then. */
  forgotten = 0;

  constructor(
    time: VirtualTime,
    random: Random,
    habits: SourceHabits,
    readonly primaryKey = 'contactid',
  ) {
    this.#time = time;
    this.#random = random;
    this.habits = habits;
  }

  put(key: string, columns: SourceRow): void {
    this.rows.set(key, { ...this.rows.get(key), [this.primaryKey]: key, ...columns });
    this.changedAt.set(key, this.#time.now);
    this.log.push(key);
  }

  remove(key: string): void {
    if (this.rows.delete(key)) this.#removals.push(this.log.push(key) - 1);
  }

  /** Whether it was deleted and is there all the same. */
  cameAgain(key: string): boolean {
    return this.rows.has(key) && this.#removals.some((place) => this.log[place] === key);
  }

  /** Whether a reader at this position has seen everything. */
  seen(position: Position | null): boolean {
    return position?.phase === 'changes' && Number(position.link) === this.log.length;
  }

  forProcess(process: SimulatedProcess): Source {
    return {
      read: (request, signal) => this.#page(process, signal, request),
      byKeys: (_table, keys, _properties, _display, signal) =>
        this.#call(process, signal, () => {
          const found = keys.flatMap((key) => {
            const row = this.rows.get(key);
            return row ? ([[key, row]] as const) : [];
          });
          return new Map(found);
        }),
      size: (_table, signal) => this.#call(process, signal, () => this.rows.size),
    };
  }

  /** Tells of some moment between question and answer. */
  async #page(process: SimulatedProcess, signal: AbortSignal, request: ReadRequest): Promise<SourcePage> {
    if (!this.#random.chance(this.habits.slow)) return this.#call(process, signal, () => this.#read(request));
    await this.#time.sleep(slowestMs * this.#random.next(), signal);
    const page = await this.#call(process, signal, () => this.#read(request));
    await this.#time.sleep(slowestMs * this.#random.next(), signal);
    await process.awake();
    signal.throwIfAborted();
    return page;
  }

  async #call<T>(process: SimulatedProcess, signal: AbortSignal, answer: () => T): Promise<T> {
    signal.throwIfAborted();
    this.reads += 1;
    this.askedAt.push(this.#time.now);
    await this.#time.sleep(this.habits.latencyMs * (0.5 + this.#random.next()), signal);
    await process.awake();
    signal.throwIfAborted();
    if (this.#time.now < this.awayUntil || this.#random.chance(this.habits.faulty))
      throw new PassesByItself('dynamics-unavailable', { system: 'dynamics' });
    if (this.refusal) throw this.refusal;
    return answer();
  }

  #read({ position, properties, reread = 'load' }: ReadRequest): SourcePage {
    const wanted = position?.properties ?? properties;
    if (position && this.#forgets(position)) throw new PositionLost('too old');
    if (position?.phase === 'changes') return this.#changes(Number(position.link), wanted);
    const phase = position?.phase ?? reread;
    const [startedAt, from] = position ? numbersIn(position.link) : [this.log.length, 0];
    const all = [...new Set(this.log)];
    const to = Math.min(all.length, from + this.habits.pageRecords);
    const records = all.slice(from, to).flatMap((key): QueuedRecord[] => {
      const row = this.rows.get(key);
      return row ? [[key, this.#asRead(row)]] : [];
    });
    if (to < all.length)
      return { records, next: { phase, link: `${startedAt}:${to}`, properties: wanted }, more: true };
    return { records, next: { phase: 'changes', link: String(startedAt), properties: wanted }, more: false };
  }

  #changes(from: number, properties: readonly string[]): SourcePage {
    const to = Math.min(this.log.length, from + this.habits.pageRecords);
    const live = this.#net(from, to).map((key): QueuedRecord => [key, this.#asRead(this.rows.get(key))]);
    const records = this.#withDeletions(live, from, to);
    return { records, next: { phase: 'changes', link: String(to), properties }, more: to < this.log.length };
  }

  /** Mostly each changed record once, as Dataverse does; now and then with all its versions. */
  #net(from: number, to: number): string[] {
    const keys = this.log.slice(from, to);
    return this.#random.chance(0.8) ? [...new Set(keys)] : keys;
  }

  /**
   * A record that was deleted and created again is told as both, its deletion mostly behind all rows: behind its own, or on the page after
   * it, sometimes before it.
   */
  #withDeletions(live: readonly QueuedRecord[], from: number, to: number): QueuedRecord[] {
    const first = from === to ? to : from - this.habits.pageRecords;
    const removed = this.#removals.filter((place) => place >= first && place < to);
    const again = new Set(removed.flatMap((place) => this.log[place] ?? []).filter((key) => this.rows.has(key)));
    if (again.size === 0) return [...live];
    const deletions = [...again].map((key): QueuedRecord => [key, null]);
    return this.#random.chance(0.7) ? [...live, ...deletions] : [...deletions, ...live];
  }

  #asRead(row: SourceRow | undefined): SourceRow | null {
    if (!row) return null;
    if (!this.#random.chance(this.habits.lacking)) return row;
    return Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'version'));
  }

  #forgets({ phase, link }: Position): boolean {
    const from = phase === 'changes' ? Number(link) : numbersIn(link)[0];
    return from < this.forgotten || this.#random.chance(this.habits.forgetful);
  }
}

const numbersIn = (link: string) => link.split(':').map(Number) as [startedAt: number, from: number];
