import { z } from 'zod';
import { recordCommand } from '../core/entity.js';
import { instanceId, systemName } from '../core/names.js';
import { problemFacts } from '../core/problems/problem.js';

const count = z.number().int().nonnegative();

/** A command about records that has not been carried out yet. */
const openCommand = z.object({
  command: recordCommand,
  at: z.iso.datetime(),
  /** It needs a system that does not answer, or asks to wait. */
  rest: z.object({ system: systemName, code: z.string(), until: z.number(), inARow: count }).nullable().default(null),
});
export type OpenCommand = z.infer<typeof openCommand>;

/** A command that was carried out, or that could not be, with the reason. */
const closedCommand = z.object({
  id: z.string(),
  name: z.string(),
  mapping: z.string().nullable(),
  at: z.iso.datetime(),
  problem: problemFacts.nullable(),
  /** How many records it concerned, where that is known. */
  records: count.nullable().default(null),
});

const commands = z.object({
  /** How many came without a name of their own. */
  unnamed: count.default(0),
  open: z.array(openCommand).default([]),
  closed: z.array(closedCommand).default([]),
});

const lane = z.object({
  lane: z.string(),
  state: z.enum(['new', 'loading', 'live', 'parked']),
  failure: problemFacts.nullable(),
  backlog: count,
  waiting: count.default(0),
  held: count.default(0),
  rejected: count.default(0),
  replay: z.enum(['requested', 'running']).nullable().default(null),
  behind: z.string().nullable().default(null),
  positionAt: z.iso.datetime().nullable().default(null),
  lost: z.boolean().default(false),
});
export type LaneCarry = z.infer<typeof lane>;

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
  lanes: z.array(lane).default([]),
  commands: commands.prefault({}),
  /** Tests renew a run after so many events instead of thousands. */
  renewAfter: z.number().int().positive().nullable().default(null),
});
export type Carry = z.infer<typeof carry>;
export type CarryInput = z.input<typeof carry>;
