import type { Instance } from './instance.js';
import { create } from './write.js';

/** Fills the resources that the instance brings along: countries, states, units, users, a service. */
export function seedResources(instance: Instance): void {
  for (const table of instance.tables.values()) {
    const [view] = table.schema.views.values();
    const bodies = table.schema.resource.seed?.() ?? [];
    if (view !== undefined) for (const body of bodies) create({ instance, table, view }, body);
  }
}
