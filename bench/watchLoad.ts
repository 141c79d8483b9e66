import { loadLimitMs, lookMs } from './limits.js';
import type { BenchSandbox } from './sandbox.js';
import { until } from './until.js';

export interface LoadTime {
  /** From the first page read to the last profile made. */
  readonly seconds: number;
  /** From the first page read to the first profile's call. */
  readonly firstProfileMs: number;
  /** Calls to Campaign since the first that wrote. */
  readonly engineCalls: number;
}

/** Times a load as the sandbox saw it, whoever makes it. `begun` is called when the first page has been read. */
export async function watchLoad(
  sandbox: BenchSandbox,
  { contacts, latencyMs, begun }: { contacts: number; latencyMs: number; begun: () => void },
): Promise<LoadTime> {
  const limits = { limitMs: loadLimitMs, everyMs: lookMs };
  const firstPage = await until(
    async () => (await sandbox.journal('dynamics')).find(({ path }) => path.includes('/contacts?')),
    { what: 'the first page of contacts', ...limits },
  );
  begun();
  // Calls of the start: login tests and metadata.
  const before = await until(
    async () => {
      const calls = await sandbox.journal('campaign');
      const first = calls.findIndex(({ method }) => method === 'POST');
      return first >= 0 && { calls: first, firstAt: calls[first]?.at ?? 0 };
    },
    { what: 'the first profile', ...limits },
  );
  await until(async () => ((await sandbox.counters()).campaign.applied['created'] ?? 0) >= contacts, {
    what: `${contacts} profiles`,
    ...limits,
  });
  const { requests } = (await sandbox.counters()).campaign;
  const tail = await sandbox.journal('campaign', Math.max(0, (await sandbox.lastOfJournal()) - tailEntries));
  const last = tail.reduce((latest, { applied, at }) => (applied === 'created' ? Math.max(latest, at) : latest), 0);
  const all = Object.values(requests).reduce((sum, count) => sum + count, 0);
  return {
    seconds: (last + latencyMs - firstPage.at) / 1_000,
    firstProfileMs: before.firstAt - firstPage.at,
    engineCalls: all - before.calls,
  };
}

/** More than can be in flight at the end. */
const tailEntries = 2_000;
