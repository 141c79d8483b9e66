import type { Position } from '../core/lane.js';
import type { Clock } from '../core/ports.js';
import { hotForMs, pollEveryMs, pollMs, warmForMs } from './limits.js';

/**
 * When a lane is asked for changes: the more it moves the oftener. Contacts are never colder than warm, and go first. Kept by the process
 * from turn to turn: turns are short while something moves, and a lane that is quiet must not be asked anew by each of them.
 */
export class PollTier {
  readonly #clock: Clock;
  readonly #coldest: number;
  readonly goesFirst: boolean;
  #changedAt: number;
  #polledAt = 0;
  /** Where the last read came to the end. */
  #link: string | undefined;

  constructor(clock: Clock, table: string) {
    this.#clock = clock;
    this.goesFirst = table === 'contact';
    this.#coldest = this.goesFirst ? pollMs.warm : pollMs.cold;
    this.#changedAt = clock.monotonic();
  }

  changed(): void {
    this.#changedAt = this.#clock.monotonic();
  }

  /** A read that was begun at `at` came to the end, which is `position` now. */
  polled(at: number, { link }: Position): void {
    this.#polledAt = at;
    this.#link = link;
  }

  /**
   * When the lane is to be asked at `position`: at once where the last read did not end.
   * @param awaited records of other lanes wait for records of this one
   */
  dueAt(position: Position | null, awaited: boolean): number {
    return position !== null && position.link === this.#link ? this.#polledAt + this.#intervalMs(awaited) : 0;
  }

  #intervalMs(awaited: boolean): number {
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

  /** Takes a moment: the next free one, or now for a lane that goes first; those after it wait for it all the same. */
  take({ goesFirst }: PollTier): number {
    const now = this.#clock.monotonic();
    const free = Math.max(this.#nextAt, now);
    this.#nextAt = free + pollEveryMs;
    return goesFirst ? now : free;
  }
}
