import { createRandom, mix, type Random, scramble } from '../shell/random.js';
import type { Clock } from '../shell/system.js';
import type { TableDefinition } from './column.js';
import { createTable, type Table } from './rows/table.js';
import { createVersions, type Versions } from './rows/versions.js';
import { contact } from './tables/contact.js';
import { accountIds, organizationId, userIds } from './tables/known.js';
import { account, organization, systemuser, transactioncurrency } from './tables/others.js';

/** One Dataverse environment: its tables, its row version and what its tracking still remembers. */
export interface Environment {
  readonly seed: number;
  readonly clock: Clock;
  readonly versions: Versions;
  /** By logical name. */
  readonly tables: ReadonlyMap<string, Table>;
  /** By entity set name. */
  readonly sets: ReadonlyMap<string, Table>;
  readonly contacts: Table;
  readonly random: Random;
  /** Per table: delta tokens below this version are refused. */
  readonly trackingFloor: Map<string, number>;
  /** The schema's version, as annotations tell it. */
  schemaVersion: number;
  /** Grows with whatever is worth saving. */
  revision: number;
}

const definitions: readonly TableDefinition[] = [contact, account, systemuser, transactioncurrency, organization];
const firstSchemaVersion = 2_048_001;

/** An environment with its fixed rows and no contacts. */
export function createEnvironment(seed: number, clock: Clock): Environment {
  const versions = createVersions();
  const tables = new Map(definitions.map((definition) => [definition.name, createTable(definition, seed, versions)]));
  const sets = new Map([...tables.values()].map((table) => [table.definition.set, table]));
  const contacts = tableOf(tables, 'contact');
  fill(tables);
  return {
    seed,
    clock,
    versions,
    tables,
    sets,
    contacts,
    random: createRandom(mix(seed, 0x6c696665)),
    trackingFloor: new Map(),
    schemaVersion: firstSchemaVersion,
    revision: 0,
  };
}

/** Adds contacts drawn from `seed`; `at` = 0 gives them a past. */
export function generateContacts(
  environment: Environment,
  count: number,
  { seed = environment.seed, at = 0 }: { seed?: number; at?: number } = {},
): void {
  const { rows } = environment.contacts;
  const key = scramble(seed);
  for (let left = count; left > 0; left--) {
    rows.add({ origin: scramble((rows.size() ^ key) >>> 0) || 1, at });
  }
  environment.revision += 1;
}

export function tableOf(tables: ReadonlyMap<string, Table>, name: string): Table {
  const table = tables.get(name);
  if (!table) throw new Error(`no table is called ${name}`);
  return table;
}

const companies = [
  'Acme',
  'Contoso',
  'Müller & Söhne',
  'L’Atelier',
  'Fabrikam',
  'Café Ωmega',
  'O’Neil Bros.',
  'Tōkyō Trading',
];
const forms = ['Ltd', 'SA', 'GmbH', 'SARL', 'Inc.'];

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
  const accounts = tableOf(tables, 'account').rows;
  accountIds.forEach((id, index) => {
    const name = `${companies[index % companies.length] ?? ''} ${forms[index % forms.length] ?? ''} ${index + 1}`;
    accounts.add({ id, origin: scramble(index + 1), values: { name, accountnumber: `A-${index + 1}` }, at: 0 });
  });
}
