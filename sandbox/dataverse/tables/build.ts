import { type Column, type ColumnOf, isCustomName, type Option, type Target, type Value } from '../column.js';
import { userIds } from './known.js';

/** Short ways to describe columns; what is left out is what most columns have. */
type Extra = Partial<Pick<Column, 'create' | 'update' | 'required' | 'generate' | 'initial' | 'computed' | 'kept'>>;

const shared = (name: string, label: string, extra: Extra, initial: Value = null) => ({
  name,
  label,
  create: true,
  update: true,
  required: 'None' as const,
  custom: isCustomName(name),
  initial,
  ...extra,
});

export const readOnly = { create: false, update: false } as const;

type StringFormat = NonNullable<ColumnOf<'String'>['format']>;

export function text(
  name: string,
  label: string,
  maxLength: number,
  extra: Extra & { format?: StringFormat } = {},
): Column {
  const { format, ...rest } = extra;
  return { ...shared(name, label, rest), kind: 'String', maxLength, ...(format && { format }) };
}

export function memo(name: string, label: string, maxLength: number, extra: Extra = {}): Column {
  return { ...shared(name, label, extra), kind: 'Memo', maxLength };
}

export function integer(name: string, label: string, extra: Extra & { min?: number; max?: number } = {}): Column {
  const { min = -2_147_483_648, max = 2_147_483_647, ...rest } = extra;
  return { ...shared(name, label, rest), kind: 'Integer', min, max };
}

export function bigInt(name: string, label: string, extra: Extra = {}): Column {
  return { ...shared(name, label, extra), kind: 'BigInt', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER };
}

export function number(
  kind: 'Decimal' | 'Double' | 'Money',
  name: string,
  label: string,
  extra: Extra & { min?: number; max?: number; precision?: number } = {},
): Column {
  const { min = -100_000_000_000, max = 100_000_000_000, precision = 2, ...rest } = extra;
  return { ...shared(name, label, rest), kind, min, max, precision };
}

export function flag(
  name: string,
  label: string,
  [falseLabel, trueLabel]: readonly [string, string] = ['No', 'Yes'],
  extra: Extra = {},
): Column {
  return { ...shared(name, label, extra, false), kind: 'Boolean', trueLabel, falseLabel };
}

export function choice(
  name: string,
  label: string,
  labels: Readonly<Record<number, string>>,
  extra: Extra & { kind?: 'Picklist' | 'MultiSelectPicklist'; global?: string } = {},
): Column {
  const { kind = 'Picklist', global, ...rest } = extra;
  const options = Object.entries(labels).map(([value, text]): Option => ({ value: Number(value), label: text }));
  return { ...shared(name, label, rest), kind, options, ...(global !== undefined && { global }) };
}

export function moment(
  name: string,
  label: string,
  behavior: ColumnOf<'DateTime'>['behavior'],
  extra: Extra = {},
): Column {
  return { ...shared(name, label, extra), kind: 'DateTime', behavior };
}

export function lookup(name: string, label: string, table: string, extra: Extra & { linksTo?: string } = {}): Column {
  return { ...shared(name, label, extra), kind: 'Lookup', targets: [{ table, navigation: name }] };
}

/** Money columns bring a read-only twin in the organisation's currency. */
export function money(name: string, label: string, generate: (origin: number) => number | null): Column[] {
  return [
    number('Money', name, label, { min: 0, generate }),
    number('Money', `${name}_base`, `${label} (Base)`, { ...readOnly, precision: 4, computed: (read) => read(name) }),
  ];
}

/** What Money columns are in. */
export function currency(): Column {
  const euro = `transactioncurrency:${userIds.euro}`;
  return lookup('transactioncurrencyid', 'Currency', 'transactioncurrency', { generate: () => euro, initial: euro });
}

/** Whose the row is: the application user's unless `generate` says otherwise. */
export function owner(extra: Extra = {}): Column {
  return pointer('Owner', 'ownerid', 'Owner', [{ table: 'systemuser', navigation: 'ownerid' }], {
    initial: `systemuser:${userIds.application}`,
    ...extra,
  });
}

export function pointer(
  kind: 'Lookup' | 'Customer' | 'Owner',
  name: string,
  label: string,
  targets: readonly Target[],
  extra: Extra = {},
): Column {
  return { ...shared(name, label, extra), kind, targets };
}

export function guid(name: string, label: string, extra: Extra = {}): Column {
  return { ...shared(name, label, extra), kind: 'Uniqueidentifier' };
}

/** Columns that every table has (reference dataverse-web-api §11). */
export function standardColumns(key: string, label: string): Column[] {
  return [
    guid(key, label, { kept: 'key', update: false, required: 'SystemRequired' }),
    moment('createdon', 'Created On', 'UserLocal', { ...readOnly, kept: 'createdAt' }),
    moment('modifiedon', 'Modified On', 'UserLocal', { ...readOnly, kept: 'modifiedAt' }),
    lookup('createdby', 'Created By', 'systemuser', { ...readOnly, generate: someone }),
    lookup('modifiedby', 'Modified By', 'systemuser', { ...readOnly, generate: someone }),
    bigInt('versionnumber', 'Version Number', { ...readOnly, kept: 'version' }),
  ];
}

const someone = (): string => `systemuser:${userIds.people[0]}`;

/** Active and Inactive, as most tables have them; the state cannot be given at creation. */
export function stateColumns(inactive?: (origin: number) => boolean): Column[] {
  const generated = (whenActive: number, whenInactive: number): Extra =>
    inactive ? { generate: (origin) => (inactive(origin) ? whenInactive : whenActive) } : {};
  return [
    {
      ...shared('statecode', 'Status', { create: false, required: 'SystemRequired', ...generated(0, 1) }, 0),
      kind: 'State',
      options: [
        { value: 0, label: 'Active', defaultStatus: 1 },
        { value: 1, label: 'Inactive', defaultStatus: 2 },
      ],
    },
    {
      ...shared('statuscode', 'Status Reason', generated(1, 2), 1),
      kind: 'Status',
      options: [
        { value: 1, label: 'Active', state: 0 },
        { value: 2, label: 'Inactive', state: 1 },
      ],
    },
  ];
}
