import { z } from 'zod';
import { mappingId } from './config/ingress.js';
import { instanceId, systemName, workflowName } from './names.js';
import { problemFacts } from './problems/problem.js';
import { writtenKey } from './recordKey.js';
import { status } from './views.js';

const count = z.number().int().nonnegative();

/** What one lane of a running workflow waits for; it goes on by itself. */
export const laneWait = z.object({ lane: z.string(), system: systemName, until: z.iso.datetime(), code: z.string() });
export type LaneWait = z.infer<typeof laneWait>;

const commandView = { id: z.string(), name: z.string(), mapping: z.string().nullable(), at: z.iso.datetime() };
/** A command about records that is still to be carried out; `waits` for a system where it needs one. */
const openCommandView = z.object({ ...commandView, waits: laneWait.omit({ lane: true }).nullable() });
/** A command that was carried out, for so many records where that is known, or the reason why it could not be. */
const closedCommandView = z.object({
  ...commandView,
  problem: problemFacts.nullable(),
  records: count.nullable(),
});

/** The answer of the `status` query: what the workflow itself knows. The API adds what PostgreSQL holds. */
export const entityStatus = z.object({
  instance: instanceId,
  workflow: workflowName,
  status,
  stopping: z.boolean(),
  since: z.iso.datetime(),
  appliedVersion: z.number().int().nullable(),
  /** A newer configuration has been announced by `reload` since the last start. */
  reloadPending: z.boolean(),
  failure: problemFacts.nullable(),
  /** Why the last start was refused. */
  refused: problemFacts.nullable(),
  /** Lanes that stand still alone. */
  parked: z.array(problemFacts),
  waits: z.array(laneWait),
  /** A start waits for a system and goes on by itself. */
  startWait: laneWait.omit({ lane: true }).nullable().default(null),
  /** Commands about records that are still to be carried out, the oldest first. */
  commands: z.array(openCommandView).default([]),
  /** The last of those that were, or could not be; the newest first. */
  carriedOut: z.array(closedCommandView).default([]),
});
export type EntityStatus = z.infer<typeof entityStatus>;

/** The answer of the `backlog` query: last totals heard of from the lanes. */
export const entityBacklog = z.object({
  records: count,
  asOf: z.iso.datetime().nullable(),
  lanes: z.array(
    z.object({
      lane: z.string(),
      state: z.string(),
      records: count,
      waiting: count.default(0),
      held: count.default(0),
      rejected: count.default(0),
      replay: z.enum(['requested', 'running']).nullable().default(null),
      behind: z.string().nullable().default(null),
    }),
  ),
});
export type EntityBacklog = z.infer<typeof entityBacklog>;

/** Argument of `start`, `stop` and `reload`: optional, and only ever used for display and audit. */
export const command = z.object({ by: z.string().max(200).optional(), reason: z.string().max(500).optional() });
export type Command = z.infer<typeof command>;

/** Most records that one command may name; a group of them is named by its mapping or reason. */
const namedRecords = 400;

/** Who gives a command, and its name: a command is carried out once, however often it arrives under the same name. */
const given = {
  by: z.string().max(200).optional(),
  id: z
    .string()
    .regex(/^[\w.:-]{1,100}$/, 'letters, digits and . : _ -, at most 100')
    .optional(),
};

/** Some of the rejected records: those that fit everything that is said; all where nothing is. */
const someRejected = {
  mapping: mappingId.optional(),
  /** Code of the reason why they were rejected. */
  reason: z.string().max(100).optional(),
  /** Keys of records. */
  keys: z.array(writtenKey).min(1).max(namedRecords).optional(),
  /** Numbers of rejected records. */
  ids: z.array(z.number().int().positive()).min(1).max(namedRecords).optional(),
};

/** The commands that an activity carries out, by the name of their signal. Strict: a slip of the pen must not mean "all". */
export const recordCommands = {
  /** Read a mapping's table again from the beginning: at the next start, or at once. */
  replay: z.strictObject({ mapping: mappingId, now: z.boolean().default(false), ...given }),
  /** Takes a replay back that has not begun. */
  withdrawReplay: z.strictObject({ mapping: mappingId, ...given }),
  /** Lets a mapping go on that stands still, after what stopped it was repaired. */
  resume: z.strictObject({ mapping: mappingId, ...given }),
  /** So many records of a mapping may be deleted within 24 hours. */
  confirmDeletes: z.strictObject({
    mapping: mappingId,
    upTo: z.number().int().positive().max(1_000_000_000),
    ...given,
  }),
  /** Reads rejected records again by key and tries them anew. */
  retryRejected: z.strictObject({ ...someRejected, ...given }),
  /** Strikes rejected records from the list; `why` goes into the audit log. */
  discardRejected: z.strictObject({ ...someRejected, why: z.string().min(1).max(500), ...given }),
} as const;
export type RecordCommandName = keyof typeof recordCommands;
export type RecordCommandInput<Name extends RecordCommandName> = z.input<(typeof recordCommands)[Name]>;

const named = <Name extends RecordCommandName>(name: Name) => ({ name: z.literal(name), id: z.string() });

/** A command on its way from its signal to its activity. */
export const recordCommand = z.discriminatedUnion('name', [
  recordCommands.replay.extend(named('replay')),
  recordCommands.withdrawReplay.extend(named('withdrawReplay')),
  recordCommands.resume.extend(named('resume')),
  recordCommands.confirmDeletes.extend(named('confirmDeletes')),
  recordCommands.retryRejected.extend(named('retryRejected')),
  recordCommands.discardRejected.extend(named('discardRejected')),
]);
export type RecordCommand = z.infer<typeof recordCommand>;
