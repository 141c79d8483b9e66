import type { Clock } from '../core/ports.js';
import { readerMovedTurnMs, readerTurnMs } from './limits.js';

/** One turn of the reader. A page that is being read at its end is left under way for the next one; only a stop cuts it off. */
export class Turn {
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  readonly #hurried = new AbortController();
  readonly stop: AbortSignal;
  #endsAt: number;
  moved = false;
  failure: unknown;

  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.stop = stop;
    this.#endsAt = clock.monotonic() + readerTurnMs;
  }

  /** Ends in a while: those who sleep longer are told. */
  move(): void {
    if (this.moved) return;
    this.moved = true;
    this.#endsAt = Math.min(this.#endsAt, this.#clock.monotonic() + readerMovedTurnMs);
    this.#hurried.abort();
  }

  over(): boolean {
    return this.stop.aborted || this.#ended.signal.aborted || this.#clock.monotonic() >= this.#endsAt;
  }

  /** Returns early when the turn ends or `woken` is told. */
  async sleepUntil(at: number, woken?: AbortSignal): Promise<void> {
    const told = [this.stop, this.#ended.signal, ...(woken ? [woken] : [])];
    while (told.every(({ aborted }) => !aborted)) {
      const ms = Math.min(at, this.#endsAt) - this.#clock.monotonic();
      if (ms <= 0) return;
      await this.#clock.sleep(ms, ...told, ...(this.moved ? [] : [this.#hurried.signal]));
    }
  }

  /** One lane's failure ends the turn of all; the first one counts. */
  fail(error: unknown): void {
    this.failure ??= error;
    this.finish();
  }

  /** Ends the turn: waits end now. */
  finish(): void {
    this.#ended.abort();
  }
}
