import { setTimeout as sleep } from 'node:timers/promises';
import {
  changesContacts,
  changesJournal,
  changesMs,
  changesPerSecond,
  lastChangeLimitMs,
  loadLimitMs,
  lookMs,
} from './limits.js';
import { startProduct } from './product.js';
import { type BenchSandbox, startSandbox } from './sandbox.js';
import type { Servers } from './servers.js';
import { quantile } from './statistics.js';
import { until } from './until.js';

export interface Changes {
  readonly changes: number;
  /** From the change in Dynamics to the arrival of the call that brings it to Campaign. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function measureChanges(options: {
  readonly servers: Servers;
  readonly folder: string;
  readonly latencyMs: number;
  readonly profile: string | undefined;
}): Promise<Changes> {
  const contacts = changesContacts;
  const sandbox = await startSandbox({ ...options, contacts, journal: changesJournal });
  const ground = await options.servers.fresh();
  const product = await startProduct({ ...options, ground, sandbox });
  try {
    await product.start();
    await until(async () => (await product.lane())?.inserted === contacts, {
      what: 'the first load',
      limitMs: loadLimitMs,
      everyMs: lookMs,
    });
    const since = await sandbox.lastOfJournal();
    const changed = await change(sandbox, await sandbox.contactIds());
    const arrivals = await until(
      async () => {
        const seen = await arrivalsSince(sandbox, since);
        return seen.size >= changed.size && seen;
      },
      { what: `${changed.size} changed profiles`, limitMs: lastChangeLimitMs, everyMs: lookMs },
    );
    const took = [...changed].map(([id, at]) => (arrivals.get(id) ?? Number.POSITIVE_INFINITY) - at);
    return { changes: took.length, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) };
  } finally {
    await product.end();
    await ground.end();
    await sandbox.end();
  }
}

/** Changes a contact each, evenly. The time of a change is when it was asked for: the sandbox changes it a moment later. */
async function change(sandbox: BenchSandbox, ids: readonly string[]): Promise<Map<string, number>> {
  const changed = new Map<string, number>();
  const begunAt = Date.now();
  const wanted = (changesPerSecond * changesMs) / 1_000;
  for (const contactid of ids.slice(0, wanted)) {
    await sleep(begunAt + (changed.size * 1_000) / changesPerSecond - Date.now());
    changed.set(contactid.toLowerCase(), Date.now());
    await sandbox.putContact({ contactid, firstname: `Change ${changed.size}` });
  }
  return changed;
}

async function arrivalsSince(sandbox: BenchSandbox, since: number): Promise<Map<string, number>> {
  const arrivals = new Map<string, number>();
  for (const { method, key, at, applied } of await sandbox.journal('campaign', since, changesJournal)) {
    if (method === 'PATCH' && applied === 'updated' && key !== undefined) arrivals.set(key.toLowerCase(), at);
  }
  return arrivals;
}
