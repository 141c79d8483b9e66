import type { Instance, Table } from './instance.js';
import type { Values } from './records.js';

/**
 * Whether the technical account sees a record. A profile that it may not see still exists: its key is taken, it cannot be read, changed or
 * deleted (reference adobe-campaign-api §1.3, "Rights").
 */
export function isVisible({ settings }: Instance, { schema, name }: Table, values: Readonly<Values>): boolean {
  if (!settings.orgUnitRequired || name !== 'profile') return true;
  const unit = schema.links.find((link) => link.name === 'orgUnit');
  return unit === undefined || values[unit.code] !== undefined;
}
