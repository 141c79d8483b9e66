import type { Clock } from '../core/ports.js';
import { hotForMs, pollEveryMs, pollMs, warmForMs } from './limits.js';

/** How often a lane is asked for changes: the more it moves the oftener. Contacts are never colder than warm. */
export class PollTier {
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

  /** @param awaited records of other lanes wait for records of this one */
  intervalMs(awaited: boolean): number {
    const quietMs = this.#clock.monotonic() - this.#changedAt;
    if (awaited || quietMs < hotForMs) return pollMs.hot;
    return quietMs < warmForMs ? pollMs.warm : this.#coldest;
  }
}

/** Spreads the polls of all lanes of a turn, so that together they use a share of the source's allowance. */
export class PollPace {
  readonly #clock: Clock;
  #nextAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the next free moment, not before `at`. */
  take(at: number): number {
    const moment = Math.max(at, this.#nextAt, this.#clock.monotonic());
    this.#nextAt = moment + pollEveryMs;
    return moment;
  }
}
