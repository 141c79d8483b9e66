import { z } from 'zod';
import { mix } from '../../shell/random.js';
import { ControlRefused } from '../../shell/system.js';
import { type Column, isCustomName, isLookup, type TableDefinition } from '../column.js';
import type { Environment } from '../environment.js';
import { createTable, type Table } from '../rows/table.js';
import { owner, standardColumns, stateColumns, text } from '../tables/build.js';
import { columnInput, columnOf } from './columnInput.js';
import { columnsChanged, schemaChanged } from './columns.js';

export const tableInput = z.strictObject({
  label: z.string().min(1).optional(),
  set: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/u, 'a set name is in lower case')
    .optional(),
  tracking: z.boolean().default(true),
  columns: z.array(columnInput).default([]),
});
export type TableInput = z.output<typeof tableInput>;

/** A table that is gone for now, and what went with it. */
export interface RemovedTable {
  readonly table: Table;
  /** Lookups of other tables as they were. */
  readonly lookups: readonly { readonly of: Table; readonly column: Column }[];
}

/** Object type codes of tables that were added; they tell the tables' ids apart. */
const firstTypeCode = 12_000;
const typeCodes = 1_000_000;

/** Removes a table, and with it the lookups of other tables that point to it. */
export function removeTable(environment: Environment, table: Table): void {
  const { name, set } = table.definition;
  if (!isCustomName(name)) throw new ControlRefused(`${name} belongs to the system`, 409);
  environment.tables.delete(name);
  environment.sets.delete(set);
  const lookups: { of: Table; column: Column }[] = [];
  for (const of of environment.tables.values()) {
    for (const column of of.columns.values()) {
      if (!isLookup(column) || !column.targets.some((target) => target.table === name)) continue;
      lookups.push({ of, column });
      const targets = column.targets.filter((target) => target.table !== name);
      if (targets.length === 0) of.removeColumn(column.name);
      else of.addColumn({ ...column, targets });
      columnsChanged(environment, of);
    }
  }
  environment.removed.set(name, { table, lookups });
  schemaChanged(environment);
}

/** Brings a removed table back as it was, with its rows and the lookups to it. */
export function restoreTable(environment: Environment, name: string): void {
  const removed = environment.removed.get(name);
  if (!removed) throw new ControlRefused(`no table ${name} was removed; say what it should look like`, 404);
  const { table, lookups } = removed;
  environment.removed.delete(name);
  enter(environment, table);
  for (const { of, column } of lookups) {
    of.addColumn(column);
    columnsChanged(environment, of);
  }
  columnsChanged(environment, table);
}

/** A table of the organisation's own, without rows. */
export function addTable(environment: Environment, name: string, input: TableInput): void {
  if (environment.tables.has(name)) throw new ControlRefused(`there is a table ${name} already`, 409);
  if (!isCustomName(name) || !/^[a-z]+_[a-z0-9_]+$/u.test(name)) {
    throw new ControlRefused('a table of one’s own begins with new_ or acme_');
  }
  const definition = definitionOf(name, input);
  if (environment.sets.has(definition.set)) throw new ControlRefused(`the set ${definition.set} is taken`, 409);
  environment.removed.delete(name);
  environment.added.set(name, input);
  enter(environment, createTable(definition, environment));
  schemaChanged(environment);
}

function enter({ tables, sets }: Environment, table: Table): void {
  tables.set(table.definition.name, table);
  sets.set(table.definition.set, table);
}

function definitionOf(
  name: string,
  { label = name, set = `${name}s`, tracking, columns }: TableInput,
): TableDefinition {
  const nameColumn = `${name.slice(0, name.indexOf('_'))}_name`;
  const own = columns.map(columnOf);
  return {
    name,
    schemaName: name,
    set,
    label,
    pluralLabel: `${label}s`,
    key: `${name}id`,
    nameColumn,
    typeCode: firstTypeCode + (sumOf(name) % typeCodes),
    changeTracking: tracking,
    ownership: 'UserOwned',
    columns: [
      ...standardColumns(`${name}id`, label),
      text(nameColumn, 'Name', 100, { required: 'ApplicationRequired', generate: (origin) => `${label} ${origin}` }),
      ...own.filter((column) => column.name !== nameColumn),
      owner(),
      ...stateColumns(),
    ],
    usualColumns: [nameColumn, ...own.filter((column) => !isLookup(column)).map((column) => column.name)],
  };
}

function sumOf(name: string): number {
  return Buffer.from(name).reduce((sum, byte) => mix(sum, byte), 0);
}
