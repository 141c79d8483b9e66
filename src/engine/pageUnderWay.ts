import type { Clock, SourcePage } from '../core/ports.js';
import { leftPageMs } from './limits.js';
import type { Turn } from './turn.js';

/** A page, and when it was asked for (monotonic). */
interface Asked {
  readonly page: SourcePage;
  readonly begunAt: number;
}

/**
 * The one page of a lane that a process reads. It outlives the turn that asked for it, so that a slow page holds up no other lane at the
 * turn's end: the lane's next turn in this process takes it up. A turn in another process reads the page itself; what comes late of two
 * is not enqueued, because the position's number is another then.
 */
export class PageUnderWay {
  readonly #clock: Clock;
  #reading: Reading | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** @param wanted names the page: where the lane stands, and what is asked for */
  isOf(wanted: string): boolean {
    return this.#reading?.wanted === wanted;
  }

  /**
   * The page that is under way where it is `wanted`, otherwise a new one. Null: the turn ended first, the page is left under way.
   * @throws what `read` throws
   */
  async take(wanted: string, turn: Turn, read: (signal: AbortSignal) => Promise<SourcePage>): Promise<Asked | null> {
    if (!this.isOf(wanted)) {
      this.drop();
      this.#reading = new Reading(wanted, this.#clock.monotonic(), read);
    }
    const reading = this.#reading as Reading;
    reading.takers += 1;
    reading.left?.abort();
    await turn.sleepUntil(Number.POSITIVE_INFINITY, reading.arrived);
    reading.takers -= 1;
    if (!turn.stop.aborted && reading.arrived.aborted) {
      if (this.#reading === reading) this.#reading = undefined;
      return { page: await reading.page, begunAt: reading.begunAt };
    }
    if (this.#reading === reading && reading.takers === 0) {
      if (turn.stop.aborted) this.drop();
      else void this.#keepAWhile(reading);
    }
    return null;
  }

  /** Nobody wants it any more. */
  drop(): void {
    this.#reading?.abort();
    this.#reading = undefined;
  }

  async #keepAWhile(reading: Reading): Promise<void> {
    const left = new AbortController();
    reading.left = left;
    await this.#clock.sleep(leftPageMs, left.signal);
    if (!left.signal.aborted && this.#reading === reading) this.drop();
  }
}

class Reading {
  readonly wanted: string;
  readonly begunAt: number;
  readonly page: Promise<SourcePage>;
  readonly #called = new AbortController();
  readonly #arrived = new AbortController();
  /** Turns that wait for it. */
  takers = 0;
  /** Ends the time for which it is kept. */
  left: AbortController | undefined;

  constructor(wanted: string, begunAt: number, read: (signal: AbortSignal) => Promise<SourcePage>) {
    this.wanted = wanted;
    this.begunAt = begunAt;
    this.page = read(this.#called.signal);
    const arrive = () => this.#arrived.abort();
    this.page.then(arrive, arrive);
  }

  /** Told when the page came, or failed. */
  get arrived(): AbortSignal {
    return this.#arrived.signal;
  }

  abort(): void {
    this.left?.abort();
    this.#called.abort();
  }
}
