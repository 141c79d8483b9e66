import { profileFits } from './compare.js';
import { keptOut } from './linkedMappings.js';
import type { JournalEntry, SandboxControl, SandboxRecord } from './sandboxControl.js';

type Meaning = (value: unknown) => unknown;

/** One Dynamics table beside its Campaign resource, as this file alone understands the mapping. */
interface Side {
  readonly table: string;
  readonly key: string;
  readonly resource: string;
  readonly keyField: string;
  /** Column, field, and what the column's value is in Campaign. */
  readonly values: readonly (readonly [column: string, field: string, meaning: Meaning])[];
  /** The column that holds the key of the parent, the field where it goes, and the parent's table. */
  readonly links: readonly (readonly [column: string, field: string, parent: string])[];
}

const text: Meaning = (value) => value ?? '';
const number: Meaning = (value) => value ?? 0;
const flag: Meaning = (value) => value ?? false;
const moment: Meaning = (value) => (typeof value === 'string' ? value.replace('T', ' ').replace(/(\.\d+)?Z$/, '') : '');
const named =
  (names: Readonly<Record<number, string>>): Meaning =>
  (value) =>
    typeof value === 'number' ? names[value] : 'none';

const industries = { 1: 'accounting', 5: 'other', 7: 'consulting', 20: 'insurance', 33: 'retail' };
const levels = { 1: 'bronze', 2: 'silver', 3: 'gold' };
const kinds = { 1: 'earn', 2: 'burn' };

/** Children first: of two snapshots in this order, the parents' is the later one. */
const sides: readonly Side[] = [
  {
    table: 'new_loyaltytransaction',
    key: 'new_loyaltytransactionid',
    resource: 'cusLoyaltyTransaction',
    keyField: 'crmId',
    values: [
      ['new_name', 'name', text],
      ['new_amount', 'amount', number],
      ['new_kind', 'kind', named(kinds)],
      ['new_at', 'at', moment],
    ],
    links: [['_new_loyaltyid_value', 'loyaltyId', 'new_loyalty']],
  },
  {
    table: 'new_loyalty',
    key: 'new_loyaltyid',
    resource: 'cusLoyalty',
    keyField: 'crmId',
    values: [
      ['new_name', 'name', text],
      ['new_points', 'points', number],
      ['new_level', 'level', named(levels)],
      ['new_interests', 'interests', text],
      ['new_since', 'since', text],
      ['new_balance', 'balance', number],
      ['new_active', 'active', flag],
    ],
    links: [['_new_contactid_value', 'profileId', 'contact']],
  },
  {
    table: 'contact',
    key: 'contactid',
    resource: 'profile',
    keyField: 'externalId',
    values: [],
    links: [['_parentcustomerid_value', 'cusAccountId', 'account']],
  },
  {
    table: 'account',
    key: 'accountid',
    resource: 'cusAccount',
    keyField: 'crmId',
    values: [
      ['name', 'name', text],
      ['accountnumber', 'number', text],
      ['address1_city', 'city', text],
      ['industrycode', 'industry', named(industries)],
      ['revenue', 'revenue', number],
    ],
    links: [['_parentaccountid_value', 'parentId', 'account']],
  },
  {
    table: 'new_store',
    key: 'new_storeid',
    resource: 'cusStore',
    keyField: 'crmId',
    values: [
      ['new_name', 'name', text],
      ['new_city', 'city', text],
      ['new_opened', 'opened', text],
      ['new_open', 'open', flag],
      ['new_size', 'size', number],
    ],
    links: [],
  },
];

type Sides = ReadonlyMap<string, readonly SandboxRecord[]>;

async function dynamicsOf(control: SandboxControl): Promise<Sides> {
  const rows = sides.map(async ({ table }) => [table, await control.snapshot('dynamics', table)] as const);
  return new Map(await Promise.all(rows));
}

/** Children before their parents: a child that is there was written after a parent that is not. */
async function campaignOf(control: SandboxControl): Promise<Sides> {
  const records = new Map<string, readonly SandboxRecord[]>();
  for (const { table, resource } of sides) records.set(table, await control.snapshot('campaign', resource));
  return records;
}

/** Everything in which the two sides differ, a line each: empty when every table is as it should be and nothing points to nothing. */
export async function linkedDifferences(control: SandboxControl): Promise<string[]> {
  const [dynamics, campaign] = [await dynamicsOf(control), await campaignOf(control)];
  return [...sides.flatMap((side) => differences(side, dynamics, campaign)), ...danglingIn(campaign)];
}

