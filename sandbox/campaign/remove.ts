import type { Instance, Table } from './instance.js';
import { linkPath } from './schema.js';

/** Deletes a record, and with it the records that lead to it by a link that cascades. */
export function remove(instance: Instance, table: Table, number: number): void {
  const values = table.records.values(number);
  if (values === undefined) return;
  table.records.remove(number, values);
  const { cascadingDeletes } = instance.settings;
  if (cascadingDeletes.length === 0) return;
  for (const child of instance.tables.values()) {
    for (const { definition, kept } of child.schema.links) {
      if (definition.target !== table.name) continue;
      if (!cascadingDeletes.includes(linkPath(child.schema.resource, definition))) continue;
      const column = definition.join && table.schema.columns.get(definition.join.key);
      const pointer = definition.join === undefined ? number : column && values[column.code];
      if (pointer === undefined) continue;
      for (const orphan of child.records.all(kept, String(pointer))) remove(instance, child, orphan);
    }
  }
}
