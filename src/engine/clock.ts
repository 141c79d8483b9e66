import { setMaxListeners } from 'node:events';
import type { Clock } from '../core/ports.js';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, ...wakers) =>
    new Promise((resolve) => {
      if (wakers.some(({ aborted }) => aborted)) return resolve();
      const end = () => {
        clearTimeout(timer);
        for (const waker of wakers) waker.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      for (const waker of wakers) {
        // All records of a lane wait on one signal: no leak that Node should warn of.
        setMaxListeners(0, waker);
        waker.addEventListener('abort', end);
      }
    }),
};
