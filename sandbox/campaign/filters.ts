import { parseDatetime } from './datetimes.js';
import type { FilterDefinition, FilterMatch, Root, Stored } from './definition.js';
import { badParameter, malformedPKey } from './errors.js';
import type { Table } from './instance.js';
import type { Values } from './records.js';
import type { Column } from './schema.js';

/** A filter with its parameter's value. */
export interface Condition {
  holds(number: number, values: Readonly<Values>): boolean;
  /** The only records that can pass, in ascending order, where an index tells. */
  readonly candidates?: readonly number[];
}

/** Filters that a root shows; custom ones were published with the extended API only (reference adobe-campaign-api §3.5). */
export function filtersOf(table: Table, root: Root): readonly FilterDefinition[] {
  return table.schema.filters.filter(({ custom }) => isShown(custom, root));
}

export const isShown = (custom: true | undefined, root: Root): boolean => !custom || root !== 'profileAndServices';

/** Throws EngineError for a parameter that is missing or of the wrong kind. */
export function condition(table: Table, filter: FilterDefinition, query: URLSearchParams, now: number): Condition {
  const { match, parameter } = filter;
  const value = parameter === undefined ? '' : query.get(parameter);
  if (value === null) throw badParameter(parameter ?? '');
  switch (match.by) {
    case 'equals':
      return equals(table, columnOf(table, match.column), value, match.caseSensitive ?? true);
    case 'atLeast':
      return atLeast(columnOf(table, match.column), value, parameter ?? '');
    case 'prefix':
      return prefix(table, match, value, query.get('filterType'));
    case 'anniversary':
      return anniversary(columnOf(table, match.column ?? ''), now);
    case 'record': {
      const number = table.numberOf(value);
      if (number === undefined) throw malformedPKey(value);
      return only([number], () => true);
    }
    default:
      return only([], () => false);
  }
}

const only = (candidates: readonly number[], holds: Condition['holds']): Condition => ({ candidates, holds });

function columnOf(table: Table, path: string): Column {
  const column = table.schema.columns.get(path);
  if (column === undefined) throw badParameter(path);
  return column;
}

function equals(table: Table, { code, definition }: Column, value: string, caseSensitive: boolean): Condition {
  if (definition.computed !== undefined) return only([], () => false);
  const wanted = caseSensitive ? value : value.toLowerCase();
  const fallback = definition.kind === 'enumeration' ? definition.values[0]?.name : undefined;
  const holds = (_: number, values: Readonly<Values>): boolean => {
    const text = String(values[code] ?? fallback ?? '');
    return (caseSensitive ? text : text.toLowerCase()) === wanted;
  };
  const indexed = caseSensitive && value !== '' && definition.kind === 'string' && table.records.isIndexed(code);
  return indexed ? only(table.records.all(code, value), holds) : { holds };
}

function atLeast({ code, definition }: Column, value: string, parameter: string): Condition {
  const timed = definition.kind === 'datetime' || definition.kind === 'date';
  const least: Stored | undefined = timed ? parseDatetime(value.replace('T', ' ')) : Number(value);
  if (least === undefined || Number.isNaN(least)) throw badParameter(parameter);
  return {
    holds: (_, values) => {
      const kept = values[code];
      if (kept === undefined) return !timed && least <= 0;
      return (typeof kept === 'string' ? Date.parse(kept) : Number(kept)) >= least;
    },
  };
}

/** Case-sensitive, from the start of the text (reference §3.5); `filterType` picks one column, or all custom ones. */
function prefix(table: Table, match: FilterMatch & { by: 'prefix' }, text: string, type: string | null): Condition {
  const custom = [...table.schema.columns.keys()].filter((path) => path.startsWith('cus'));
  const paths =
    type === null ? match.columns : type === 'custom' ? custom : match.columns.filter((path) => path === type);
  const codes = paths.flatMap((path) => table.schema.columns.get(path)?.code ?? []);
  return {
    holds: (_, values) =>
      codes.some((code) => {
        const value = values[code];
        return typeof value === 'string' && value.startsWith(text);
      }),
  };
}

function anniversary({ code }: Column, now: number): Condition {
  const day = new Date(now).toISOString().slice(4, 10);
  return {
    holds: (_, values) => {
      const date = values[code];
      return typeof date === 'string' && date.endsWith(day);
    },
  };
}
