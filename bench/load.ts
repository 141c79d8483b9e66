import { loadJournal, loadLimitMs, lookMs } from './limits.js';
import { type Load, loadFigures } from './loadFigures.js';
import { cpuSeconds, type Memory, watchMemory } from './processFacts.js';
import { type Product, startProduct } from './product.js';
import { runFloor } from './runFloor.js';
import { type BenchSandbox, startSandbox } from './sandbox.js';
import type { Servers } from './servers.js';
import type { Size } from './size.js';
import { until } from './until.js';
import { watchLoad } from './watchLoad.js';
import type { FloorTableName } from './floorTables.js';

export interface LoadOptions extends Size {
  readonly servers: Servers;
  readonly folder: string;
  readonly latencyMs: number;
  readonly profile: string | undefined;
}

export interface ProductLoad extends Load {
  readonly memory: Memory;
  readonly engineCallsPerRecord: number;
  /** What the lanes counted is what the sandbox counted. */
  readonly countsAgree: boolean;
  readonly records: number;
  readonly events: number;
}

/** What is loaded: contacts alone, or linked tables. */
export interface LoadKind {
  readonly firstSet: string;
  readonly records: number;
  readonly floorTables: readonly FloorTableName[];
  readonly sandbox: (options: LoadOptions) => Promise<BenchSandbox>;
  /** What the product must be told before its start. */
  readonly arrange?: (product: Product) => Promise<void>;
}

export const contactsAlone = ({ contacts }: LoadOptions): LoadKind => ({
  firstSet: 'contacts',
  records: contacts,
  floorTables: ['contact'],
  sandbox: ({ folder, latencyMs }) => startSandbox({ folder, contacts, latencyMs, journal: loadJournal }),
});

export async function floorLoad(kind: LoadKind, options: LoadOptions): Promise<Load> {
  const { latencyMs } = options;
  const sandbox = await kind.sandbox(options);
  try {
    const cpu = cpuOf(sandbox);
    const floor = runFloor(sandbox.origin, kind.floorTables);
    const watching = watchLoad(sandbox, { ...kind, latencyMs, begun: () => {} });
    let used = 0;
    const timer = setInterval(() => (used = cpuSeconds(floor.pid) || used), lookMs);
    await floor.ended.finally(() => clearInterval(timer));
    return loadFigures(kind.records, await watching, used, cpu());
  } finally {
    await sandbox.end();
  }
}

/** @param beside runs along with the load, and ends some time after it */
export async function productLoad<Beside>(
  kind: LoadKind,
  options: LoadOptions,
  beside: (sandbox: BenchSandbox, product: Product, loading: () => boolean) => Promise<Beside>,
): Promise<{ load: ProductLoad; beside: Beside }> {
  const { servers, latencyMs, folder, profile } = options;
  const { records } = kind;
  const sandbox = await kind.sandbox(options);
  const ground = await servers.fresh();
  const product = await startProduct({ folder, profile, ground, sandbox });
  try {
    await kind.arrange?.(product);
    const before = await product.events();
    const cpu = cpuOf(sandbox);
    const usedBefore = cpuSeconds(product.pid);
    let memory: () => Memory = watchMemory(product.pid);
    await product.start();
    let loading = true;
    const besides = beside(sandbox, product, () => loading);
    // Looked at when the load is over.
    besides.catch(() => {});
    const time = await watchLoad(sandbox, {
      ...kind,
      latencyMs,
      begun: () => {
        memory();
        memory = watchMemory(product.pid);
      },
    });
    loading = false;
    const used = cpuSeconds(product.pid) - usedBefore;
    const seen = { memory: memory(), sandbox: cpu() };
    const more = await besides;
    const totals = await until(
      async () => {
        const now = await product.totals();
        return now.done && now;
      },
      { what: 'the end of the load', limitMs: loadLimitMs, everyMs: lookMs },
    );
    const { engineCalls } = (await sandbox.counters()).campaign;
    const after = await product.events();
    if (after.run !== before.run) throw new Error('the history began anew in the middle of the load');
    const load = {
      ...loadFigures(records, time, used, seen.sandbox),
      memory: seen.memory,
      engineCallsPerRecord: time.engineCalls / records,
      countsAgree: engineCalls - time.callsBefore === totals.engineCalls && totals.inserted === records,
      records,
      events: after.count - before.count,
    };
    return { load, beside: more };
  } finally {
    await product.end();
    await ground.end();
    await sandbox.end();
  }
}

function cpuOf({ pid }: BenchSandbox): () => number {
  const before = cpuSeconds(pid);
  return () => cpuSeconds(pid) - before;
}
