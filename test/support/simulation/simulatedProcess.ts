import type { Clock } from '../../../src/core/ports.js';
import type { VirtualTime } from './virtualTime.js';

/** A process that can be killed or frozen: whatever it waits for comes back to it only while it is alive and awake. */
export class SimulatedProcess {
  readonly #time: VirtualTime;
  #frozenUntil = 0;
  #asleepMs = 0;
  #alive = true;
  #awaits = Number.POSITIVE_INFINITY;
  #died!: () => void;
  readonly died: Promise<void>;
  readonly clock: Clock;

  constructor(time: VirtualTime) {
    this.#time = time;
    this.died = new Promise((resolve) => {
      this.#died = resolve;
    });
    this.clock = {
      now: () => time.now,
      monotonic: () => time.now - this.#asleepMs,
      sleep: async (ms, ...wakers) => {
        await time.sleep(ms, ...wakers);
        await this.awake();
      },
    };
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** It lives, and is not frozen. */
  get answers(): boolean {
    return this.#alive && this.#time.now >= this.#frozenUntil;
  }

  /** After so many awaits from now on it dies. */
  dieAfter(awaits = Number.POSITIVE_INFINITY): void {
    this.#awaits = awaits;
  }

  kill(): void {
    this.#alive = false;
    this.#died();
  }

  /** The whole machine sleeps: nothing runs, and the monotonic clock stands still. */
  suspend(ms: number): void {
    this.freeze(ms);
    this.#asleepMs += ms;
  }

  freeze(ms: number): void {
    this.#frozenUntil = Math.max(this.#frozenUntil, this.#time.now + ms);
  }

  /** Does something to the process once it can hear of it; a dead one never does. */
  async whenAwake(act: () => void): Promise<void> {
    await Promise.race([this.awake(), this.died]);
    if (this.#alive) act();
  }

  /** To be awaited before anything is handed to the process. */
  async awake(): Promise<void> {
    this.#awaits -= 1;
    if (this.#awaits < 0 && this.#alive) this.kill();
    while (this.#alive && this.#time.now < this.#frozenUntil)
      await this.#time.sleep(this.#frozenUntil - this.#time.now);
    if (!this.#alive) await new Promise(() => {});
  }
}
