import { mix } from '../../shell/random.js';
import { type Column, isLookup, propertyOf, type TableDefinition, type Value } from '../column.js';
import { draw } from '../people/person.js';
import { createRows, type Rows } from './rows.js';
import type { Versions } from './versions.js';

export type Read = (index: number) => Value;

/** A table with its rows and one reader per column. */
export interface Table {
  readonly definition: TableDefinition;
  readonly rows: Rows;
  /** Whether change tracking is on. */
  tracked: boolean;
  /** By logical name. Changes when a column is added or removed. */
  readonly columns: ReadonlyMap<string, Column>;
  /** By the name on the wire: lookups as `_name_value`. */
  readonly properties: ReadonlyMap<string, Column>;
  /** Alternate keys: their columns by the key's name. */
  readonly keys: Map<string, readonly string[]>;
  /** The column must be one of the table's. */
  reader(column: Column): Read;
  read(index: number, name: string): Value;
  addColumn(column: Column): void;
  removeColumn(name: string): void;
}

/** Generated rows were created in the six years before this moment, so that the same seed gives the same data at any time. */
export const generatedUntil = Date.UTC(2025, 5, 1) / 1000;
const generatedSpanSeconds = 6 * 365 * 86_400;
const salt = { created: 501, modified: 502 };

interface TableParts {
  readonly seed: number;
  readonly versions: Versions;
  /** The other tables, by logical name: what lookups point to. */
  readonly tables: ReadonlyMap<string, Table>;
}

export function createTable(definition: TableDefinition, { seed, versions, tables }: TableParts): Table {
  const rows = createRows(mix(seed, definition.typeCode), versions);
  const columns = new Map<string, Column>();
  const properties = new Map<string, Column>();
  const readers = new Map<string, Read>();

  function readerFor(column: Column): Read {
    const { name, computed, generate, initial } = column;
    if (column.kept) return keptReader(rows, column.kept);
    if (computed) return (index) => computed((other) => table.read(index, other));
    const link = isLookup(column) && column.linksTo !== undefined ? linkReader(column.linksTo) : undefined;
    return (index) => {
      const written = rows.values(index)?.[name];
      if (written !== undefined) return written;
      if (link) return link(index);
      const origin = rows.origin(index);
      return generate && origin !== 0 ? generate(origin) : initial;
    };
  }

  function linkReader(to: string): Read {
    return (index) => {
      const parent = rows.parent(index);
      const others = tables.get(to)?.rows;
      return others && parent !== undefined && others.isLive(parent) ? `${to}:${others.id(parent)}` : null;
    };
  }

  const table: Table = {
    definition,
    tracked: definition.changeTracking,
    rows,
    columns,
    properties,
    keys: new Map(),
    reader: ({ name }) => readers.get(name) ?? (() => null),
    read: (index, name) => readers.get(name)?.(index) ?? null,
    addColumn(column) {
      columns.set(column.name, column);
      properties.set(propertyOf(column), column);
      readers.set(column.name, readerFor(column));
    },
    removeColumn(name) {
      const column = columns.get(name);
      if (!column) return;
      columns.delete(name);
      properties.delete(propertyOf(column));
      readers.delete(name);
      // A key goes with each of its columns.
      for (const [key, names] of table.keys) if (names.includes(name)) table.keys.delete(key);
    },
  };
  for (const column of definition.columns) table.addColumn(column);
  return table;
}

function keptReader(rows: Rows, kept: NonNullable<Column['kept']>): Read {
  switch (kept) {
    case 'key':
      return (index) => rows.id(index);
    case 'version':
      return (index) => rows.version(index);
    case 'createdAt':
      return (index) => stamp(rows.createdAt(index) || longAgo(rows.origin(index)));
    default:
      return (index) => stamp(rows.modifiedAt(index) || modifiedLongAgo(rows.origin(index)));
  }
}

const longAgo = (origin: number): number => generatedUntil - (draw(origin, salt.created) % generatedSpanSeconds);

function modifiedLongAgo(origin: number): number {
  const created = longAgo(origin);
  return created + (draw(origin, salt.modified) % (generatedUntil - created + 1));
}

/** Dataverse shows no fractions of a second (reference §3). Days are remembered: pages are full of the same ones. */
function stamp(seconds: number): string {
  const day = Math.floor(seconds / 86_400);
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date(day * 86_400_000).toISOString().slice(0, 11);
    dates.set(day, date);
  }
  const rest = seconds - day * 86_400;
  return `${date}${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}Z`;
}

const dates = new Map<number, string>();
const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const two = (value: number): string => twoDigits[value] ?? '';
