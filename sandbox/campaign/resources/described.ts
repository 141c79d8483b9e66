import type { FieldDefinition, FilterDefinition, LinkDefinition, ScalarDefinition } from '../definition.js';

export const text = (name: string, label: string, length: number) => ({ name, label, kind: 'string', length }) as const;

/** An enumeration whose names are kept as they stand; the first is the default. */
export const choice = (name: string, label: string, values: Readonly<Record<string, string>>): ScalarDefinition => ({
  name,
  label,
  kind: 'enumeration',
  storage: 'string',
  values: Object.entries(values).map(([name, label]) => ({ name, label })),
});

/** A link that is joined on a column of its own resource: writing the column is writing the link (reference adobe-campaign-api §4.2). */
export const joined = (name: string, label: string, target: string, join: LinkDefinition['join']): LinkDefinition => ({
  name,
  label,
  kind: 'link',
  target,
  ...(join && { join }),
});

export const auditFields: readonly FieldDefinition[] = [
  { name: 'created', label: 'Created', kind: 'datetime', readOnly: true, initial: (record) => record.now },
  { name: 'lastModified', label: 'Last modified', kind: 'datetime', readOnly: true, onWrite: (now) => now },
];

/** The key that every resource of a customer's own has, and the filter that finds a record by it. */
export const crmId = text('crmId', 'CRM number', 64);
export const byCrmId: FilterDefinition = {
  name: 'byCrmId',
  label: 'By CRM number',
  parameter: 'crmId_parameter',
  custom: true,
  match: { by: 'equals', column: 'crmId' },
};

export const byName: FilterDefinition = {
  name: 'byText',
  label: 'By text',
  parameter: 'text',
  match: { by: 'prefix', columns: ['name'] },
};
