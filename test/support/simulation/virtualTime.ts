import { setMaxListeners } from 'node:events';
import type { Random } from './random.js';

interface Timer {
  readonly at: number;
  /** Decides among timers of the same moment. */
  readonly turn: number;
  readonly fire: () => void;
}

/** Time that passes only when everything waits for it. Timers of the same moment fire in an order of the seed's. */
export class VirtualTime {
  readonly #random: Random;
  /** Latest first. */
  readonly #timers: Timer[] = [];
  now = 1_000_000;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Ends early, without an error, when one of the signals aborts. */
  sleep(ms: number, ...wakers: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      if (wakers.some(({ aborted }) => aborted)) return resolve();
      const end = () => {
        for (const waker of wakers) waker.removeEventListener('abort', early);
        resolve();
      };
      const timer: Timer = { at: this.now + Math.max(0, ms), turn: this.#random.next(), fire: end };
      const early = () => {
        this.#timers.splice(this.#timers.indexOf(timer), 1);
        end();
      };
      this.#timers.splice(this.#place(timer), 0, timer);
      for (const waker of wakers) {
        setMaxListeners(0, waker);
        waker.addEventListener('abort', early);
      }
    });
  }

  /** Lets time pass until `work` has settled. @throws Error when nothing is left to wait for, or after `limitMs` */
  async drive<T>(work: Promise<T>, limitMs: number): Promise<T> {
    let settled = false;
    const end = () => {
      settled = true;
    };
    work.then(end, end);
    const limit = this.now + limitMs;
    // The process hears of signals between stories; a turn of the event loop for each timer would cost a tenth of the time.
    await new Promise(setImmediate);
    for (;;) {
      // All that can go on without time passing has gone on by then: ticks come when no promise is left to be settled.
      await new Promise((resolve) => process.nextTick(resolve));
      if (settled) return work;
      const timer = this.#timers.pop();
      if (!timer) throw new Error('stuck: nothing is left to wait for');
      if (timer.at > limit) throw new Error(`stuck: not finished after ${limitMs} ms of virtual time`);
      this.now = timer.at;
      timer.fire();
    }
  }

  #place(timer: Timer): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#timers[middle] as Timer;
      if (other.at > timer.at || (other.at === timer.at && other.turn > timer.turn)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
