import { type Column, isLookup, type LookupColumn } from '../column.js';
import type { Environment } from '../environment.js';
import { DataverseError } from '../errors.js';
import type { Table } from '../rows/table.js';
import { inOneTransaction } from '../rows/transaction.js';
import type { DataverseSettings } from '../settings.js';
import { userIds } from '../tables/known.js';

export type OnParentDelete = DataverseSettings['onParentDelete'];

/**
 * Deletes live rows and does to those that point to them what their lookups say: by default the lookup becomes empty, and the child is a
 * changed row (RemoveLink). With a Restrict among the lookups it is all or nothing.
 */
export function removeRows(
  environment: Environment,
  onParentDelete: OnParentDelete,
  table: Table,
  indexes: Iterable<number>,
): void {
  const remove = (): void => removeWithChildren(environment, onParentDelete, table, new Set(indexes));
  if (Object.values(onParentDelete).includes('Restrict')) inOneTransaction(environment, remove);
  else remove();
  environment.revision += 1;
}

/** What becomes of the rows whose lookup points to a row that is deleted. */
export function behaviourOf(
  onParentDelete: OnParentDelete,
  { definition }: Pick<Table, 'definition'>,
  column: LookupColumn,
): 'RemoveLink' | 'Cascade' | 'Restrict' | 'NoCascade' {
  // Who created or owns a row stays, also when that user is gone.
  if (!column.update || column.kind === 'Owner') return 'NoCascade';
  return onParentDelete[`${definition.name}.${column.name}`] ?? 'RemoveLink';
}

function removeWithChildren(
  environment: Environment,
  onParentDelete: OnParentDelete,
  table: Table,
  gone: ReadonlySet<number>,
): void {
  const at = environment.clock.now();
  // Rows that point to each other must not come round again.
  for (const index of gone) table.rows.remove(index, at);
  for (const child of environment.tables.values()) {
    for (const column of child.columns.values()) {
      if (!pointsTo(column, table)) continue;
      const behaviour = behaviourOf(onParentDelete, child, column);
      if (behaviour === 'NoCascade') continue;
      const children = childrenOf(child, column, table, gone);
      if (children.length === 0) continue;
      if (behaviour === 'Restrict') throw blocked(table, child, column);
      if (behaviour === 'Cascade') removeWithChildren(environment, onParentDelete, child, new Set(children));
      else for (const index of children) child.rows.change(index, { [column.name]: null, modifiedby: us }, at);
    }
  }
}

const us = `systemuser:${userIds.application}`;

function pointsTo(column: Column, { definition }: Table): column is LookupColumn {
  return isLookup(column) && column.targets.some(({ table }) => table === definition.name);
}

/** Looks at every row only where generated ones point to the table; elsewhere at those that someone wrote. */
function childrenOf(child: Table, column: LookupColumn, table: Table, gone: ReadonlySet<number>): number[] {
  const { rows } = child;
  const { name } = table.definition;
  const pointers = new Set<unknown>();
  for (const index of gone) pointers.add(`${name}:${table.rows.id(index)}`);
  const found: number[] = [];
  for (const [index, written] of rows.parts().values) {
    if (rows.isLive(index) && pointers.has(written[column.name])) found.push(index);
  }
  const points = generatedPointers(child, column, table, { gone, pointers });
  if (!points) return found;
  for (let index = 0; index < rows.size(); index++) {
    if (points(index) && rows.isLive(index) && rows.values(index)?.[column.name] === undefined) found.push(index);
  }
  return found;
}

/** Whether a row as it was generated points to one of those that are gone; undefined where none can. */
function generatedPointers(
  child: Table,
  column: LookupColumn,
  { definition: { name } }: Table,
  { gone, pointers }: { readonly gone: ReadonlySet<number>; readonly pointers: ReadonlySet<unknown> },
): ((index: number) => boolean) | undefined {
  if (column.linksTo === name) return (index) => gone.has(child.rows.parent(index) ?? -1);
  if (column.generate === undefined || column.targets[0]?.table !== name) return undefined;
  const read = child.reader(column);
  return (index) => pointers.has(read(index));
}

/** The code is that of reference dataverse-web-api §13. */
function blocked(table: Table, child: Table, column: LookupColumn): DataverseError {
  const relationship = `${child.definition.name}_${column.name}_${table.definition.name}`;
  const message = `The object you tried to delete is associated with another object and cannot be deleted. (${relationship})`;
  return new DataverseError(405, '0x80040227', message);
}
