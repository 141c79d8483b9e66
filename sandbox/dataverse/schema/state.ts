import type { Column } from '../column.js';
import { type Environment, tableOf } from '../environment.js';
import type { Table } from '../rows/table.js';
import { definedAs, meansTheSame } from './columns.js';
import { addTable, removeTable, type TableInput } from './tables.js';

/** What was changed of the definitions, as the state file keeps it. */
export interface SavedSchema {
  readonly added: readonly (readonly [string, TableInput])[];
  readonly removed: readonly string[];
  readonly tables: readonly ChangedTable[];
}

export const unchangedSchema: SavedSchema = { added: [], removed: [], tables: [] };

interface ChangedTable {
  readonly table: string;
  readonly tracked: boolean;
  /** Columns that were added, retyped, or whose options changed. */
  readonly columns: readonly Column[];
  readonly removed: readonly string[];
  readonly keys: readonly (readonly [string, readonly string[]])[];
}

/** All tables whose rows are kept, those that were removed among them. */
export function savedTables({ tables, removed }: Environment): readonly Table[] {
  const gone = [...removed.values()].map(({ table }) => table);
  return [...tables.values(), ...gone].filter(({ definition }) => !definition.dummy);
}

export function savedSchema(environment: Environment): SavedSchema {
  return {
    added: [...environment.added],
    removed: [...environment.removed.keys()],
    tables: savedTables(environment).map(changesOf),
  };
}

/** To be called before the rows are restored. */
export function restoreAddedTables(environment: Environment, { added }: SavedSchema): void {
  for (const [name, input] of added) {
    if (!environment.tables.has(name)) addTable(environment, name, input);
  }
}

/** Tables go first: the lookups that went with them are then not among the columns that go alone. */
export function restoreSchema(environment: Environment, { removed, tables }: SavedSchema): void {
  for (const name of removed) removeTable(environment, tableOf(environment.tables, name));
  for (const { table: name, tracked, columns, removed: gone, keys } of tables) {
    const table = environment.tables.get(name) ?? environment.removed.get(name)?.table;
    if (!table) continue;
    for (const column of columns) takeColumn(table, column);
    for (const column of gone) table.removeColumn(column);
    for (const [key, names] of keys) table.keys.set(key, names);
    table.tracked = tracked;
  }
}

function changesOf({ definition, columns, tracked, keys }: Table): ChangedTable {
  const defined = new Map(definition.columns.map((column) => [column.name, column]));
  return {
    table: definition.name,
    tracked,
    columns: [...columns.values()].filter((column) => defined.get(column.name) !== column),
    removed: [...defined.keys()].filter((name) => !columns.has(name)),
    keys: [...keys],
  };
}

/** A column of the definition keeps how it is drawn; only its options come from the state. */
function takeColumn(table: Table, column: Column): void {
  const defined = definedAs(table, column.name);
  table.addColumn(defined && meansTheSame(defined, column) ? { ...defined, ...column } : column);
}
