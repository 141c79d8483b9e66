import type { Instance, Table } from './instance.js';
import type { Values } from './records.js';

/**
 * Whether the technical account sees a record. One that it may not see still exists: its key is taken, it cannot be read, changed or deleted
 * (reference adobe-campaign-api §1.3, "Rights"; §4.2 for links of 1 cardinality).
 */
export function isVisible(instance: Instance, { schema, name }: Table, values: Readonly<Values>): boolean {
  if (schema.required.some((link) => instance.target(link, values) === undefined)) return false;
  if (!instance.settings.orgUnitRequired || name !== 'profile') return true;
  const unit = schema.links.find((link) => link.name === 'orgUnit');
  return unit === undefined || values[unit.code] !== undefined;
}

/** Whether no record of a resource is hidden, without looking at them. */
export const hidesNothing = ({ settings }: Instance, { schema, name }: Table): boolean =>
  schema.required.length === 0 && !(settings.orgUnitRequired && name === 'profile');
