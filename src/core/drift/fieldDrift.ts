import type { TableMapping } from '../config/ingress.js';
import { hasDisplayValue, targetOf } from '../mapping/convert.js';
import { refusals } from '../mapping/refusal.js';
import type { CampaignField, DynamicsTable } from '../metadata.js';
import { named } from '../named.js';
import { type Drift, driftOf } from './drift.js';

/** What changed of a field that a mapping writes, so that values would be refused or lost. A field that is gone is told elsewhere. */
export function fieldDrift(
  was: CampaignField,
  now: CampaignField,
  { mapping, table, resource }: { mapping: TableMapping; table: DynamicsTable; resource: string },
): Drift[] {
  const tell = driftOf('campaign', was.path, { mapping: mapping.id, resource, field: was.path });
  if (was.type !== now.type) return [tell('field-type-changed', { was: was.type, now: now.type })];
  const { length } = now;
  const shorter = length !== undefined && length < (was.length ?? Number.POSITIVE_INFINITY);
  const gone = removedNames(was, now).filter((name) => writtenNames(was, mapping, table).has(name));
  return [
    ...(shorter ? [tell('field-shortened', { was: was.length ?? '-', now: length })] : []),
    ...(gone.length > 0 ? [tell('enumeration-value-removed', { values: gone.join(', ') })] : []),
  ];
}

/** Where a system names no values, any text may be one. */
function removedNames({ type, values = [] }: CampaignField, { values: left = [] }: CampaignField): string[] {
  return type !== 'enumeration' || left.length === 0 ? [] : values.filter((name) => !left.includes(name));
}

/** Names that this mapping can write without a look at a record: for nothing, by replacements, and by the options of picklists. */
function writtenNames(
  field: CampaignField,
  { fields, replacements, technicalValues }: TableMapping,
  table: DynamicsTable,
) {
  const columns = fields.filter((mapped) => mapped.field === field.path).map(({ column }) => column);
  const names = new Set([String(targetOf(field, refusals('', field.path)).empty)]);
  for (const { column, newValue } of replacements) if (columns.includes(column)) names.add(String(newValue));
  for (const name of columns) {
    const column = named(table.columns, name);
    if (column === undefined || !hasDisplayValue(column.type)) continue;
    for (const { value, label } of column.options ?? []) names.add(technicalValues ? String(value) : label);
  }
  return names;
}
