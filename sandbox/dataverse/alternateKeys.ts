import { type Column, isLookup, pointerOf, propertyOf, type Value, type Values } from './column.js';
import { DataverseError, malformedQuery } from './errors.js';
import { readGuid } from './guid.js';
import type { Table } from './rows/table.js';

/** A row named by the values of an alternate key: `new_code='A',new_part=5` (reference dataverse-web-api §5). */
export interface KeyAddress {
  /** As it was written. */
  readonly text: string;
  /** What a row that is created under it gets; lookups by the id alone. */
  readonly values: ReadonlyMap<Column, Value>;
}

/** Values with one of these cannot be addressed at all. */
const forbidden = /[/<>*%&:\\?+]/u;

/** What stands in the brackets of an address, if it names the columns of one of the table's alternate keys. */
export function readKeyAddress(text: string, table: Table): KeyAddress | undefined {
  const values = new Map<Column, Value>();
  for (const [, property = '', quoted, bare] of text.matchAll(/(\w+)=(?:'((?:[^']|'')*)'|([^,']*))(?:,|$)/gu)) {
    const column = table.properties.get(property);
    if (!column) return undefined;
    values.set(column, quoted === undefined ? literal(column, bare ?? '') : textOf(quoted.replaceAll("''", "'")));
  }
  const named = [...values.keys()].map(({ name }) => name).sort();
  const known = [...table.keys.values()].some((columns) => columns.toSorted().join() === named.join());
  return known ? { text, values } : undefined;
}

/** The live row that has these values. */
export function findByKey(table: Table, values: ReadonlyMap<Column, Value>, except?: number): number | undefined {
  const tests = [...values].map(([column, wanted]) => ({
    read: comparableReader(table, column),
    wanted: folded(wanted),
  }));
  const { rows } = table;
  for (let index = 0; index < rows.size(); index++) {
    if (index === except || !rows.isLive(index)) continue;
    if (tests.every(({ read, wanted }) => read(index) === wanted)) return index;
  }
  return undefined;
}

/** Throws 412 when another row has the values that a key would get; empty values are not unique. */
export function refuseSameKey(table: Table, changed: Values, index: number | undefined): void {
  for (const [name, columns] of table.keys) {
    if (index !== undefined && !columns.some((column) => Object.hasOwn(changed, column))) continue;
    const values = keyValues(table, columns, changed, index);
    if ([...values.values()].includes(null) || findByKey(table, values, index) === undefined) continue;
    throw new DataverseError(412, '0x80060892', `A record with the same values for the key ${name} already exists.`);
  }
}

export const noSuchKey = ({ definition }: Table): DataverseError =>
  new DataverseError(
    404,
    '0x80060891',
    `A record of '${definition.name}' with the specified key values does not exist.`,
  );

function keyValues(table: Table, columns: readonly string[], changed: Values, index: number | undefined) {
  const values = new Map<Column, Value>();
  for (const name of columns) {
    const column = table.columns.get(name);
    if (!column) continue;
    const before = index === undefined ? column.initial : table.read(index, name);
    const value = changed[name] === undefined ? before : changed[name];
    values.set(column, isLookup(column) ? (pointerOf(value)?.id ?? null) : value);
  }
  return values;
}

function comparableReader(table: Table, column: Column): (index: number) => Value {
  const read = table.reader(column);
  return isLookup(column) ? (index) => pointerOf(read(index))?.id ?? null : (index) => folded(read(index));
}

const folded = (value: Value): Value => (typeof value === 'string' ? value.toLowerCase() : value);

function textOf(value: string): string {
  if (!forbidden.test(value)) return value;
  throw malformedQuery('The key in the request URI is not valid: a value has a character that cannot be addressed.');
}

function literal(column: Column, text: string): Value {
  if (isLookup(column)) {
    const id = readGuid(text);
    if (id !== undefined) return id;
  } else if (column.kind === 'DateTime') return text;
  else if (text !== '' && Number.isFinite(Number(text))) return Number(text);
  throw malformedQuery(`'${text}' is no value of the key column '${propertyOf(column)}'.`);
}
