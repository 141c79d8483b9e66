import type { ResourceDefinition } from '../definition.js';
import { auditFields, byCrmId, byName, crmId, text } from './described.js';

const shared = { roots: ['customResources'], unique: ['crmId'], filters: [byCrmId, byName] } as const;

/** Leads to no profile, hence under `customResources`. */
export const cusStore: ResourceDefinition = {
  ...shared,
  name: 'cusStore',
  label: 'Stores',
  help: 'Shops',
  schema: 'cus:store',
  fields: [
    crmId,
    text('name', 'Name', 127),
    text('city', 'City', 80),
    { name: 'opened', label: 'Opened', kind: 'date' },
    { name: 'open', label: 'Open', kind: 'boolean' },
    { name: 'size', label: 'Size', kind: 'double' },
    ...auditFields,
  ],
};

/** Its link has no column: it can be written by reference only. */
export const cusRef: ResourceDefinition = {
  ...shared,
  name: 'cusRef',
  label: 'References',
  help: 'Belong to a store',
  schema: 'cus:ref',
  fields: [
    crmId,
    text('name', 'Name', 127),
    { name: 'owner', label: 'Owner', kind: 'link', target: 'cusStore' },
    ...auditFields,
  ],
};
