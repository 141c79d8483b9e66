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
 * Lets calls of one credential out: first come, first served, as many at once as the system takes well, none while told to wait.
 */
export class Limiter {
  readonly congestion: Congestion;
  readonly #options: LimiterOptions;
  readonly #longestWaitMs: number;
  #inFlight = 0;
  /** Called-off waiters stay in their place until it is their turn. */
  #waiting: Waiter[] = [];
  #served = 0;
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
    return this.#waiting.length - this.#served;
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
      this.#waiting.push(new Waiter(resolve, reject, signal));
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

  #next(): Waiter {
    const next = this.#waiting[this.#served] as Waiter;
    this.#served += 1;
    if (this.#served === this.#waiting.length) {
      this.#waiting = [];
      this.#served = 0;
    }
    return next;
  }

  #tooLong(retryAfterMs: number): PassesByItself {
    const { system } = this.#options;
    return new PassesByItself(`${system}-limited`, { system, retryAfterMs });
  }
}

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
