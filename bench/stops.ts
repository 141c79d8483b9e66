import { setTimeout as sleep } from 'node:timers/promises';
import { beforeStopMs, loadJournal, loadLimitMs, lookMs } from './limits.js';
import { startProduct } from './product.js';
import { tell } from './progress.js';
import { startSandbox } from './sandbox.js';
import type { Servers } from './servers.js';
import { largest, median } from './statistics.js';
import { until } from './until.js';

export interface Stops {
  readonly count: number;
  /** From the signal to the status STOPPED, as a query sees it. */
  readonly p50Ms: number;
  readonly longestMs: number;
}

/** Stops a first load again and again in the middle of its writing. */
export async function measureStops(options: {
  readonly servers: Servers;
  readonly folder: string;
  readonly contacts: number;
  readonly stops: number;
  readonly latencyMs: number;
  readonly profile: string | undefined;
}): Promise<Stops> {
  const { folder, contacts, latencyMs } = options;
  const sandbox = await startSandbox({ folder, contacts, latencyMs, journal: loadJournal });
  const ground = await options.servers.fresh();
  const product = await startProduct({ ...options, ground, sandbox });
  const took: number[] = [];
  try {
    while (took.length < options.stops) {
      const written = await sandbox.created();
      await product.start();
      await until(async () => (await sandbox.created()) > written, {
        what: 'a profile after the start',
        limitMs: loadLimitMs,
        everyMs: lookMs,
      });
      await sleep(beforeStopMs);
      const left = contacts - (await sandbox.created());
      if (left <= 0) break;
      const at = performance.now();
      await product.stop();
      await product.untilStatus('STOPPED');
      took.push(performance.now() - at);
      tell(`stopped in ${Math.round(took.at(-1) ?? 0)} ms with ${left} records to go`);
    }
  } finally {
    await product.end();
    await ground.end();
    await sandbox.end();
  }
  return { count: took.length, p50Ms: median(took), longestMs: largest(took) };
}
