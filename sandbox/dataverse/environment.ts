import { createRandom, mix, type Random, scramble } from '../shell/random.js';
import type { Clock } from '../shell/system.js';
import { linkedParent } from './generate.js';
import { createTable, type Table } from './rows/table.js';
import { createVersions, type Versions } from './rows/versions.js';
import type { RemovedTable, TableInput } from './schema/tables.js';
import { companyName } from './tables/account.js';
import { definitions } from './tables/definitions.js';
import { accountIds, organizationId, userIds } from './tables/known.js';

/** One Dataverse environment: its tables, its row version and what its tracking still remembers. */
export interface Environment {
  readonly seed: number;
  readonly clock: Clock;
  readonly versions: Versions;
  /** By logical name. */
  readonly tables: Map<string, Table>;
  /** By entity set name. */
  readonly sets: Map<string, Table>;
  /** Tables that were removed and can come back. */
  readonly removed: Map<string, RemovedTable>;
  /** How tables were described that were added. */
  readonly added: Map<string, TableInput>;
  readonly contacts: Table;
  readonly random: Random;
  /** Per table: delta tokens below this version are refused. */
  readonly trackingFloor: Map<string, number>;
  /** Rows per table as they were counted last, for counts that lag. */
  readonly counted: Map<string, { readonly at: number; readonly rows: number }>;
  /** The schema's version, as annotations tell it. */
  schemaVersion: number;
  /** Grows with whatever is worth saving. */
  revision: number;
}

const firstSchemaVersion = 2_048_001;

/** An environment with its fixed rows and nothing generated. */
export function createEnvironment(seed: number, clock: Clock): Environment {
  const versions = createVersions();
  const tables = new Map<string, Table>();
  for (const definition of definitions) {
    tables.set(definition.name, createTable(definition, { seed, versions, tables }));
  }
  const sets = new Map([...tables.values()].map((table) => [table.definition.set, table]));
  fill(tables);
  return {
    seed,
    clock,
    versions,
    tables,
    sets,
    removed: new Map(),
    added: new Map(),
    contacts: tableOf(tables, 'contact'),
    random: createRandom(mix(seed, 0x6c696665)),
    trackingFloor: new Map(),
    counted: new Map(),
    schemaVersion: firstSchemaVersion,
    revision: 0,
  };
}

export function tableOf(tables: ReadonlyMap<string, Table>, name: string): Table {
  const table = tables.get(name);
  if (!table) throw new Error(`no table is called ${name}`);
  return table;
}

function fill(tables: ReadonlyMap<string, Table>): void {
  const users = tableOf(tables, 'systemuser').rows;
  users.add({
    id: userIds.application,
    values: { fullname: '# Passerelle', domainname: 'passerelle@acme.example' },
    at: 0,
  });
  userIds.people.forEach((id, index) => {
    users.add({
      id,
      values: { fullname: `Salesperson ${index + 1}`, domainname: `sales${index + 1}@acme.example` },
      at: 0,
    });
  });
  const currency = { currencyname: 'Euro', isocurrencycode: 'EUR', currencysymbol: '€' };
  tableOf(tables, 'transactioncurrency').rows.add({ id: userIds.euro, values: currency, at: 0 });
  tableOf(tables, 'organization').rows.add({ id: organizationId, values: { name: 'acme' }, at: 0 });
  const accounts = tableOf(tables, 'account');
  const parent = linkedParent(accounts, tables);
  accountIds.forEach((id, index) => {
    const values = { name: companyName(index), accountnumber: `A-${index + 1}` };
    const origin = scramble(index + 1);
    accounts.rows.add({ id, origin, parent: parent(index, origin), values, at: 0 });
  });
}
