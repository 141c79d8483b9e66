import { z } from 'zod';
import { mappingId } from './config/ingress.js';
import { problem } from './problems/problem.js';
import { recordKey } from './recordKey.js';

const time = z.iso.datetime();

/** Which rejected records are meant: those that fit everything that is said; all where nothing is. */
export interface RejectedSelection {
  readonly mapping?: string | undefined;
  /** Code of the reason. */
  readonly reason?: string | undefined;
  readonly keys?: readonly string[] | undefined;
  readonly ids?: readonly number[] | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A record that the destination refuses for good, as the list shows it: keys only, no value of the record. */
export const rejectedRecord = z.object({
  id: z.number().int().positive(),
  mapping: mappingId,
  key: recordKey,
  rejectedAt: time,
  reason: problem,
  /** It is about to be tried again: a retry was asked for, or a newer version of it was read, and has not come to its end. */
  retrying: z.boolean(),
});
export type RejectedRecord = z.infer<typeof rejectedRecord>;

export const rejectedList = z.object({
  records: z.array(rejectedRecord),
  /** Cursor of the next page; null on the last one. */
  next: z.string().nullable(),
});
export type RejectedList = z.infer<typeof rejectedList>;

/** Rejected records counted by mapping and reason, the commonest first. */
export const rejectedGroups = z.object({
  total: z.number().int().nonnegative(),
  groups: z.array(
    z.object({ mapping: mappingId, reason: problem, records: z.number().int().positive(), newestAt: time }),
  ),
});
export type RejectedGroups = z.infer<typeof rejectedGroups>;

/** One of them with the row as Dynamics gave it; each value is `null` or a mask where the caller may not see personal data. */
export const rejectedDetail = rejectedRecord.extend({
  masked: z.boolean(),
  row: z.record(z.string(), z.unknown()).nullable(),
});
export type RejectedDetail = z.infer<typeof rejectedDetail>;