/** Records of Campaign that name a parent which is not there. */
export const dangling = async (control: SandboxControl): Promise<string[]> => danglingIn(await campaignOf(control));

function differences(side: Side, dynamics: Sides, campaign: Sides): string[] {
  const { table, key, keyField } = side;
  const found: string[] = [];
  const records = new Map<string, SandboxRecord>();
  for (const record of campaign.get(table) ?? []) {
    const id = String(record[keyField]).toLowerCase();
    if (records.has(id)) found.push(`${table} ${id} twice`);
    records.set(id, record);
  }
  for (const row of (dynamics.get(table) ?? []).filter(passes)) {
    const id = String(row[key]);
    const record = records.get(id);
    records.delete(id);
    if (!record) found.push(`${table} ${id} lost`);
    else found.push(...fieldsThatDiffer(side, row, record, dynamics).map((field) => `${table} ${id} ${field}`));
  }
  return [...found, ...[...records.keys()].map((id) => `${table} ${id} too much`)];
}

const passes = (row: SandboxRecord) => row['jobtitle'] !== keptOut;

function fieldsThatDiffer(
  { table, values, links }: Side,
  row: SandboxRecord,
  record: SandboxRecord,
  dynamics: Sides,
): string[] {
  const plain = values
    .filter(([column, field, meaning]) => meaning(row[column]) !== shown(record[field]))
    .map(([column, field]) => `${field} is ${String(record[field])}, ${column} is ${String(row[column])}`);
  const linked = links
    .filter(([column, field, parent]) => parentIn(row[column], parent, dynamics) !== record[field])
    .map(([, field]) => `${field} names ${String(record[field])}`);
  const profile = table === 'contact' && !profileFits(row, record) ? ['stale'] : [];
  return [...plain, ...linked, ...profile];
}

/** A lookup may also name a record of another table than the parent's. */
function parentIn(key: unknown, table: string, dynamics: Sides): unknown {
  const side = sides.find((each) => each.table === table);
  return dynamics.get(table)?.some((row) => side && row[side.key] === key) ? key : '';
}

/** Campaign shows a moment with milliseconds. */
const shown = (value: unknown) => (typeof value === 'string' ? value.replace(/^(\d{4}-\S+ \S+)\.000Z$/, '$1') : value);

function danglingIn(campaign: Sides): string[] {
  const keys = new Map(
    sides.map(({ table, keyField }) => [
      table,
      new Set((campaign.get(table) ?? []).map((record) => String(record[keyField]).toLowerCase())),
    ]),
  );
  return sides.flatMap(({ table, keyField, links }) =>
    links.flatMap(([, field, parent]) =>
      (campaign.get(table) ?? [])
        .filter((record) => record[field] !== '' && !keys.get(parent)?.has(String(record[field])))
        .map((record) => `${table} ${String(record[keyField])} points to nothing`),
    ),
  );
}

/** The keys that each record's lookups name, of all linked tables, by the record's key. */
export async function parentsOfRecords(control: SandboxControl): Promise<Map<string, string[]>> {
  const parents = new Map<string, string[]>();
  for (const { table, key, links } of sides) {
    for (const row of await control.snapshot('dynamics', table))
      parents.set(
        String(row[key]),
        links.map(([column]) => row[column]).filter((value) => typeof value === 'string'),
      );
  }
  return parents;
}

/** Children that were created before their parent was, by the order in which Campaign carried the creations out. */
export function bornTooEarly(
  journal: readonly JournalEntry[],
  parents: ReadonlyMap<string, readonly string[]>,
): string[] {
  const born = new Map<string, number>();
  for (const { applied, key, seq } of journal) if (applied === 'created' && key && !born.has(key)) born.set(key, seq);
  return [...born].flatMap(([child, seq]) =>
    (parents.get(child) ?? [])
      .filter((parent) => (born.get(parent) ?? 0) > seq)
      .map((parent) => `${child} before ${parent}`),
  );
}

const effects: ReadonlySet<string> = new Set(['created', 'updated', 'deleted']);

/** What took effect in Campaign, in order. */
export const writesIn = (journal: readonly JournalEntry[]): JournalEntry[] =>
  journal.filter(({ system, applied }) => system === 'campaign' && effects.has(applied));
