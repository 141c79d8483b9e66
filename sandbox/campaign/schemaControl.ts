import { z } from 'zod';
import { ControlRefused, type ControlRoute } from '../shell/system.js';
import type { Instance } from './instance.js';
import { type AskedChange, fieldType, type SchemaChange } from './schemaChanges.js';

const name = z.string().min(1);
const type = { length: z.number().int().min(1).optional(), values: z.array(name).min(1).optional() };
const change = z.strictObject({
  resource: name,
  addField: z
    .strictObject({
      name,
      type: fieldType.default('string'),
      ...type,
      unique: z.boolean().optional(),
      readOnly: z.boolean().optional(),
    })
    .optional(),
  removeField: name.optional(),
  retypeField: z
    .strictObject({ name, type: fieldType.optional(), ...type, readOnly: z.boolean().optional() })
    .optional(),
  addValue: z.strictObject({ field: name, value: name, label: z.string().optional() }).optional(),
  removeValue: z.strictObject({ field: name, value: name }).optional(),
  removeFilter: name.optional(),
  removeResource: z.literal(true).optional(),
  /** As it was delivered, whatever became of it. */
  restoreField: name.optional(),
  restoreFilter: name.optional(),
  restoreResource: z.literal(true).optional(),
});
type Asked = z.infer<typeof change>;

/** What an administrator publishes while everything runs: a change of one resource at a time, on top of those before. */
export function schemaRoutes(
  instance: Instance,
  configure: (patch: Readonly<Record<string, unknown>>) => void,
): readonly ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/schema/campaign',
      run({ body }) {
        const parsed = change.safeParse(body);
        if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
        const { data } = parsed;
        const kept = instance.settings.schemaChanges.filter((before) => !isUndone(before, data));
        configure({ schemaChanges: [...kept, ...changesOf(data)] });
        return { schemaChanges: instance.settings.schemaChanges };
      },
    },
  ];
}

function isUndone(before: SchemaChange, { resource, restoreField, restoreFilter, restoreResource }: Asked): boolean {
  if (before.resource !== resource) return false;
  if (before.change === 'removeResource') return restoreResource === true;
  if (before.change === 'removeFilter') return before.filter === restoreFilter;
  return before.field === restoreField;
}

/** In the order in which they are made when one request asks for several. */
function changesOf(asked: Asked): readonly AskedChange[] {
  const { resource, addField, removeField, retypeField, addValue, removeValue, removeFilter, removeResource } = asked;
  const changes: AskedChange[] = [];
  if (removeField !== undefined) changes.push({ change: 'remove', resource, field: removeField });
  if (addField !== undefined) {
    const { name: field, type: kind, ...rest } = addField;
    changes.push({ change: 'add', resource, field, kind, ...rest });
  }
  if (retypeField !== undefined) changes.push(...retyping(resource, retypeField));
  if (addValue !== undefined) changes.push({ change: 'addValue', resource, ...addValue });
  if (removeValue !== undefined) changes.push({ change: 'removeValue', resource, ...removeValue });
  if (removeFilter !== undefined) changes.push({ change: 'removeFilter', resource, filter: removeFilter });
  if (removeResource) changes.push({ change: 'removeResource', resource });
  return changes;
}

/** A type, a length alone, whether it is read-only: each where it is told. */
function retyping(
  resource: string,
  { name: field, type: kind, length, values, readOnly }: NonNullable<Asked['retypeField']>,
): readonly AskedChange[] {
  const changes: AskedChange[] = [];
  if (kind !== undefined) changes.push({ change: 'retype', resource, field, kind, length, values });
  else if (length !== undefined) changes.push({ change: 'length', resource, field, length });
  if (readOnly !== undefined) changes.push({ change: 'readOnly', resource, field, readOnly });
  return changes;
}
