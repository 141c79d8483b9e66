import type { SystemName } from '../../core/names.js';
import { PassesByItself } from '../../core/problems/failures.js';
import type { ProblemCode } from '../../core/problems/problem.js';
import { type Abortable, unwatchAbort, watchAbort } from './aborts.js';
import { Congestion, type Sign } from './congestion.js';
import { longestWaitMs, pauseSlackMs } from './limits.js';
import type { PauseBoard } from './pauses.js';

export interface LimiterOptions {
  readonly system: SystemName;
  readonly credential: string;
  readonly pauses: PauseBoard;
  readonly first?: number | undefined;
  readonly ceiling?: number | undefined;
  /** A longer wait is thrown as PassesByItself. */
  readonly longestWaitMs?: number | undefined;
}

/**
 * Lets calls of one credential out: as many at once as the system takes well, none while told to wait. Calls of one signal are one stream
 * (a lane's all share one), and the streams take turns: one that has hundreds waiting delays another's call by one of its own.
 */
export class Limiter {
  readonly congestion: Congestion;
  readonly #options: LimiterOptions;
  readonly #longestWaitMs: number;
  #inFlight = 0;
  #queued = 0;
  readonly #streams = new Map<AbortSignal | undefined, Stream>();
  /** Those that have calls waiting, in the order of their turns. */
  readonly #turns: Stream[] = [];
  #resume: NodeJS.Timeout | undefined;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#longestWaitMs = options.longestWaitMs ?? longestWaitMs;
    this.congestion = new Congestion(performance.now(), options.ceiling, options.first);
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get queued(): number {
    return this.#queued;
  }

  /** How long nothing may be sent, ms; 0 or less: go ahead. */
  get pausedForMs(): number {
    const until = this.#options.pauses.until(this.#options.credential);
    return until === 0 ? 0 : until - Date.now();
  }

  /**
   * Takes a place. Undefined: taken, go ahead in this tick; otherwise wait for the promise. Each place is given back by `leave`.
   * @throws PassesByItself (`dynamics-limited`, `campaign-limited`) when the wait would be longer than `longestWaitMs`
   */
  enter(signal: AbortSignal | undefined): Promise<void> | undefined {
    const pausedMs = this.pausedForMs;
    if (pausedMs > this.#longestWaitMs) throw this.#tooLong(pausedMs);
    if (pausedMs <= 0 && this.queued === 0 && this.#inFlight < this.congestion.limit) {
      this.#inFlight += 1;
      return undefined;
    }
    signal?.throwIfAborted();
    return new Promise((resolve, reject) => {
      this.#wait(new Waiter(resolve, reject, signal), signal);
      this.#serve();
    });
  }

  leave(sign: Sign, tookMs: number): void {
    this.congestion.answered(sign, tookMs, performance.now(), this.#inFlight);
    this.#inFlight -= 1;
    if (this.queued > 0) this.#serve();
  }

  /**
   * The system said to wait: nobody sends before `forMs` have passed, in any process. A little longer, so that the other calls in flight, which
   * are told the same a moment later, need not move the pause again.
   */
  pause(forMs: number, code: ProblemCode): void {
    const { pauses, credential, system } = this.#options;
    const untilMs = Date.now() + forMs;
    if (pauses.until(credential) < untilMs) pauses.pause(credential, system, untilMs + pauseSlackMs, code);
    this.#serve();
  }

  #serve(): void {
    while (this.queued > 0 && this.#inFlight < this.congestion.limit) {
      const pausedMs = this.pausedForMs;
      if (pausedMs > this.#longestWaitMs) return this.#sendAway(pausedMs);
      if (pausedMs > 0) return this.#serveIn(pausedMs);
      if (this.#next().go()) this.#inFlight += 1;
    }
  }

  #serveIn(ms: number): void {
    if (this.#resume !== undefined) return;
    this.#resume = setTimeout(() => {
      this.#resume = undefined;
      this.#serve();
    }, Math.ceil(ms));
  }

  #sendAway(pausedMs: number): void {
    while (this.queued > 0) this.#next().sendAway(this.#tooLong(pausedMs));
  }

  #wait(waiter: Waiter, signal: AbortSignal | undefined): void {
    let stream = this.#streams.get(signal);
    if (stream === undefined) {
      stream = new Stream(signal);
      this.#streams.set(signal, stream);
      this.#turns.push(stream);
    }
    stream.add(waiter);
    this.#queued += 1;
  }

  #next(): Waiter {
    const stream = this.#turns.shift() as Stream;
    const next = stream.take();
    this.#queued -= 1;
    if (stream.isEmpty) this.#streams.delete(stream.signal);
    else this.#turns.push(stream);
    return next;
  }

  #tooLong(retryAfterMs: number): PassesByItself {
    const { system } = this.#options;
    return new PassesByItself(`${system}-limited`, { system, retryAfterMs });
  }
}

/** Calls of one caller that wait, first come, first served. Called-off ones stay in their place until it is their turn. */
class Stream {
  #waiting: Waiter[] = [];
  #taken = 0;

  constructor(readonly signal: AbortSignal | undefined) {}

  get isEmpty(): boolean {
    return this.#taken === this.#waiting.length;
  }

  add(waiter: Waiter): void {
    this.#waiting.push(waiter);
  }

  take(): Waiter {
    const next = this.#waiting[this.#taken] as Waiter;
    this.#taken += 1;
    if (this.#taken >= forgetAfter) {
      this.#waiting = this.#waiting.slice(this.#taken);
      this.#taken = 0;
    }
    return next;
  }
}

/** Calls taken from a stream before their places are given back: a long queue must not be moved for each of them. */
const forgetAfter = 256;

class Waiter implements Abortable {
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;
  readonly #signal: AbortSignal | undefined;
  #over = false;

  constructor(resolve: () => void, reject: (reason: unknown) => void, signal: AbortSignal | undefined) {
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
    if (signal !== undefined) watchAbort(signal, this);
  }

  calledOff(reason: unknown): void {
    this.sendAway(reason);
  }

  /** @returns false when the waiter was called off: its place goes to the next one */
  go(): boolean {
    if (!this.#end()) return false;
    this.#resolve();
    return true;
  }

  sendAway(reason: unknown): void {
    if (this.#end()) this.#reject(reason);
  }

  #end(): boolean {
    if (this.#over) return false;
    this.#over = true;
    if (this.#signal !== undefined) unwatchAbort(this.#signal, this);
    return true;
  }
}
