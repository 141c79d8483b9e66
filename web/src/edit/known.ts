import type { CampaignResource, DynamicsTable } from '../../../src/core/metadata.js';

/** What the metadata says of a column; null when it has none of that name, undefined while it is on its way. */
export function knownColumn(table: DynamicsTable | undefined, name: string) {
  if (!table) return undefined;
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
  return column ? { label: column.label, type: column.type, length: column.maxLength } : null;
}

/** The same of a field. */
export function knownField(resource: CampaignResource | undefined, path: string) {
  if (!resource) return undefined;
  const field = Object.hasOwn(resource.fields, path) ? resource.fields[path] : undefined;
  return field ? { label: field.label, type: field.type, length: field.length } : null;
}
