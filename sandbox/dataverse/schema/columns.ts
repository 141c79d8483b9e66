import { ControlRefused } from '../../shell/system.js';
import { type Column, isChoice, isLookup, type Option } from '../column.js';
import type { Environment } from '../environment.js';
import type { Table } from '../rows/table.js';
import { type ColumnInput, columnOf } from './columnInput.js';

/** Adds a column; one that the table was delivered with comes back as it was, with its values, if it is described with its own type. */
export function addColumn(environment: Environment, table: Table, input: ColumnInput): void {
  const { definition, columns } = table;
  const { name } = input;
  if (columns.has(name)) throw new ControlRefused(`${definition.name} has a column ${name} already`, 409);
  if (definedAs(table, name) === undefined && !name.includes('_')) {
    throw new ControlRefused('a custom column begins with a publisher, such as acme_');
  }
  place(environment, table, columnOf(input), definedAs(table, name));
}

/** Removes a column. The values of one that was delivered are kept for the case that it comes back. `tokens`: whether delta tokens survive it. */
export function removeColumn(
  environment: Environment,
  table: Table,
  name: string,
  tokens: 'age' | 'stay' = 'age',
): void {
  const column = columnNamed(table, name);
  refuseFixed(table, column);
  table.removeColumn(name);
  if (definedAs(table, name)?.kind !== column.kind) table.rows.forget(name);
  if (tokens === 'age') columnsChanged(environment, table);
  else schemaChanged(environment);
}

/**
 * The column becomes another of the same name. What was written into it is lost, unless only its limits change; with the type that it was
 * delivered with it comes back as it was.
 */
export function retypeColumn(environment: Environment, table: Table, input: ColumnInput): void {
  const before = columnNamed(table, input.name);
  refuseFixed(table, before);
  const column = columnOf(input);
  if (before.kind === column.kind && meansTheSame(before, column)) {
    const { label, create, update, required, custom, initial } = before;
    table.addColumn({ ...before, ...column, label, create, update, required, custom, initial });
    columnsChanged(environment, table);
    return;
  }
  table.removeColumn(input.name);
  table.rows.forget(input.name);
  place(environment, table, column, before.kind === column.kind ? undefined : definedAs(table, input.name));
}

/** The column as it was delivered; what was written into it since it became another is lost. */
export function restoreColumn(environment: Environment, table: Table, name: string): void {
  const delivered = definedAs(table, name);
  if (!delivered) throw new ControlRefused(`${table.definition.name} was delivered without a column ${name}`, 404);
  const before = table.columns.get(name);
  if (before && !meansTheSame(before, delivered)) {
    table.removeColumn(name);
    table.rows.forget(name);
  }
  place(environment, table, delivered, delivered);
}

/** Whether a value of one column is one of the other. */
export function meansTheSame(one: Column, other: Column): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === 'DateTime' && other.kind === 'DateTime') return one.behavior === other.behavior;
  return !isLookup(one) || !isLookup(other) || one.targets[0]?.table === other.targets[0]?.table;
}

export function addOption(environment: Environment, table: Table, name: string, option: Option): void {
  const column = choiceNamed(table, name);
  if (column.options.some(({ value }) => value === option.value)) {
    throw new ControlRefused(`${name} has ${option.value} already`, 409);
  }
  table.addColumn({ ...column, options: [...column.options, option] });
  schemaChanged(environment);
}

/** Rows that have the option keep its number, without a label. */
export function removeOption(environment: Environment, table: Table, name: string, value: number): void {
  const column = choiceNamed(table, name);
  if (!column.options.some((option) => option.value === value)) {
    throw new ControlRefused(`${name} has no ${value}`, 404);
  }
  table.addColumn({ ...column, options: column.options.filter((option) => option.value !== value) });
  schemaChanged(environment);
}

/** The version of the schema moves, and the table's delta tokens are refused (reference dataverse-web-api §4.5). */
export function columnsChanged(environment: Environment, table: Table): void {
  environment.trackingFloor.set(table.definition.name, environment.versions.next());
  schemaChanged(environment);
}

export function schemaChanged(environment: Environment): void {
  environment.schemaVersion += 1;
  environment.revision += 1;
}

export function definedAs({ definition }: Table, name: string): Column | undefined {
  return definition.columns.find((column) => column.name === name);
}

function place(environment: Environment, table: Table, column: Column, delivered: Column | undefined): void {
  const comesBack = delivered?.kind === column.kind;
  if (isLookup(column) && !comesBack) refuseTargets(environment, column.targets);
  table.addColumn(comesBack ? delivered : column);
  columnsChanged(environment, table);
}

function refuseTargets({ tables }: Environment, targets: readonly { readonly table: string }[]): void {
  const missing = targets.find(({ table }) => !tables.has(table));
  if (missing) throw new ControlRefused(`a lookup wants targets that are there; there is no table '${missing.table}'`);
}

function refuseFixed({ definition }: Table, { name, kept }: Column): void {
  if (kept || name === definition.nameColumn) {
    throw new ControlRefused(`${definition.name} cannot be without its ${name}`, 409);
  }
}

function columnNamed({ definition, columns }: Table, name: string): Column {
  const column = columns.get(name);
  if (!column) throw new ControlRefused(`${definition.name} has no column ${name}`, 404);
  return column;
}

function choiceNamed(table: Table, name: string) {
  const column = columnNamed(table, name);
  if (!isChoice(column)) throw new ControlRefused(`${name} is no choice column`, 404);
  return column;
}
