import { contactToProfile } from '../src/core/mapping/contactToProfile.js';
import { linkedMappings } from '../test/support/linkedMappings.js';
import { type Changes, changeContacts, untilArrived } from './contactChanges.js';
import { accounts, loadLimitMs, lookMs, moreJournal } from './limits.js';
import type { LoadKind, LoadOptions } from './load.js';
import type { Product } from './product.js';
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

/** Changes contacts as soon as they are live, as long as their children are loading. */
export async function changeWhileLoading(
  sandbox: BenchSandbox,
  product: Product,
  loading: () => boolean,
): Promise<Changes> {
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

const isProfile = (path: string) => path.endsWith('/profile');
