import { loadLimitMs, lookMs } from './limits.js';
import type { BenchSandbox } from './sandbox.js';
import { until } from './until.js';

export interface LoadTime {
  /** From the first page read to the last record made. */
  readonly seconds: number;
  /** From the first page read to the first record's call. */
  readonly firstRecordMs: number;
  /** Engine calls before the first that wrote: those of the start. */
  readonly callsBefore: number;
  /** And since then, up to the last record made. */
  readonly engineCalls: number;
}

export interface WatchedLoad {
  /** The entity set that is read first. */
  readonly firstSet: string;
  readonly records: number;
  readonly latencyMs: number;
  /** Called when the first page has been read. */
  readonly begun: () => void;
}

/** Times a load as the sandbox saw it, whoever makes it. */
export async function watchLoad(
  sandbox: BenchSandbox,
  { firstSet, records, latencyMs, begun }: WatchedLoad,
): Promise<LoadTime> {
  const limits = { limitMs: loadLimitMs, everyMs: lookMs };
  const firstPage = await until(
    async () => (await sandbox.look('dynamics')).find(({ path }) => path.includes(`/${firstSet}?`)),
    { what: `the first page of ${firstSet}`, ...limits },
  );
  begun();
  const before = await until(
    async () => {
      const calls = await sandbox.look('campaign');
      const first = calls.findIndex(({ method }) => method === 'POST');
      const ofStart = calls.slice(0, first).reduce((sum, call) => sum + (call.engineCalls ?? 0), 0);
      return first >= 0 && { calls: ofStart, firstAt: calls[first]?.at ?? 0 };
    },
    { what: 'the first record', ...limits },
  );
  await until(async () => (await sandbox.created()) >= records, { what: `${records} records`, ...limits });
  const { engineCalls } = (await sandbox.counters()).campaign;
  const tail = await sandbox.look('campaign', Math.max(0, (await sandbox.control.journalEnd()) - tailEntries));
  const last = tail.reduce((latest, { applied, at }) => (applied === 'created' ? Math.max(latest, at) : latest), 0);
  return {
    seconds: (last + latencyMs - firstPage.at) / 1_000,
    firstRecordMs: before.firstAt - firstPage.at,
    callsBefore: before.calls,
    engineCalls: engineCalls - before.calls,
  };
}

/** More than can be in flight at the end. */
const tailEntries = 2_000;
