import type { Clock } from '../core/ports.js';
import { readerMovedTurnMs, readerTurnMs } from './limits.js';

/** One turn of the reader. A page that is being read at its end is still put into the queue; only a stop cuts it off. */
export class Turn {
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

  /** Returns early when the turn ends or `woken` is told. */
  async sleepUntil(at: number, woken?: AbortSignal): Promise<void> {
    const ms = Math.min(at, this.#endsAt) - this.#clock.monotonic();
    if (ms > 0) await this.#clock.sleep(ms, woken ? AbortSignal.any([this.#waits, woken]) : this.#waits);
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
