import { type Column, isLookup, pointerOf, propertyOf, type Value, variesWhenGenerated } from '../column.js';
import type { Environment } from '../environment.js';
import { unknownProperty } from '../errors.js';
import type { Preferences } from '../prefer.js';
import type { Read, Table } from '../rows/table.js';
import { formatterOf } from './formatted.js';

/** One row as JSON, without the surrounding braces: what pages, single rows and snapshots are made of. */
export type Render = (index: number) => string;

const formattedValue = 'OData.Community.Display.V1.FormattedValue';
const lookupLogicalName = 'Microsoft.Dynamics.CRM.lookuplogicalname';
const navigationProperty = 'Microsoft.Dynamics.CRM.associatednavigationproperty';

/** The columns that an answer carries: those selected, what rides along with them, and the key (reference dataverse-web-api §3). */
export function columnsFor(table: Table, select: readonly string[] | undefined): readonly Column[] {
  if (!select || select.length === 0) return [...table.columns.values()];
  const chosen = new Set<Column>();
  for (const property of select) {
    const column = table.properties.get(property);
    if (!column) throw unknownProperty(property, table.definition.name);
    chosen.add(column);
    const rider = riderOf(column);
    const riding = rider === undefined ? undefined : table.columns.get(rider);
    if (riding) chosen.add(riding);
  }
  const key = table.columns.get(table.definition.key);
  if (key) chosen.add(key);
  return [...chosen];
}

export function rendererOf(
  table: Table,
  columns: readonly Column[],
  { annotates, annotations }: Pick<Preferences, 'annotates' | 'annotations'>,
  environment: Environment,
): Render {
  const parts = columns.map((column): Render => {
    const read = table.reader(column);
    const plain = plainPart(column, read);
    return annotations ? annotatedPart(column, read, plain, annotates, environment) : plain;
  });
  const untouched = untouchedParts(columns, parts);
  const { rows } = table;
  return (index) => {
    const asGenerated = rows.origin(index) !== 0 && rows.values(index) === undefined;
    // Joined, not added up: a page of half-built strings costs the garbage collector more than all else.
    const pieces = [`"@odata.etag":"W/\\"${rows.version(index)}\\""`];
    for (const part of asGenerated ? untouched : parts) pieces.push(typeof part === 'string' ? part : part(index));
    return pieces.join('');
  };
}

/** In rows that nobody touched most columns are always the same: they are put together once. */
function untouchedParts(columns: readonly Column[], parts: readonly Render[]): (Render | string)[] {
  const joined: (Render | string)[] = [];
  for (const [nth, part] of parts.entries()) {
    const column = columns[nth];
    const before = joined.at(-1);
    if (!column || variesWhenGenerated(column)) joined.push(part);
    else if (typeof before === 'string') joined[joined.length - 1] = before + nullPart(column);
    else joined.push(nullPart(column));
  }
  return joined;
}

const nullPart = (column: Column): string => `,"${propertyOf(column)}":null`;

function riderOf(column: Column): string | undefined {
  if (column.kind === 'Money') return 'transactioncurrencyid';
  const address = /^address\d_/u.exec(column.name);
  return address ? `${address[0]}composite` : undefined;
}

function plainPart(column: Column, read: Read): Render {
  const start = `,"${propertyOf(column)}":`;
  const lookup = isLookup(column);
  return (index) => start + jsonOf(read(index), lookup);
}

function jsonOf(value: Value, lookup: boolean): string {
  if (typeof value !== 'string') return String(value);
  return JSON.stringify(lookup ? value.slice(value.indexOf(':') + 1) : value);
}

function annotatedPart(
  column: Column,
  read: Read,
  plain: Render,
  annotates: (name: string) => boolean,
  environment: Environment,
): Render {
  const property = propertyOf(column);
  const format = annotates(formattedValue) ? formatterOf(column, environment) : undefined;
  const target = isLookup(column) && annotates(lookupLogicalName);
  const navigation = isLookup(column) && annotates(navigationProperty);
  if (!format && !target && !navigation) return plain;
  return (index) => {
    const value = read(index);
    if (value === null) return plain(index);
    const label = format?.(value);
    let json = label === undefined || label === null ? '' : `,"${property}@${formattedValue}":${JSON.stringify(label)}`;
    const table = isLookup(column) ? pointerOf(value)?.table : undefined;
    if (target) json += `,"${property}@${lookupLogicalName}":"${table}"`;
    if (navigation && isLookup(column)) {
      const bound = column.targets.find((one) => one.table === table)?.navigation ?? column.name;
      json += `,"${property}@${navigationProperty}":"${bound}"`;
    }
    return json + plain(index);
  };
}
