import { setMaxListeners } from 'node:events';
import type { Clock } from '../core/ports.js';

/** The machine's clock. `sleep` ends early, without an error, when its signal aborts. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      if (!signal) return;
      // All records of a lane wait on one signal: no leak that Node should warn of.
      setMaxListeners(0, signal);
      signal.addEventListener('abort', end);
    }),
};
