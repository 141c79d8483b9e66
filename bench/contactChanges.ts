import { setTimeout as sleep } from 'node:timers/promises';
import { changesPerSecond, lastChangeLimitMs, lookMs } from './limits.js';
import type { BenchSandbox } from './sandbox.js';
import { quantile } from './statistics.js';
import { until } from './until.js';

export interface Changes {
  readonly changes: number;
  /** From the change in Dynamics to the arrival of the call that brings it to Campaign. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** When each contact's change was asked for: the sandbox changes it a moment later. */
export type ChangedAt = ReadonlyMap<string, number>;

/** Changes a contact each, evenly, as long as `more` and there are contacts. */
export async function changeContacts(
  { control }: BenchSandbox,
  ids: readonly string[],
  more: () => boolean,
): Promise<ChangedAt> {
  const changed = new Map<string, number>();
  const begunAt = Date.now();
  for (const contactid of ids) {
    await sleep(begunAt + (changed.size * 1_000) / changesPerSecond - Date.now());
    if (!more()) break;
    changed.set(contactid.toLowerCase(), Date.now());
    await control.contacts.put({ contactid, firstname: `Change ${changed.size}` });
  }
  return changed;
}

/** Waits until each change has arrived; `since` is the journal's entry before the first of them. */
export async function untilArrived(sandbox: BenchSandbox, changed: ChangedAt, since: number): Promise<Changes> {
  const arrivals = new Map<string, number>();
  let seen = since;
  await until(
    async () => {
      const entries = await sandbox.look('campaign', seen);
      seen = entries.at(-1)?.seq ?? seen;
      for (const { method, key = '', at, applied } of entries) {
        if (method === 'PATCH' && applied === 'updated') arrivals.set(key.toLowerCase(), at);
      }
      return [...changed.keys()].every((id) => arrivals.has(id));
    },
    { what: `${changed.size} changed profiles`, limitMs: lastChangeLimitMs, everyMs: lookMs },
  );
  const took = [...changed].map(([id, at]) => (arrivals.get(id) ?? Number.POSITIVE_INFINITY) - at);
  return { changes: took.length, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) };
}
