import { z } from 'zod';
import type { EnumerationValue, FieldDefinition, ResourceDefinition, ScalarDefinition } from './definition.js';

const place = { resource: z.string().default('profile'), field: z.string().min(1) };

/** What an administrator can do to a published resource; `field` is a dotted path. */
export const schemaChange = z.discriminatedUnion('change', [
  z.strictObject({
    change: z.literal('add'),
    ...place,
    kind: z.enum([
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
    ]),
    length: z.number().int().min(1).max(255).default(127),
    values: z.array(z.string().min(1)).min(1).optional(),
    unique: z.boolean().default(false),
  }),
  z.strictObject({ change: z.literal('remove'), ...place }),
  z.strictObject({ change: z.literal('readOnly'), ...place }),
  z.strictObject({ change: z.literal('length'), ...place, length: z.number().int().min(1) }),
  z.strictObject({ change: z.literal('removeValue'), ...place, value: z.string() }),
]);
export type SchemaChange = z.infer<typeof schemaChange>;

/** The resources after the changes; throws an Error that names a change which does not fit. */
export function published(
  resources: readonly ResourceDefinition[],
  changes: readonly SchemaChange[],
): readonly ResourceDefinition[] {
  return changes.reduce(
    (before, change) => {
      const at = before.findIndex((resource) => resource.name === change.resource);
      const resource = before[at];
      if (resource === undefined) throw new Error(`There is no resource ${change.resource}.`);
      return before.with(at, changed(resource, change));
    },
    [...resources],
  );
}

function changed(resource: ResourceDefinition, change: SchemaChange): ResourceDefinition {
  if (change.change !== 'add') {
    return { ...resource, fields: withField(resource.fields, change.field.split('.'), change, resource.name) };
  }
  if (resource.fields.some(({ name }) => name === change.field)) {
    throw new Error(`${resource.name} already has a field ${change.field}.`);
  }
  return {
    ...resource,
    fields: [...resource.fields, added(change)],
    unique: change.unique ? [...resource.unique, change.field] : resource.unique,
  };
}

function added(change: SchemaChange & { change: 'add' }): ScalarDefinition {
  const named = { name: change.field, label: change.field, extOnly: true } as const;
  if (change.kind === 'string') return { ...named, kind: 'string', length: change.length };
  if (change.kind === 'enumeration')
    return { ...named, kind: 'enumeration', storage: 'string', values: valuesOf(change) };
  return { ...named, kind: change.kind };
}

function valuesOf({ field, values = [] }: SchemaChange & { change: 'add' }): readonly EnumerationValue[] {
  if (values.length === 0) throw new Error(`The enumeration ${field} needs values.`);
  return values.map((name) => ({ name, label: name }));
}

function withField<T extends FieldDefinition>(
  fields: readonly T[],
  [name, ...inner]: readonly string[],
  change: Exclude<SchemaChange, { change: 'add' }>,
  owner: string,
): readonly T[] {
  const at = fields.findIndex((field) => field.name === name);
  const field = fields[at];
  if (field === undefined) throw new Error(`${owner} has no field ${change.field}.`);
  if (inner.length > 0) {
    if (field.kind !== 'item') throw new Error(`${owner}.${name} is no item.`);
    return fields.with(at, { ...field, fields: withField(field.fields, inner, change, `${owner}.${name}`) });
  }
  if (change.change === 'remove') return fields.toSpliced(at, 1);
  return fields.with(at, altered(field, change));
}

function altered<T extends FieldDefinition>(field: T, change: Exclude<SchemaChange, { change: 'add' | 'remove' }>): T {
  if (change.change === 'readOnly') return { ...field, readOnly: true };
  if (change.change === 'length') {
    if (field.kind !== 'string') throw new Error(`${field.name} is no string.`);
    return { ...field, length: change.length };
  }
  if (field.kind !== 'enumeration') throw new Error(`${field.name} is no enumeration.`);
  const values = field.values.filter(({ name }) => name !== change.value);
  if (values.length !== field.values.length - 1 || field.values[0]?.name === change.value) {
    throw new Error(`${field.name} has no value ${change.value} that can be removed.`);
  }
  return { ...field, values };
}
