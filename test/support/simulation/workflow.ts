import { CannotGoOn, PassesByItself } from '../../../src/core/problems/failures.js';
import type { ReaderEnd } from '../../../src/engine/reader.js';
import type { WriterEnd } from '../../../src/engine/writerEnd.js';
import type { Command } from './fakeCommands.js';
import { type Attempt, type Ended, startReader, startWriter } from './operate.js';
import { SimulatedProcess } from './simulatedProcess.js';
import type { Watched } from './watch.js';
import type { World } from './world.js';

/** What the workflow knows of one lane. */
interface LaneState {
  readonly name: string;
  /** It has work that no writer has been sent for yet. */
  wanted: boolean;
  parked: boolean;
  readRestUntil: number;
  writeRestUntil: number;
  rests: number;
}

/** What a process that is begun is to suffer: after so many awaits it dies. */
export type Fate = () => number | undefined;

const longestRestMs = 60_000;

/** The entity of one integration workflow, as far as it decides who runs when. */
export class SimulatedWorkflow {
  readonly #world: World;
  readonly #watched: Watched;
  readonly #fate: Fate;
  readonly #lanes = new Map<string, LaneState>();
  readonly #former: Promise<unknown>[] = [];
  #wakes: (() => void)[] = [];
  #ending = new AbortController();
  #works: Promise<unknown> = Promise.resolve();
  /** Those that run, by the name of their lane; the reader's has none. */
  readonly attempts = new Map<string, Attempt<unknown>>();
  /** Tells the workflow that a process says nothing any more. */
  readonly giveUp = new Map<Attempt<unknown>, () => void>();
  readonly #readers: SimulatedProcess[] = [];
  running = false;

  constructor(world: World, watched: Watched, fate: Fate) {
    this.#world = world;
    this.#watched = watched;
    this.#fate = fate;
  }

  start(): void {
    const { database } = this.#world;
    database.arrange();
    this.running = true;
    this.#ending = new AbortController();
    this.#lanes.clear();
    for (const { lane, parked, backlog } of database.reports()) {
      const wanted = backlog > 0;
      this.#lanes.set(lane, { name: lane, wanted, parked, readRestUntil: 0, writeRestUntil: 0, rests: 0 });
    }
    const lanes = [...this.#lanes.values()].map((lane) => this.#serve(lane));
    this.#works = Promise.all([this.#feed(), ...lanes]);
  }

  /** Ends when all that it began has ended, or says nothing any more. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.running = false;
    this.#ending.abort();
    this.#wake();
    for (const attempt of this.attempts.values()) void attempt.stop();
    await this.#works;
  }

  /** All that was ever begun has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.#former);
  }

  command(id: string, command: Command): void {
    this.#world.database.once(id, command);
    if (this.running) this.#reportAll();
  }

  /** Its writer rests, or none is wanted because it stands still. */
  rests(name: string): boolean {
    const lane = this.#lanes.get(name);
    return !lane || lane.parked || lane.writeRestUntil > this.#world.time.now;
  }

  async #feed(): Promise<void> {
    const { time } = this.#world;
    while (!this.#over) {
      const { now } = time;
      const lanes = [...this.#lanes.values()];
      const notBefore = new Map(lanes.map(({ name, readRestUntil }) => [name, readRestUntil]));
      const awaitsWriter = new Set(lanes.flatMap(({ name, writeRestUntil }) => (writeRestUntil > now ? [name] : [])));
      const process = this.#readerProcess();
      const reader = startReader(this.#world, { notBefore, awaitsWriter, process, awaits: this.#fate() });
      const ended = await this.#attend('', reader);
      const end = await this.#endOf(ended);
      if (!end) continue;
      this.#reportAll();
      for (const { lane, forMs } of end.rests) {
        const state = this.#lanes.get(lane);
        if (state) state.readRestUntil = time.now + forMs;
      }
    }
  }

  /** Turns go to either of two worker processes, which remember their lanes. */
  #readerProcess(): SimulatedProcess {
    const { time, random } = this.#world;
    const place = random.chance(0.5) ? 0 : 1;
    const known = this.#readers[place];
    const process = known?.answers ? known : new SimulatedProcess(time);
    this.#readers[place] = process;
    return process;
  }

  async #serve(lane: LaneState): Promise<void> {
    const { time } = this.#world;
    while (!this.#over) {
      await this.#until(() => lane.wanted && !lane.parked);
      if (this.#over) return;
      lane.wanted = false;
      const writer = startWriter(this.#world, { lane: lane.name, watched: this.#watched, awaits: this.#fate() });
      const end = await this.#endOf(await this.#attend(lane.name, writer));
      if (end === undefined) {
        lane.wanted = true;
        continue;
      }
      this.#reportOne(lane, false);
      lane.rests = end?.kind === 'rest' ? lane.rests + 1 : 0;
      if (end?.kind !== 'rest') continue;
      const exact = end.cause.retryAfterMs !== undefined;
      const forMs = exact ? end.forMs : Math.min(longestRestMs, end.forMs * 2 ** (lane.rests - 1));
      lane.writeRestUntil = time.now + forMs;
      await time.sleep(forMs, this.#ending.signal);
    }
  }

  /** How an activity ended; undefined when it is to be tried again. */
  async #endOf<End extends ReaderEnd | WriterEnd | null>(ended: Ended<End>): Promise<End | undefined> {
    if (typeof ended === 'object' && 'end' in ended) return ended.end;
    if (typeof ended === 'object') this.#judge(ended.error);
    await this.#world.time.sleep(1_000, this.#ending.signal);
    return undefined;
  }

  #judge(error: unknown): void {
    if (error instanceof PassesByItself) return;
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const wall = error instanceof CannotGoOn ? 'a wall for all' : 'unexpected';
    this.#world.violations.push(`${wall}: ${words}`);
  }

  async #attend<End>(name: string, attempt: Attempt<End>): Promise<Ended<End>> {
    this.attempts.set(name, attempt);
    if (this.#over) void attempt.stop();
    const left = new Promise<'given up'>((resolve) => this.giveUp.set(attempt, () => resolve('given up')));
    const ended = await Promise.race([attempt.ended, left]);
    if (ended === 'given up') {
      const judged = attempt.ended.then((late) => {
        if (typeof late === 'object' && 'error' in late) this.#judge(late.error);
      });
      this.#former.push(judged);
    }
    if (this.attempts.get(name) === attempt) this.attempts.delete(name);
    this.giveUp.delete(attempt);
    return ended;
  }

  #reportAll(): void {
    for (const lane of this.#lanes.values()) this.#reportOne(lane);
  }

  #reportOne(lane: LaneState, mayWrite = true): void {
    const report = this.#world.database.reports().find((each) => each.lane === lane.name);
    if (!report) return;
    lane.parked = report.parked;
    lane.wanted ||= report.backlog > 0 && !report.parked && !(mayWrite && report.writing);
    this.#wake();
  }

  get #over(): boolean {
    return this.#ending.signal.aborted;
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!this.#over && !holds()) await new Promise<void>((resolve) => this.#wakes.push(resolve));
  }

  #wake(): void {
    const wakes = this.#wakes;
    this.#wakes = [];
    for (const wake of wakes) wake();
  }
}
