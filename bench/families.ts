import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { keptOut } from '../test/support/linkedMappings.js';
import type { SandboxControl } from '../test/support/sandboxControl.js';
import {
  accounts,
  familiesBefore,
  familiesPerSecond,
  lastChangeLimitMs,
  lateFamilyOf,
  lateParentMs,
  loadLimitMs,
  lookMs,
  moreJournal,
} from './limits.js';
import { fourTables } from './linkedLoad.js';
import { startProduct } from './product.js';
import { type BenchSandbox, startSandbox } from './sandbox.js';
import type { Servers } from './servers.js';
import { quantile } from './statistics.js';
import { until } from './until.js';

/** How long after its parent a child came into Campaign. */
export interface Delay {
  readonly children: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface Waits {
  /** Children that were made with their parent. */
  readonly together: Delay;
  /** Children of families whose contact was kept out at first: they had waited for seconds when it came. */
  readonly late: Delay;
  /** Children that were written before their parent: none. */
  readonly early: number;
}

interface Family {
  readonly contact: string;
  readonly loyalty: string;
  readonly transaction: string;
  readonly late: boolean;
}

/** Makes contacts, each with a loyalty and a transaction at once, and looks in which order and when they come. */
export async function measureWaiting(options: {
  readonly servers: Servers;
  readonly folder: string;
  readonly latencyMs: number;
  readonly seconds: number;
  readonly profile: string | undefined;
}): Promise<Waits> {
  const { servers, folder, latencyMs, profile, seconds } = options;
  const sandbox = await startSandbox({ folder, latencyMs, ...familiesBefore, journal: moreJournal });
  const ground = await servers.fresh();
  const product = await startProduct({ folder, profile, ground, sandbox });
  try {
    await product.save(fourTables);
    await product.start();
    const { contacts, loyalties, transactions } = familiesBefore;
    await until(async () => (await product.totals()).inserted === accounts + contacts + loyalties + transactions, {
      what: 'the first loads',
      limitMs: loadLimitMs,
      everyMs: lookMs,
    });
    const since = await sandbox.control.journalEnd();
    const families = await makeFamilies(sandbox.control, seconds);
    return delaysOf(families, await untilWritten(sandbox, families, since));
  } finally {
    await product.end();
    await ground.end();
    await sandbox.end();
  }
}

async function makeFamilies({ tables }: SandboxControl, seconds: number): Promise<Family[]> {
  const families: Family[] = [];
  const admitted: Promise<unknown>[] = [];
  const begunAt = Date.now();
  while (families.length < seconds * familiesPerSecond) {
    await sleep(begunAt + (families.length * 1_000) / familiesPerSecond - Date.now());
    const late = families.length % lateFamilyOf === 0;
    const [contact, loyalty, transaction] = [randomUUID(), randomUUID(), randomUUID()];
    const name = `Family ${families.length}`;
    const jobtitle = late ? keptOut : 'Engineer';
    await tables.put('contact', { contactid: contact, lastname: name, jobtitle });
    await tables.put('new_loyalty', { new_loyaltyid: loyalty, new_name: name, new_contactid: contact });
    await tables.put('new_loyaltytransaction', {
      new_loyaltytransactionid: transaction,
      new_name: name,
      new_loyaltyid: loyalty,
    });
    const admit = () => tables.put('contact', { contactid: contact, jobtitle: 'Engineer' });
    if (late) admitted.push(sleep(lateParentMs).then(admit));
    families.push({ contact, loyalty, transaction, late });
  }
  await Promise.all(admitted);
  return families;
}

interface Written {
  readonly at: number;
  readonly seq: number;
}

async function untilWritten(
  sandbox: BenchSandbox,
  families: readonly Family[],
  since: number,
): Promise<ReadonlyMap<string, Written>> {
  const wanted = families.flatMap(({ contact, loyalty, transaction }) => [contact, loyalty, transaction]);
  const written = new Map<string, Written>();
  let seen = since;
  await until(
    async () => {
      const entries = await sandbox.look('campaign', seen);
      seen = entries.at(-1)?.seq ?? seen;
      for (const { applied, key = '', at, seq } of entries) {
        if (applied === 'created') written.set(key.toLowerCase(), { at, seq });
      }
      return wanted.every((key) => written.has(key));
    },
    { what: `${wanted.length} records of families`, limitMs: lastChangeLimitMs, everyMs: lookMs },
  );
  return written;
}

function delaysOf(families: readonly Family[], written: ReadonlyMap<string, Written>): Waits {
  const steps = families.flatMap(({ contact, loyalty, transaction, late }) => [
    { ...step(written, contact, loyalty), late },
    { ...step(written, loyalty, transaction), late },
  ]);
  const delay = (wanted: boolean): Delay => {
    const took = steps.filter(({ late }) => late === wanted).map(({ tookMs }) => tookMs);
    return { children: took.length, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) };
  };
  return { together: delay(false), late: delay(true), early: steps.filter(({ early }) => early).length };
}

function step(written: ReadonlyMap<string, Written>, parent: string, child: string) {
  const [first, second] = [written.get(parent), written.get(child)];
  if (!first || !second) throw new Error('a record of a family was not written');
  return { tookMs: second.at - first.at, early: second.seq < first.seq };
}
