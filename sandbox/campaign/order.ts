import type { Stored } from './definition.js';
import { badParameter, notSortable } from './errors.js';
import type { Table } from './instance.js';
import { keptOrders } from './limits.js';
import type { Column, View } from './schema.js';

export interface Orders {
  /** Record numbers of a whole table in the order that `_order` asks for. */
  sorted(table: Table, view: View, order: string): readonly number[];
}

/** Sorting a large table takes seconds, and every page asks for it anew: the last orders are kept until a record changes. */
export function createOrders(): Orders {
  const kept = new Map<string, { readonly revision: number; readonly numbers: readonly number[] }>();
  return {
    sorted(table, view, order) {
      const { column, descending } = parse(table, view, order);
      const name = `${table.name} ${column.path} ${descending}`;
      const { revision } = table.records;
      const known = kept.get(name);
      if (known?.revision === revision) return known.numbers;
      const numbers = sort(table, column, descending);
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

function sort(table: Table, { code }: Column, descending: boolean): readonly number[] {
  const rows: { readonly number: number; readonly value: Stored | undefined }[] = [];
  for (let number = 0; number < table.records.end; number += 1) {
    const values = table.records.values(number);
    if (values !== undefined) rows.push({ number, value: values[code] });
  }
  rows.sort((a, b) => compare(a.value, b.value) * (descending ? -1 : 1) || a.number - b.number);
  return rows.map(({ number }) => number);
}

/** An unset value comes first, as its default would. */
function compare(a: Stored | undefined, b: Stored | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  return a < b ? -1 : 1;
}
