import { loadLimitMs, loadJournal, lookMs } from './limits.js';
import { cpuSeconds, type Memory, watchMemory } from './processFacts.js';
import { startProduct } from './product.js';
import { tell } from './progress.js';
import { runFloor } from './runFloor.js';
import { type BenchSandbox, startSandbox } from './sandbox.js';
import type { Servers } from './servers.js';
import { until } from './until.js';
import { type LoadTime, watchLoad } from './watchLoad.js';

export interface LoadOptions {
  readonly servers: Servers;
  readonly folder: string;
  readonly contacts: number;
  readonly latencyMs: number;
  readonly profile: string | undefined;
}

export interface Load {
  readonly recordsPerSecond: number;
  readonly firstProfileMs: number;
  /** Processor seconds per 1,000 records, of the process itself and of the sandbox. */
  readonly cpuPerThousand: number;
  readonly sandboxCpuPerThousand: number;
}

export interface ProductLoad extends Load {
  readonly memory: Memory;
  readonly engineCallsPerRecord: number;
  /** What the lane counted is what the sandbox counted. */
  readonly countsAgree: boolean;
  readonly eventsPerMillion: number;
}

export async function floorLoad(options: LoadOptions): Promise<Load> {
  return onSandbox(options, async (sandbox) => {
    const cpu = cpuOf(sandbox);
    const floor = runFloor(sandbox.origin);
    const watching = watchLoad(sandbox, { ...options, begun: () => {} });
    let used = 0;
    const timer = setInterval(() => (used = cpuSeconds(floor.pid) || used), lookMs);
    await floor.ended.finally(() => clearInterval(timer));
    return figures(options, await watching, used, cpu());
  });
}

export async function productLoad(options: LoadOptions): Promise<ProductLoad> {
  const { servers, contacts } = options;
  return onSandbox(options, async (sandbox) => {
    const ground = await servers.fresh();
    const product = await startProduct({ ...options, ground, sandbox });
    try {
      const before = await product.events();
      const cpu = cpuOf(sandbox);
      const usedBefore = cpuSeconds(product.pid);
      let memory: () => Memory = watchMemory(product.pid);
      await product.start();
      const time = await watchLoad(sandbox, {
        ...options,
        begun: () => {
          memory();
          memory = watchMemory(product.pid);
        },
      });
      const used = cpuSeconds(product.pid) - usedBefore;
      const seen = { memory: memory(), sandbox: cpu() };
      const lane = await until(
        async () => {
          const facts = await product.lane();
          return facts?.state === 'live' && facts.backlog === 0 && facts;
        },
        { what: 'the end of the load', limitMs: loadLimitMs, everyMs: lookMs },
      );
      const after = await product.events();
      if (after.run !== before.run) throw new Error('the history began anew in the middle of the load');
      return {
        ...figures(options, time, used, seen.sandbox),
        memory: seen.memory,
        engineCallsPerRecord: time.engineCalls / contacts,
        countsAgree: time.engineCalls === lane.engineCalls && lane.inserted === contacts,
        eventsPerMillion: ((after.count - before.count) / contacts) * 1_000_000,
      };
    } finally {
      await product.end();
      await ground.end();
    }
  });
}

async function onSandbox<T>(options: LoadOptions, measure: (sandbox: BenchSandbox) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ ...options, journal: loadJournal });
  try {
    return await measure(sandbox);
  } finally {
    await sandbox.end();
  }
}

function cpuOf({ pid }: BenchSandbox): () => number {
  const before = cpuSeconds(pid);
  return () => cpuSeconds(pid) - before;
}

function figures({ contacts }: LoadOptions, time: LoadTime, used: number, sandboxUsed: number): Load {
  const load = {
    recordsPerSecond: contacts / time.seconds,
    firstProfileMs: time.firstProfileMs,
    cpuPerThousand: (used / contacts) * 1_000,
    sandboxCpuPerThousand: (sandboxUsed / contacts) * 1_000,
  };
  tell(
    [
      `${Math.round(load.recordsPerSecond)} records/s, the first after ${time.firstProfileMs} ms`,
      `processor ms per record ${load.cpuPerThousand.toFixed(3)}, sandbox ${load.sandboxCpuPerThousand.toFixed(3)}`,
    ].join('; '),
  );
  return load;
}
