import { z } from 'zod';

/** The comparisons of a filter (spec 1.2); which of them fit a column depends on its type. */
export const comparison = z.enum([
  'equals',
  'notEquals',
  'greater',
  'greaterOrEqual',
  'less',
  'lessOrEqual',
  'contains',
  'beginsWith',
  'endsWith',
  'isEmpty',
  'isNotEmpty',
  'in',
]);
export type Comparison = z.infer<typeof comparison>;

const dynamicsName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,127}$/, 'a logical name: lower-case letters, digits, underscores');
const campaignPath = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?$/, 'a field name, or item.field');
const scalar = z.union([z.string().max(4000), z.number(), z.boolean()]);

const condition = z.strictObject({
  column: dynamicsName,
  comparison,
  value: z.union([scalar, z.array(scalar).max(500)]).optional(),
});
export type FilterCondition = z.infer<typeof condition>;

export interface FilterGroup {
  join: 'and' | 'or';
  conditions: (FilterCondition | FilterGroup)[];
}
const filterGroup: z.ZodType<FilterGroup> = z.lazy(() =>
  z.strictObject({
    join: z.enum(['and', 'or']),
    conditions: z
      .array(z.union([condition, filterGroup]))
      .min(1)
      .max(100),
  }),
);

const fieldMapping = z.strictObject({
  column: dynamicsName,
  field: campaignPath,
  /** Off: the value goes with the first load, a replay and the creation of the record, not with later updates. */
  applyUpdates: z.boolean().default(true),
});
export type FieldMapping = z.infer<typeof fieldMapping>;

const replacement = z.strictObject({ column: dynamicsName, existingValue: scalar.nullable(), newValue: scalar });
export type FieldReplacement = z.infer<typeof replacement>;

const lookup = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('path') }),
  z.strictObject({ by: z.literal('filter'), filter: z.string().min(1).max(60), parameter: z.string().min(1).max(60) }),
]);

const idField = z.strictObject({
  column: dynamicsName,
  field: campaignPath,
  /** How Campaign finds a record by this key (reference adobe-campaign-api §3.5). */
  lookup: lookup.default({ by: 'path' }),
});

export const tableMapping = z.strictObject({
  /** The mapping's name; also the name of its lane. */
  id: z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'lower-case letters, digits, hyphens and underscores'),
  dynamicsTable: dynamicsName,
  campaignResource: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'a resource name'),
  idField,
  fields: z.array(fieldMapping).max(1000),
  replacements: z.array(replacement).max(1000).default([]),
  filter: filterGroup.nullable().default(null),
  deleteFiltered: z.boolean().default(false),
  applyDeletes: z.boolean().default(false),
  technicalValues: z.boolean().default(true),
});
export type TableMapping = z.infer<typeof tableMapping>;

export const ingressConfig = z
  .strictObject({ mappings: z.array(tableMapping).max(100).default([]) })
  .superRefine((config, context) => {
    once(config.mappings, 'id', ['mappings'], context);
    once(config.mappings, 'dynamicsTable', ['mappings'], context);
    once(config.mappings, 'campaignResource', ['mappings'], context);
    config.mappings.forEach((mapping, index) => {
      once(mapping.fields, 'field', ['mappings', index, 'fields'], context);
      mapping.fields.forEach((field, place) => {
        if (field.field === mapping.idField.field) {
          context.addIssue({
            code: 'custom',
            path: ['mappings', index, 'fields', place, 'field'],
            message: 'the ID field is mapped by idField alone',
          });
        }
      });
      mapping.replacements.forEach((replacement, place) => {
        if (!mapping.fields.some((field) => field.column === replacement.column)) {
          context.addIssue({
            code: 'custom',
            path: ['mappings', index, 'replacements', place, 'column'],
            message: 'replacements are for mapped columns only',
          });
        }
      });
    });
  });
export type IngressConfig = z.infer<typeof ingressConfig>;

function once<T>(list: readonly T[], key: keyof T & string, path: (string | number)[], context: z.RefinementCtx): void {
  const seen = new Set<unknown>();
  list.forEach((entry, index) => {
    if (seen.has(entry[key])) {
      context.addIssue({
        code: 'custom',
        path: [...path, index, key],
        message: `${String(entry[key])} is already used in this list`,
      });
    }
    seen.add(entry[key]);
  });
}
