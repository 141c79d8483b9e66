import type { ScalarDefinition, Stored } from './definition.js';
import { badParameter, notSortable } from './errors.js';
import type { Table } from './instance.js';
import { keptOrders } from './limits.js';
import type { Column, View } from './schema.js';

export interface Orders {
  /** Record numbers of a whole table in the order that `_order` asks for. */
  sorted(table: Table, view: View, order: string): readonly number[];
}

/** Sorting a large table takes seconds, and every page asks for it anew: the last orders are kept, and mended when records change. */
export function createOrders(): Orders {
  const kept = new Map<string, { readonly revision: number; readonly numbers: readonly number[] }>();
  return {
    sorted(table, view, order) {
      const { column, descending } = parse(table, view, order);
      const name = `${table.name} ${column.code} ${descending}`;
      const { revision } = table.records;
      const known = kept.get(name);
      if (known?.revision === revision) return known.numbers;
      const changed = known && table.records.changedSince(known.revision);
      const by = sorting(table, column, descending);
      const numbers = known && changed ? mended(known.numbers, new Set(changed), by) : by.sort(everyNumber(table));
      kept.delete(name);
      kept.set(name, { revision, numbers });
      if (kept.size > keptOrders) kept.delete(kept.keys().next().value ?? '');
      return numbers;
    },
  };
}

/** `attribute`, `attribute desc`; sorting by several is not known to work (reference adobe-campaign-api §5). */
function parse(table: Table, view: View, order: string): { column: Column; descending: boolean } {
  const [path = '', direction = 'asc', ...rest] = order.trim().split(/ +/);
  if (rest.length > 0 || !['asc', 'desc'].includes(direction)) throw badParameter('_order');
  const column = columnAt(view, path);
  if (column === undefined || column.definition.unsortable || column.definition.kind === 'memo') {
    throw notSortable({ schema: table.schema.resource.schema, attribute: path });
  }
  return { column, descending: direction === 'desc' };
}

/** A column by its name on the wire, dotted for what is in an item. */
export function columnAt(view: View, path: string): Column | undefined {
  const dot = path.indexOf('.');
  const attribute = view.attributes.get(dot < 0 ? path : path.slice(0, dot));
  if (attribute?.kind === 'item') return attribute.members.get(path.slice(dot + 1));
  return attribute?.kind === 'column' && dot < 0 ? attribute : undefined;
}

/** A record's place in an order. */
interface Row {
  readonly number: number;
  readonly value: Stored | undefined;
}

interface Sorting {
  /** The records among these that exist, in order. */
  sort(numbers: Iterable<number>): readonly number[];
  row(number: number): Row;
  compare(a: Row, b: Row): number;
}

function sorting({ records }: Table, { code, definition }: Column, descending: boolean): Sorting {
  const unset = isNumber(definition) ? 0 : undefined;
  const row = (number: number): Row => ({ number, value: records.values(number)?.[code] ?? unset });
  const order = (a: Row, b: Row): number => compare(a.value, b.value) * (descending ? -1 : 1) || a.number - b.number;
  return {
    row,
    compare: order,
    sort(numbers) {
      const rows: Row[] = [];
      for (const number of numbers) if (records.values(number) !== undefined) rows.push(row(number));
      return rows.sort(order).map(({ number }) => number);
    },
  };
}

function* everyNumber({ records }: Table): Iterable<number> {
  for (let number = 0; number < records.end; number += 1) yield number;
}

/** Takes the changed records out of an order and puts them in where they belong now. */
function mended(numbers: readonly number[], changed: ReadonlySet<number>, by: Sorting): readonly number[] {
  const stayed = numbers.filter((number) => !changed.has(number));
  const merged: number[][] = [];
  let from = 0;
  for (const number of by.sort(changed)) {
    const to = placeOf(by.row(number), stayed, from, by);
    merged.push(stayed.slice(from, to), [number]);
    from = to;
  }
  return [...merged, stayed.slice(from)].flat();
}

/** The first place from `low` on whose record comes after this one. */
function placeOf(row: Row, numbers: readonly number[], low: number, by: Sorting): number {
  let [from, to] = [low, numbers.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (by.compare(by.row(numbers[middle] ?? 0), row) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

const isNumber = ({ kind }: ScalarDefinition): boolean => ['byte', 'short', 'long', 'float', 'double'].includes(kind);

/** An unset text, date or flag comes first, as its default would. */
function compare(a: Stored | undefined, b: Stored | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  return a < b ? -1 : 1;
}
