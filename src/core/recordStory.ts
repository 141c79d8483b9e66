import { z } from 'zod';
import { mappingId } from './config/ingress.js';
import { problem } from './problems/problem.js';
import { recordKey } from './recordKey.js';

const time = z.iso.datetime();

/**
 * Where a record is now. `absent`: it is not in Campaign, because it was deleted, or the filter leaves it out. `filteredOut`: the filter leaves
 * it out, and it stays in Campaign; `kept`: it was deleted in Dynamics, and stays: the mapping does not apply that.
 */
export const whereabouts = z.enum([
  'queued',
  'waiting',
  'deleteHeld',
  'retrying',
  'rejected',
  'written',
  'absent',
  'filteredOut',
  'kept',
]);

/** What happened to one record, by its key: never a value of it. */
export const recordStory = z.object({
  key: recordKey,
  mappings: z.array(
    z.object({
      mapping: mappingId,
      now: whereabouts,
      /** It is in Campaign now, as far as we know. */
      inCampaign: z.boolean(),
      /** When its last change was read that still stands in the queue. */
      queuedAt: time.nullable(),
      /** The last version of it that was worked on, and what became of that. */
      last: z.object({ at: time, outcome: z.string() }).nullable(),
      /** The last version that was written, or found to be in Campaign as it is. */
      lastWrite: z.object({ at: time, result: z.string() }).nullable(),
      waiting: z.object({ parentMapping: z.string(), parentKey: recordKey, since: time, reason: problem }).nullable(),
      rejected: z.object({ id: z.number().int(), at: time, reason: problem }).nullable(),
    }),
  ),
});
export type RecordStory = z.infer<typeof recordStory>;
