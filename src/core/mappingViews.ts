import { z } from 'zod';
import { tableMapping } from './config/ingress.js';
import { limitsUsedView } from './rules/guardrails.js';
import { laneView, mistake } from './views.js';

const count = z.number().int().nonnegative();
const time = z.iso.datetime();

/** How a mapping's lane stands, in short. */
const mappingLane = laneView
  .pick({
    state: true,
    backlog: true,
    waitingRecords: true,
    heldDeletes: true,
    behind: true,
    load: true,
    positionAt: true,
    lastSuccessAt: true,
    failure: true,
    notes: true,
  })
  .extend({ rejected: count });

/** The last replay of a mapping that was asked for, whatever became of it. */
const mappingReplay = z.object({
  state: z.enum(['requested', 'running', 'done', 'withdrawn']),
  requestedBy: z.string(),
  requestedAt: time,
  startedAt: time.nullable(),
  endedAt: time.nullable(),
});

/** A table mapping as it was last saved, with what an editor shows beside it. */
export const mappingView = z.object({
  mapping: tableMapping,
  /** What the running processes use: this, another version of it, or nothing of that id. */
  applied: z.enum(['same', 'other', 'none']),
  /** Null until a start has made it. */
  lane: mappingLane.nullable(),
  replay: mappingReplay.nullable(),
  /** What a person should know although nothing is wrong; pointers are into `mapping`. */
  notes: z.array(mistake),
});
export type MappingView = z.infer<typeof mappingView>;

/** `GET …/workflows/ingress/mappings` */
export const mappingList = z.object({ mappings: z.array(mappingView) });
export type MappingList = z.infer<typeof mappingList>;

const usage = z.object({ used: count, allowed: count });

/** `GET …/workflows/ingress/limits`: used and allowed of every guardrail, by the newest saved configuration. */
export const limitsView = limitsUsedView.extend({
  /** `uncounted`: tables whose size Dynamics did not say quickly; they are not in the sum. */
  firstLoadRecords: usage.extend({ uncounted: z.array(z.string()) }),
  /** The backlog of the workflow counts, and the size of the table that is to be replayed. */
  replayRecords: z.object({
    allowed: count,
    backlog: count,
    tables: z.array(z.object({ mapping: z.string(), records: count.nullable() })),
  }),
});
export type LimitsView = z.infer<typeof limitsView>;
