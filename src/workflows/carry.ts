import { z } from 'zod';
import { instanceId } from '../core/names.js';
import { problemFacts } from '../core/problems/problem.js';

/** What a run hands to the next, and what the first one is started with: the instance alone is enough. Old shapes get defaults. */
export const carry = z.object({
  v: z.literal(1).default(1),
  instance: instanceId,
  wanted: z.enum(['running', 'stopped']).default('stopped'),
  /** The version that the lanes run under; null makes the next run prepare. */
  version: z.number().int().nonnegative().nullable().default(null),
  /** A run that goes on prepares the applied version again; only a start applies the newest saved one. */
  again: z.boolean().default(false),
  since: z.iso.datetime().nullable().default(null),
  failure: problemFacts.nullable().default(null),
  refused: problemFacts.nullable().default(null),
  reloadPending: z.boolean().default(false),
  lanes: z
    .array(
      z.object({
        lane: z.string(),
        state: z.enum(['new', 'loading', 'live', 'parked']),
        failure: problemFacts.nullable(),
        backlog: z.number().int().nonnegative(),
      }),
    )
    .default([]),
  /** Tests renew a run after so many events instead of thousands. */
  renewAfter: z.number().int().positive().nullable().default(null),
});
export type Carry = z.infer<typeof carry>;
export type CarryInput = z.input<typeof carry>;
