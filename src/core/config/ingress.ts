import { z } from 'zod';
import { judgeIngress } from './ingressRules.js';
import { always, rule } from './documentRule.js';
import { mostMappings } from './limits.js';

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

// The messages are codes of the problem catalog, so that they can be told in the reader's language.
const dynamicsName = z.string().regex(/^[a-z_][a-z0-9_]{0,127}$/, 'bad-column-name');
const campaignPath = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?$/, 'bad-field-name');
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
const filterGroup: z.ZodType<FilterGroup> = z
  .lazy(() =>
    z.strictObject({
      join: z.enum(['and', 'or']),
      conditions: z
        .array(z.union([condition, filterGroup]))
        .min(1)
        .max(100),
    }),
  )
  .meta({ id: 'FilterGroup' });

export const mappingId = z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'bad-mapping-id');

const fieldMapping = z.strictObject({
  column: dynamicsName,
  field: campaignPath,
  /** Off: the value goes with the first load, a replay and the creation of the record, not with later updates. */
  applyUpdates: z.boolean().default(true),
  /**
   * Makes the field a link: the id of the table mapping whose records this lookup names. Its value is their key, and a record waits
   * until the one that it names is in Campaign.
   */
  parent: mappingId.optional(),
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
  /** Campaign itself refuses a second record with the same key. Off: every record is looked up before it is created. */
  unique: z.boolean().default(true),
});

export const tableMapping = z.strictObject({
  /** The mapping's name; also the name of its lane. */
  id: mappingId,
  dynamicsTable: dynamicsName,
  campaignResource: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/, 'bad-resource-name'),
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
  .strictObject({ mappings: z.array(tableMapping).max(mostMappings).default([]) })
  .superRefine(rule(judgeIngress), always);
export type IngressConfig = z.infer<typeof ingressConfig>;
