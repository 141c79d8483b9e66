import { z } from 'zod';
import type { ResourceDefinition } from './definition.js';
import { ofType, withField } from './fieldChanges.js';

const place = { resource: z.string().default('profile'), field: z.string().min(1) };

export const fieldType = z.enum([
  'string',
  'memo',
  'byte',
  'short',
  'long',
  'float',
  'double',
  'date',
  'datetime',
  'boolean',
  'enumeration',
]);
const typed = {
  kind: fieldType,
  length: z.number().int().min(1).max(255).default(127),
  values: z.array(z.string().min(1)).min(1).optional(),
};

/** What an administrator can do to a published resource; `field` is a dotted path. */
export const schemaChange = z.discriminatedUnion('change', [
  z.strictObject({
    change: z.literal('add'),
    ...place,
    ...typed,
    unique: z.boolean().default(false),
    readOnly: z.boolean().default(false),
  }),
  z.strictObject({ change: z.literal('remove'), ...place }),
  z.strictObject({ change: z.literal('retype'), ...place, ...typed }),
  z.strictObject({ change: z.literal('readOnly'), ...place, readOnly: z.boolean().default(true) }),
  z.strictObject({ change: z.literal('length'), ...place, length: z.number().int().min(1) }),
  z.strictObject({ change: z.literal('addValue'), ...place, value: z.string().min(1), label: z.string().optional() }),
  z.strictObject({ change: z.literal('removeValue'), ...place, value: z.string() }),
  z.strictObject({ change: z.literal('removeFilter'), resource: z.string(), filter: z.string() }),
  z.strictObject({ change: z.literal('removeResource'), resource: z.string() }),
]);
export type SchemaChange = z.infer<typeof schemaChange>;
/** As it is written: what is usual may be left out. */
export type AskedChange = z.input<typeof schemaChange>;
export type Change<T extends SchemaChange['change']> = SchemaChange & { readonly change: T };

/** The resources after the changes; throws an Error that names a change which does not fit. */
export function published(
  resources: readonly ResourceDefinition[],
  changes: readonly SchemaChange[],
): readonly ResourceDefinition[] {
  return changes.reduce(
    (before, change) => {
      const at = before.findIndex((resource) => resource.name === change.resource);
      const [resource, delivered] = [before[at], resources[at]];
      if (resource === undefined || delivered === undefined)
        throw new Error(`There is no resource ${change.resource}.`);
      return before.with(at, changed(resource, change, delivered));
    },
    [...resources],
  );
}

function changed(
  resource: ResourceDefinition,
  change: SchemaChange,
  delivered: ResourceDefinition,
): ResourceDefinition {
  switch (change.change) {
    case 'removeResource':
      return { ...resource, roots: [] };
    case 'removeFilter':
      return { ...resource, filters: withoutFilter(resource, change.filter) };
    case 'add':
      return withNewField(resource, change, delivered);
    default:
      return { ...resource, fields: withField(resource.fields, change.field.split('.'), { change, delivered }) };
  }
}

function withoutFilter({ name, filters }: ResourceDefinition, filter: string): ResourceDefinition['filters'] {
  const left = filters.filter((one) => one.name !== filter);
  if (left.length === filters.length) throw new Error(`${name} has no filter ${filter}.`);
  return left;
}

function withNewField(
  resource: ResourceDefinition,
  change: Change<'add'>,
  delivered: ResourceDefinition,
): ResourceDefinition {
  const { field } = change;
  if (resource.fields.some(({ name }) => name === field))
    throw new Error(`${resource.name} already has a field ${field}.`);
  const added = {
    ...ofType({ name: field, label: field }, { change, delivered }),
    extOnly: true,
    readOnly: change.readOnly,
  } as const;
  return {
    ...resource,
    fields: [...resource.fields, added],
    unique: change.unique ? [...new Set([...resource.unique, field])] : resource.unique,
  };
}
