import { z } from 'zod';
import { dopHint, executionCost, maxDummyTables, protection } from './limits.js';

const count = z.number().int().min(0);
const behaviour = z.enum(['ignored', 'refused']);

/** The switches of the environment: limits, and what the reference marks as unconfirmed. */
export const dataverseSettings = z.strictObject({
  /** Service protection (reference dataverse-web-api §9). */
  limits: z
    .strictObject({
      on: z.boolean().default(true),
      requests: count.default(protection.requests),
      executionMs: count.default(protection.executionMs),
      concurrent: count.default(protection.concurrent),
      windowMs: count.min(1_000).default(protection.windowMs),
      /** Web servers behind the one address, each with limits of its own. */
      servers: count.min(1).max(100).default(1),
      /** 429 answers carry no Retry-After. */
      withoutRetryAfter: z.boolean().default(false),
    })
    .prefault({}),
  dopHint: count.min(1).default(dopHint),
  /** Server milliseconds that requests are taken to cost. */
  executionCost: z
    .strictObject({
      read: z.number().min(0).default(executionCost.read),
      perRow: z.number().min(0).default(executionCost.perRow),
      write: z.number().min(0).default(executionCost.write),
    })
    .prefault({}),
  /** Every call answers 403 `0x80072560`: the application user is missing. */
  notMember: z.boolean().default(false),
  /** Tables on which the caller has no rights: 403 `0x80040220`. */
  deniedTables: z.array(z.string()).default([]),
  /** Status of the answer to an expired delta token. */
  expiredTokenStatus: z.union([z.literal(400), z.literal(410)]).default(400),
  /** What becomes of read-only columns, `statecode` at creation among them, in a body. */
  readOnlyColumns: behaviour.default('ignored'),
  /** Whether inactive contacts refuse updates that leave them inactive. */
  inactiveUpdates: z.enum(['allowed', 'refused']).default('allowed'),
  /** What becomes of the rows that point to a deleted one, by `table.lookup`: RemoveLink unless it is named here. */
  onParentDelete: z
    .record(z.string().regex(/^\w+\.\w+$/u, 'table.lookup is wanted'), z.enum(['RemoveLink', 'Cascade', 'Restrict']))
    .default({}),
  /** Tables that are only there to make the list of tables long. */
  dummyTables: count.max(maxDummyTables).default(0),
  /** So old may the counts of `RetrieveTotalRecordCount` be: outside, they are a snapshot of the last 24 hours (reference dataverse-web-api §3). */
  countsLagHours: z.number().min(0).max(24).default(0),
  /** Code of a 404 for a missing row. */
  noRowCode: z.enum(['0x80040217', '']).default('0x80040217'),
});
export type DataverseSettings = z.infer<typeof dataverseSettings>;

/** Like a patch, but one level down as well, so that one limit can be set without naming the others. */
export function mergedSettings(settings: DataverseSettings, patch: Readonly<Record<string, unknown>>): unknown {
  const merged: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(patch)) {
    const before = merged[name];
    merged[name] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
  return merged;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
