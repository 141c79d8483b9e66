import type { SandboxRecord } from '../test/support/sandboxControl.js';
import { accounts, changeLogTables, createdOf, loadLimitMs, lookMs, moreJournal, untouchedOf } from './limits.js';
import { fourTables } from './linkedLoad.js';
import { startProduct } from './product.js';
import { type BenchSandbox, startSandbox } from './sandbox.js';
import type { Servers } from './servers.js';
import { until } from './until.js';

/** Engine calls for the changes of one table, or of all. */
export interface Saving {
  readonly table: string;
  readonly changes: number;
  /** As the sandbox counted them. */
  readonly calls: number;
  /** Insert 1, delete 1, update 2, unchanged 1. */
  readonly adobe: number;
  /** Every update 2, whether it touches anything mapped or not. */
  readonly flat: number;
  /** All that had to be written has arrived: a lost change would look like a saved call. */
  readonly complete: boolean;
}

interface LoggedTable {
  readonly table: string;
  readonly key: string;
  readonly resource: string;
  /** A mapped column, another one, and what a new row needs. */
  readonly mapped: string;
  readonly unmapped: string;
  readonly fresh: SandboxRecord;
}

const logged: readonly LoggedTable[] = [
  {
    table: 'contact',
    key: 'contactid',
    resource: 'profile',
    mapped: 'firstname',
    unmapped: 'description',
    fresh: { lastname: 'New' },
  },
  {
    table: 'new_loyalty',
    key: 'new_loyaltyid',
    resource: 'cusLoyalty',
    mapped: 'new_name',
    unmapped: 'new_note',
    fresh: { new_name: 'New' },
  },
  {
    table: 'new_loyaltytransaction',
    key: 'new_loyaltytransactionid',
    resource: 'cusLoyaltyTransaction',
    mapped: 'new_name',
    unmapped: 'new_note',
    fresh: { new_name: 'New' },
  },
];

/** Makes a change log in which every change is of another record, and counts what it costs. */
export async function measureCalls(options: {
  readonly servers: Servers;
  readonly folder: string;
  readonly latencyMs: number;
  readonly profile: string | undefined;
}): Promise<Saving[]> {
  const { servers, folder, latencyMs, profile } = options;
  const sandbox = await startSandbox({ folder, latencyMs, ...changeLogTables, journal: moreJournal });
  const ground = await servers.fresh();
  const product = await startProduct({ folder, profile, ground, sandbox });
  try {
    await product.save(fourTables);
    await product.start();
    const { contacts, loyalties, transactions } = changeLogTables;
    const records = accounts + contacts + loyalties + transactions;
    const limits = { limitMs: loadLimitMs, everyMs: lookMs };
    await until(
      async () => {
        const { done, inserted } = await product.totals();
        return done && inserted === records;
      },
      { what: 'the first loads', ...limits },
    );
    const since = await sandbox.control.journalEnd();
    const logs: Log[] = [];
    for (const each of logged) logs.push(await changeTable(sandbox, each));
    const changedAt = Date.now();
    await until(
      async () => {
        const { done, readUpTo } = await product.totals();
        return done && readUpTo !== null && readUpTo.getTime() > changedAt;
      },
      { what: 'everything that was changed', ...limits },
    );
    return savings(logs, await sandbox.control.journal({ since, system: 'campaign' }));
  } finally {
    await product.end();
    await ground.end();
    await sandbox.end();
  }
}

interface Log extends LoggedTable {
  readonly created: number;
  readonly deleted: number;
  readonly updated: number;
  readonly untouched: number;
}

/** The first rows change in nothing mapped, the next in something; the last, which have no children, are deleted. */
async function changeTable({ control }: BenchSandbox, each: LoggedTable): Promise<Log> {
  const { table, key, mapped, unmapped, fresh } = each;
  const ids = (await control.snapshot('dynamics', table)).map((row) => String(row[key]));
  const untouched = Math.floor(ids.length / untouchedOf);
  const created = Math.floor(untouched / createdOf);
  const updated = untouched - 2 * created;
  const change = (id: string, column: string) =>
    control.tables.put(table, { [key]: id, [column]: `Change ${id.slice(0, 8)}` });
  for (const id of ids.slice(0, untouched)) await change(id, unmapped);
  for (const id of ids.slice(untouched, untouched + updated)) await change(id, mapped);
  for (let made = 0; made < created; made += 1) await control.tables.put(table, fresh);
  for (const id of ids.slice(ids.length - created)) await control.tables.deleteOne(table, id);
  return { ...each, created, deleted: created, updated, untouched };
}

type Calls = Awaited<ReturnType<BenchSandbox['look']>>;

function savings(logs: readonly Log[], calls: Calls): Saving[] {
  const tables = logs.map(({ table, resource, created, deleted, updated, untouched }): Saving => {
    const own = calls.filter(({ path }) => new RegExp(`/${resource}(?:[/?]|$)`).test(path));
    return {
      table,
      changes: created + deleted + updated + untouched,
      calls: callsOf(own),
      adobe: created + deleted + 2 * updated + untouched,
      flat: created + deleted + 2 * (updated + untouched),
      complete: sameNumbers(appliedIn(own), { created, updated, deleted }),
    };
  });
  const sum = (of: (saving: Saving) => number) => tables.reduce((total, each) => total + of(each), 0);
  const all = {
    table: 'all tables',
    changes: sum(({ changes }) => changes),
    calls: callsOf(calls),
    adobe: sum(({ adobe }) => adobe),
    flat: sum(({ flat }) => flat),
    complete: tables.every(({ complete }) => complete),
  };
  return [...tables, all];
}

type Applied = Readonly<Record<'created' | 'updated' | 'deleted', number>>;

const appliedIn = (calls: Calls): Applied => {
  const counted = (wanted: string) => calls.filter(({ applied }) => applied === wanted).length;
  return { created: counted('created'), updated: counted('updated'), deleted: counted('deleted') };
};

const sameNumbers = (one: Applied, other: Applied) =>
  one.created === other.created && one.updated === other.updated && one.deleted === other.deleted;

const callsOf = (calls: Calls) => calls.reduce((sum, { engineCalls }) => sum + (engineCalls ?? 0), 0);
