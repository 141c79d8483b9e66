import { z } from 'zod';
import { instanceId, systemName, workflowName } from './names.js';
import { problemFacts } from './problems/problem.js';
import { status } from './views.js';

/** What one lane of a running workflow waits for; it goes on by itself. */
export const laneWait = z.object({ lane: z.string(), system: systemName, until: z.iso.datetime(), code: z.string() });
export type LaneWait = z.infer<typeof laneWait>;

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
});
export type EntityStatus = z.infer<typeof entityStatus>;

/** The answer of the `backlog` query: last totals heard of from the lanes. */
export const entityBacklog = z.object({
  records: z.number().int().nonnegative(),
  asOf: z.iso.datetime().nullable(),
  lanes: z.array(z.object({ lane: z.string(), state: z.string(), records: z.number().int().nonnegative() })),
});
export type EntityBacklog = z.infer<typeof entityBacklog>;

/** Argument of `start`, `stop` and `reload`: optional, and only ever used for display and audit. */
export const command = z.object({ by: z.string().max(200).optional(), reason: z.string().max(500).optional() });
export type Command = z.infer<typeof command>;
