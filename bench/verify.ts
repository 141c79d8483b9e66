import { loadJournal, loadLimitMs, lookMs } from './limits.js';
import { type Memory, watchMemory } from './processFacts.js';
import { startProduct } from './product.js';
import { tell } from './progress.js';
import { startSandbox } from './sandbox.js';
import type { Servers } from './servers.js';
import { until } from './until.js';

export interface Verification {
  readonly records: number;
  readonly seconds: number;
  readonly engineCalls: number;
  /** Every record was found equal, and it counted the calls that the sandbox counted. */
  readonly isRight: boolean;
  readonly memory: Memory;
}

/** Verifies all contacts after a first load without latency, while the workflow is stopped. */
export async function measureVerify(options: {
  readonly servers: Servers;
  readonly folder: string;
  readonly verified: number;
  readonly latencyMs: number;
  readonly profile: string | undefined;
}): Promise<Verification> {
  const { folder, latencyMs, verified: records } = options;
  const sandbox = await startSandbox({ folder, contacts: records, latencyMs: 0, journal: loadJournal });
  const ground = await options.servers.fresh();
  const product = await startProduct({ ...options, ground, sandbox });
  try {
    await product.start();
    await until(async () => (await product.totals()).done, {
      what: 'the end of the load',
      limitMs: loadLimitMs,
      everyMs: lookMs,
    });
    await product.stop();
    await product.untilStatus('STOPPED');
    tell(`${records} records are loaded`);
    for (const system of ['dynamics', 'campaign'] as const) await sandbox.control.latency(system, latencyMs);
    const before = (await sandbox.counters()).campaign.engineCalls;
    const memory = watchMemory(product.pid);
    const at = performance.now();
    const { equal, engineCalls } = await product.verify();
    const seconds = (performance.now() - at) / 1_000;
    const billed = (await sandbox.counters()).campaign.engineCalls - before;
    tell(`verified in ${seconds.toFixed(1)} s with ${engineCalls} calls`);
    const isRight = equal === records && engineCalls === billed;
    return { records, seconds, engineCalls, isRight, memory: memory() };
  } finally {
    await product.end();
    await ground.end();
    await sandbox.end();
  }
}
