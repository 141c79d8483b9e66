import { contactToProfile } from '../src/core/mapping/contactToProfile.js';
import { linkedMappings } from '../test/support/linkedMappings.js';
import { type Changes, changeContacts, untilArrived } from './contactChanges.js';
import { accounts, loadLimitMs, lookMs, moreJournal } from './limits.js';
import type { LoadKind, LoadOptions } from './load.js';
import type { Product } from './product.js';
import { tell } from './progress.js';
import { type BenchSandbox, startSandbox } from './sandbox.js';
import { until } from './until.js';

/** account -> contact -> loyalty -> transaction. */
export const fourTables = linkedMappings(contactToProfile).filter(({ id }) => id !== 'store');

export function linkedTables({ contacts, loyalties, transactions }: LoadOptions): LoadKind {
  const records = accounts + contacts + loyalties + transactions;
  return {
    firstSet: 'accounts',
    records,
    floorTables: ['account', 'linkedContact', 'loyalty', 'transaction'],
    sandbox: ({ folder, latencyMs }) =>
      startSandbox({ folder, contacts, loyalties, transactions, latencyMs, journal: records + moreJournal }),
    arrange: (product) => product.save(fourTables),
  };
}

/** What is looked at beside the speed of a linked load. */
export interface BesideLoad {
  /** Contacts that were changed while their children loaded. */
  readonly changes: Changes;
  /** From the last record of each table to the first of its children's. */
  readonly pausesMs: readonly number[];
}

export async function besideLinkedLoad(
  sandbox: BenchSandbox,
  product: Product,
  loading: () => boolean,
): Promise<BesideLoad> {
  const changes = await changeWhileLoading(sandbox, product, loading);
  const pausesMs = await pausesIn(sandbox);
  tell(`pauses between tables: ${pausesMs.join(', ')} ms`);
  return { changes, pausesMs };
}

/** Changes contacts as soon as they are live, as long as their children are loading. */
async function changeWhileLoading(sandbox: BenchSandbox, product: Product, loading: () => boolean): Promise<Changes> {
  await until(async () => (await product.lanes()).some(({ name, state }) => name === 'contact' && state === 'live'), {
    what: 'the load of contacts',
    limitMs: loadLimitMs,
    everyMs: lookMs,
  });
  const since = await sandbox.control.journalEnd();
  // A snapshot would keep the sandbox busy for seconds.
  const made = (await sandbox.look('campaign')).filter(({ applied, path }) => applied === 'created' && isProfile(path));
  const ids = made.flatMap(({ key }) => key ?? []);
  const changed = await changeContacts(sandbox, ids, loading);
  return untilArrived(sandbox, changed, since);
}

async function pausesIn(sandbox: BenchSandbox): Promise<number[]> {
  const times = new Map<string, { first: number; last: number }>();
  let seen = 0;
  for (;;) {
    const entries = await sandbox.look('campaign', seen);
    const end = entries.at(-1);
    if (!end) break;
    seen = end.seq;
    for (const { applied, path, at } of entries) {
      if (applied === 'created') times.set(path, { first: times.get(path)?.first ?? at, last: at });
    }
  }
  const tables = [...times.values()].sort((a, b) => a.first - b.first);
  return tables.slice(1).map(({ first }, index) => first - (tables[index]?.last ?? first));
}

const isProfile = (path: string) => path.endsWith('/profile');
