import { isLookup } from '../column.js';
import type { Environment } from '../environment.js';
import { malformedQuery } from '../errors.js';
import { readGuid } from '../guid.js';
import type { Table } from '../rows/table.js';
import { type Expression, parseFilter } from './expression.js';
import { nameOf } from './formatted.js';
import { operandsOf } from './operands.js';
import { type Predicate, predicateOf } from './predicate.js';
import type { Query } from './query.js';

/** The live rows that a query is about, in its order; `skip` rows of it are passed over. */
export interface Selection {
  /** Places of rows with where each stands, so that a page can go on behind it. */
  from(skip: number): Iterable<{ readonly index: number; readonly place: number }>;
}

export function selectionOf(table: Table, query: Query, environment: Environment): Selection {
  const expression = query.filter === undefined ? undefined : parseFilter(query.filter, query.aliases);
  const test = expression && predicateOf(expression, operandsOf(table, environment));
  const keys = expression && keysOf(expression, table.definition.key);
  if (keys)
    return among(
      table,
      keys,
      test,
      query.orderby === undefined ? undefined : comparerOf(table, query.orderby, environment),
    );
  if (query.orderby === undefined) return inOrderOfCreation(table, test);
  return among(table, undefined, test, comparerOf(table, query.orderby, environment));
}

function inOrderOfCreation({ rows }: Table, test: Predicate<number> | undefined): Selection {
  return {
    *from(skip) {
      for (let index = skip; index < rows.size(); index++) {
        if (rows.isLive(index) && (!test || test(index))) yield { index, place: index + 1 };
      }
    },
  };
}

/** Sorts and filters all that can match; a place is a rank. */
function among(
  { rows }: Table,
  ids: readonly string[] | undefined,
  test: Predicate<number> | undefined,
  compare: ((a: number, b: number) => number) | undefined,
): Selection {
  const candidates = ids
    ? ids.map((id) => rows.find(id)).filter((index) => index !== undefined)
    : Array.from({ length: rows.size() }, (_, index) => index);
  const found = candidates.filter((index) => rows.isLive(index) && (!test || test(index)));
  if (compare) found.sort(compare);
  return {
    *from(skip) {
      for (let rank = skip; rank < found.length; rank++) {
        const index = found[rank];
        if (index !== undefined) yield { index, place: rank + 1 };
      }
    },
  };
}

/** The ids that a filter confines itself to, so that rows asked for by key are found without looking at all others. */
function keysOf(expression: Expression, key: string): readonly string[] | undefined {
  if (expression.kind === 'and') {
    return keysOf(expression.sides[0], key) ?? keysOf(expression.sides[1], key);
  }
  if (expression.kind === 'compare' && expression.path === key && expression.operator === 'eq') {
    return guidsOf([expression.literal]);
  }
  if (expression.kind === 'function' && expression.path === key && expression.name === 'In') {
    return guidsOf(expression.values);
  }
  return undefined;
}

function guidsOf(literals: readonly { readonly value: unknown }[]): readonly string[] {
  const ids = literals.map(({ value }) => {
    const id = readGuid(String(value));
    if (id === undefined) throw malformedQuery(`'${String(value)}' is not a guid.`);
    return id;
  });
  return [...new Set(ids)];
}

/** Lookups sort by the name of what they point to (reference dataverse-web-api §3). */
function comparerOf(table: Table, orderby: string, environment: Environment): (a: number, b: number) => number {
  const steps = orderby.split(',').map((part) => {
    const [property = '', direction = 'asc', ...more] = part.trim().split(/\s+/u);
    const column = table.properties.get(property);
    if (!column || more.length > 0 || (direction !== 'asc' && direction !== 'desc')) {
      throw malformedQuery(`'${part.trim()}' is no order.`);
    }
    const own = table.reader(column);
    const read = isLookup(column) ? (index: number) => nameOf(own(index), environment) : own;
    return { read, sign: direction === 'asc' ? 1 : -1 };
  });
  return (a, b) => {
    for (const { read, sign } of steps) {
      const order = compared(read(a), read(b));
      if (order !== 0) return order * sign;
    }
    return a - b;
  };
}

/** Empty columns come first, as SQL Server sorts them; texts without regard to case. */
function compared(a: unknown, b: unknown): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const left = typeof a === 'string' ? a.toLowerCase() : Number(a);
  const right = typeof b === 'string' ? b.toLowerCase() : Number(b);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
