import { z } from 'zod';
import { bigTableThreshold, maxLineCount } from './limits.js';
import { schemaChange } from './schemaChanges.js';

const customFilter = z.strictObject({
  resource: z.string().default('profile'),
  /** The segment in the path, such as `byCrm`. */
  name: z.string().regex(/^by[A-Z][A-Za-z0-9]{0,28}$/),
  /** On the wire `_parameter` is appended to it. */
  parameter: z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,28}$/),
  field: z.string().min(1),
  compare: z.enum(['equals', 'atLeast']).default('equals'),
  caseSensitive: z.boolean().default(true),
});
export type CustomFilter = z.infer<typeof customFilter>;

const customFilters = [
  { name: 'byExternalId', parameter: 'externalId', field: 'externalId' },
  { name: 'byCrm', parameter: 'crmId', field: 'cusCrmId' },
  { name: 'byModified', parameter: 'from', field: 'lastModified', compare: 'atLeast' as const },
].map((filter) => customFilter.parse(filter));

/**
 * What differs between instances, or is unconfirmed in the reference (§3, §5, §10, §12). Where Adobe's behaviour is unknown, the default is the
 * one that a careless client notices first.
 */
export const campaignSettings = z.strictObject({
  /** Off: 403 403023, the technical account does not belong to this tenant. */
  provisioned: z.boolean().default(true),
  unknownTenantStatus: z.union([z.literal(400), z.literal(500)]).default(500),
  engineErrors: z.enum(['text', 'json']).default('text'),

  readOne: z.enum(['bare', 'wrapped', 'wrappedList']).default('bare'),
  deleteStatus: z.union([z.literal(200), z.literal(204)]).default(200),
  /** A PKey is good until the next PATCH of its record, or the next start. */
  changingPKeys: z.boolean().default(false),
  /** The column whose value may stand in the path instead of a PKey; '' = none was declared. */
  pathKey: z.string().default('externalId'),
  deleteByPathKey: z.boolean().default(false),
  /** Off: no unique identification key was made of externalId. */
  uniqueExternalId: z.boolean().default(true),

  optOutNames: z.enum(['blackList', 'denyList']).default('blackList'),
  optOutTimes: z.boolean().default(true),
  acsId: z.boolean().default(false),
  /** Profiles without an organisational unit exist, but cannot be seen. */
  orgUnitRequired: z.boolean().default(false),

  /** Links of 1 cardinality, such as `cusLoyalty.profile`; all others may lead to nothing. */
  oneCardinality: z.array(z.string()).default([]),
  /** Links by which the delete of a target deletes the records that lead to it. */
  cascadingDeletes: z.array(z.string()).default([]),

  tooLong: z.enum(['refuse', 'truncate']).default('refuse'),
  unknownAttributes: z.enum(['refuse', 'ignore']).default('refuse'),
  nullScalars: z.enum(['refuse', 'clear']).default('refuse'),
  datetimeWithT: z.enum(['refuse', 'accept']).default('refuse'),
  emailPolicy: z.boolean().default(true),
  /** First and last names are rewritten: `NOOR` is stored as `Noor`. */
  smartCase: z.boolean().default(false),

  bigTableThreshold: z.number().int().min(0).default(bigTableThreshold),
  maxLineCount: z.number().int().min(1).default(maxLineCount),
  /** Pages by offset, newest first: an insert between two pages repeats a record, a delete skips one. */
  driftingPages: z.boolean().default(false),
  /** Off: a collection's address may be composed from its record's. */
  strictCollections: z.boolean().default(true),
  doubleSlashes: z.boolean().default(false),
  /** Absolute links start with this instead of the address that was called, such as `https://mc.adobe.io`; '' = as called. */
  linkHost: z.string().default(''),
  metadataValues: z.enum(['map', 'array']).default('map'),
  customFilters: z.array(customFilter).default(customFilters),
  /** Republished since: fields added, removed, changed. The whole list each time; [] = as delivered. */
  schemaChanges: z.array(schemaChange).default([]),
});
export type CampaignSettings = z.infer<typeof campaignSettings>;
