import { z } from 'zod';

/** Dynamics column types as the mapping sees them (reference dataverse-web-api §3, §10). */
export const dynamicsType = z.enum([
  'string',
  'memo',
  'integer',
  'bigint',
  'decimal',
  'double',
  'money',
  'boolean',
  'picklist',
  'state',
  'status',
  'multiselect',
  'datetime',
  'date',
  'lookup',
  'uniqueidentifier',
  'other',
]);
export type DynamicsType = z.infer<typeof dynamicsType>;

/** Display texts by language where a system has them in more than the one that `label` is in. */
const labels = z.object({ en: z.string().optional(), fr: z.string().optional() });
export type Labels = z.infer<typeof labels>;

const option = z.object({
  value: z.union([z.number(), z.boolean(), z.string()]),
  label: z.string(),
  labels: labels.optional(),
});

export const dynamicsColumn = z.object({
  /** Logical name, e.g. `gendercode`, `parentcustomerid`. */
  name: z.string(),
  label: z.string(),
  labels: labels.optional(),
  type: dynamicsType,
  /** Property on the wire: the logical name, but `_name_value` for lookups. */
  property: z.string(),
  maxLength: z.number().int().optional(),
  options: z.array(option).optional(),
  /** Tables that a lookup may point to. */
  targets: z.array(z.string()).optional(),
  /** DateTime whose behaviour is TimeZoneIndependent: a wall-clock value that only looks like UTC. */
  wallClock: z.boolean().optional(),
});
export type DynamicsColumn = z.infer<typeof dynamicsColumn>;

export const dynamicsTable = z.object({
  name: z.string(),
  label: z.string(),
  labels: labels.optional(),
  entitySet: z.string(),
  primaryKey: z.string(),
  /** Column that names a record to a person. */
  primaryName: z.string().optional(),
  changeTracking: z.boolean(),
  /** Change tracking can be turned on. */
  trackable: z.boolean().optional(),
  columns: z.record(z.string(), dynamicsColumn),
});
export type DynamicsTable = z.infer<typeof dynamicsTable>;

/** Campaign field types, decided on `resType` and `type` together (reference adobe-campaign-api §6.2). */
export const campaignType = z.enum([
  'string',
  'memo',
  'byte',
  'short',
  'long',
  'boolean',
  'float',
  'double',
  'date',
  'datetime',
  'enumeration',
  'link',
  'collection',
  'item',
  'other',
]);
export type CampaignType = z.infer<typeof campaignType>;

export const campaignField = z.object({
  /** Dotted path in bodies: `email`, `location.city`. */
  path: z.string(),
  /** The name that Campaign itself uses where it differs: `blackListEmail` for `denyListEmail`. Only the connector looks at it. */
  wire: z.string().optional(),
  label: z.string(),
  type: campaignType,
  length: z.number().int().optional(),
  readOnly: z.boolean(),
  mandatory: z.boolean().optional(),
  /** Names that an enumeration accepts. */
  values: z.array(z.string()).optional(),
  /** Display texts of those values, by name, where they differ. */
  valueLabels: z.record(z.string(), z.string()).optional(),
  /** `email` is validated and `smartCase` rewritten by Campaign. */
  dataPolicy: z.string().optional(),
  target: z.string().optional(),
});
export type CampaignField = z.infer<typeof campaignField>;

export const campaignResource = z.object({
  name: z.string(),
  label: z.string(),
  /** API root that serves it. */
  root: z.enum(['profileAndServicesExt', 'customResources']),
  fields: z.record(z.string(), campaignField),
});
export type CampaignResource = z.infer<typeof campaignResource>;

/** A filter by which Campaign finds records of a resource: `GET …/{name}?{parameter}=…`. */
export const campaignFilter = z.object({ name: z.string(), label: z.string(), parameter: z.string() });
export type CampaignFilter = z.infer<typeof campaignFilter>;
