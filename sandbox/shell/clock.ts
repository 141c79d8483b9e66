import type { Clock } from './system.js';

/** The real time, moved ahead on demand: so tokens and delta links age in a moment. */
export interface MovableClock extends Clock {
  advance(ms: number): void;
  aheadMs(): number;
  /** Back to the real time. */
  reset(): void;
}

export function createClock(): MovableClock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance(ms) {
      ahead += Math.round(ms);
    },
    aheadMs: () => ahead,
    reset() {
      ahead = 0;
    },
  };
}
