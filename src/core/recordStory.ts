import { z } from 'zod';
import { mappingId } from './config/ingress.js';
import { unmetCondition } from './filter/explain.js';
import { problem } from './problems/problem.js';
import { recordKey } from './recordKey.js';

const time = z.iso.datetime();

/**
 * Where a record is now. `filteredOut`: the filter leaves it out; `inCampaign` tells whether it stays in Campaign. `deleted`: it was deleted in
 * Dynamics and is not in Campaign; `kept`: it was deleted in Dynamics, and stays: the mapping does not apply that. `unread`: Dynamics has it and the
 * filter lets it through, but it has not been read yet. `absent`: it is not in Campaign for another reason, as one that was rejected and discarded.
 */
export const whereabouts = z.enum([
  'queued',
  'waiting',
  'deleteHeld',
  'retrying',
  'rejected',
  'written',
  'filteredOut',
  'deleted',
  'kept',
  'unread',
  'absent',
]);
export type Whereabouts = z.infer<typeof whereabouts>;

/** Conditions of the filter that keep a record out as Dynamics has it now; null where Dynamics does not answer. */
const conditions = z.array(unmetCondition).readonly().nullable();

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
      /** With `filteredOut`: why. */
      conditions,
      /** `conditions`: why the filter leaves the parent out, if it does. */
      waiting: z
        .object({ parentMapping: z.string(), parentKey: recordKey, since: time, reason: problem, conditions })
        .nullable(),
      rejected: z.object({ id: z.number().int(), at: time, reason: problem }).nullable(),
    }),
  ),
});
export type RecordStory = z.infer<typeof recordStory>;
