import { z } from 'zod';
import { instanceId, systemName, workflowName } from './names.js';
import { problem } from './problems/problem.js';

/** The only four values (spec 1.1). */
export const status = z.enum(['RUNNING', 'STOPPED', 'STARTING', 'FAILED']);
export type Status = z.infer<typeof status>;

const count = z.number().int().nonnegative();
const time = z.iso.datetime();

/** Records by what became of them, since the lane's first load began. */
export const laneCounts = z.object({
  read: count,
  inserted: count,
  updated: count,
  unchanged: count,
  /** Changes that touched nothing mapped: no call was made. */
  suppressed: count,
  deleted: count,
  /** Left out by the filter, or a delete that is not applied, or an older version. */
  dropped: count,
  rejected: count,
  /** What writing these records has cost. */
  engineCalls: count,
});
export type LaneCounts = z.infer<typeof laneCounts>;

export const laneView = z.object({
  lane: z.string(),
  /** `loading`: the first load is being read or written; `live`: changes follow; `parked`: cannot go on, see `failure`. */
  state: z.enum(['new', 'loading', 'live', 'parked']),
  backlog: count,
  counts: laneCounts,
  /** `counts.engineCalls` by what the calls were for; besides, `verify`: what verifications have read of Campaign. All of them are billed. */
  calls: z.object({ create: count, read: count, update: count, delete: count, verify: count }),
  /** What Adobe's application, which verifies nothing, would have made of the same records, beside `counts.engineCalls`. */
  adobeCalls: count,
  /** Records that stand there now until their parent is in Campaign; they are not in the backlog. */
  waitingRecords: count,
  /** Deletes that are held back until the lanes of the children have caught up. */
  heldDeletes: count,
  /** Asked for, and begun by the next start; or under way. */
  replay: z.object({ state: z.enum(['requested', 'running']) }).nullable(),
  /** The mapping whose first load this one waits for. */
  behind: z.string().nullable(),
  /** First load or replay: records read so far, written or otherwise done so far, and the table's size where known. */
  load: z.object({ read: count, done: count, total: count.nullable() }).nullable(),
  /** When the source was last read up to its end or next page. */
  positionAt: time.nullable(),
  lastSuccessAt: time.nullable(),
  /** The lane waits for a system and goes on by itself. */
  waiting: z.object({ system: systemName, until: time, problem }).nullable(),
  failure: problem.nullable(),
  /** What is told of it without stopping it: what appeared in the systems since it was prepared, or that its position was lost. */
  notes: z.array(problem),
});
export type LaneView = z.infer<typeof laneView>;

export const startable = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), reason: problem }),
]);
export type Startable = z.infer<typeof startable>;

/** What the page shows of one workflow. */
export const workflowView = z.object({
  instance: instanceId,
  workflow: workflowName,
  status,
  /** A stop that is still finishing its calls in flight. */
  stopping: z.boolean(),
  /** When the status became what it is. */
  since: time.nullable(),
  /** Records read and not yet written, rejected or dropped. Exact. */
  backlog: z.object({ records: count, asOf: time }),
  config: z.object({ saved: count, applied: count.nullable() }),
  /** What takes effect after Stop, then Start: a saved document that differs from the applied one (contents, not numbers), replays that were asked for. */
  pending: z.object({ configuration: z.boolean(), settings: z.boolean(), replays: z.array(z.string()) }),
  /** Either of them. */
  pendingChanges: z.boolean(),
  startable,
  lanes: z.array(laneView),
  rejected: count,
  /** Records that wait for their parent, apart from the backlog. */
  waiting: count,
  lastSuccessAt: time.nullable(),
  failure: problem.nullable(),
  warnings: z.array(problem),
});
export type WorkflowView = z.infer<typeof workflowView>;

/** One paired Campaign and Dynamics environment, as the header and the list of instances show it. */
export const instanceView = z.object({
  id: instanceId,
  name: z.string(),
  stage: z.enum(['dev', 'stage', 'prod']),
  /** Adobe organisation; null until the Campaign connection is there. */
  organization: z.string().nullable(),
  /** Which connections are there; the page shows what to configure before set-up. */
  connections: z.object({ dynamics: z.boolean(), campaign: z.boolean() }),
});
export type InstanceView = z.infer<typeof instanceView>;

/** `GET /api/v1/instances` */
export const instanceList = z.object({ instances: z.array(instanceView) });
export type InstanceList = z.infer<typeof instanceList>;

/** `GET /api/v1/instances/{instance}/workflows` */
export const workflowList = z.object({ workflows: z.array(workflowView) });
export type WorkflowList = z.infer<typeof workflowList>;

/** `GET …/config/versions`, the newest first. */
export const configVersions = z.object({
  versions: z.array(z.object({ version: z.number().int().positive(), savedBy: z.string(), savedAt: time })),
});
export type ConfigVersions = z.infer<typeof configVersions>;

const problemParams = z.record(z.string(), z.union([z.string(), z.number()]));
const problemWords = { code: z.string(), detail: z.string(), remedy: z.string(), params: problemParams.optional() };

/** One mistake of a refused document; `pointer` is a JSON pointer into the document that was sent (RFC 6901). */
export const mistake = z.object({ pointer: z.string(), ...problemWords });
export type MistakeView = z.infer<typeof mistake>;

/** Every answer that is not a success: problem details (RFC 9457), in the language of Accept-Language. */
export const problemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int().min(400).max(599),
  ...problemWords,
  instance: z.string(),
  errors: z.array(mistake).optional(),
});
export type ProblemDetails = z.infer<typeof problemDetails>;

/** Event `unavailable` of `GET /api/v1/events`: this workflow cannot be shown at the moment. Event `view` carries a {@link WorkflowView}. */
export const unavailableEvent = z.object({ instance: instanceId, workflow: workflowName, problem });
export type UnavailableEvent = z.infer<typeof unavailableEvent>;
