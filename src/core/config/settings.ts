import { z } from 'zod';
import { mostMappings } from './limits.js';

const records = z.number().int().min(0).max(1_000_000_000);

/** Limits of the product that an administrator may raise (spec 1.2). Defaults are those of Adobe's application. */
export const guardrails = z.strictObject({
  /** Table mappings other than contact's. */
  customEntities: z.number().int().min(0).max(mostMappings).default(20),
  /** Mapped columns of one custom entity. */
  columns: z.number().int().min(1).max(1_000).default(50),
  /** Linked columns of one custom entity. */
  links: z.number().int().min(0).max(100).default(5),
  /** Links from a table to the end of its chain: table1 -> table2 -> table3 is 2. */
  linkDepth: z.number().int().min(0).max(10).default(2),
  /** Records of the first loads of all mappings together. */
  firstLoadRecords: records.default(15_000_000),
  /** A replay is refused when the backlog or the table has so many records or more. */
  replayRecords: records.default(2_000_000),
});
export type Guardrails = z.infer<typeof guardrails>;

/** What the lanes of an instance obey; running lanes keep what they were started with. */
export const laneSettings = z.strictObject({
  deleteBrake: z
    .strictObject({
      /** Share of the records that are in Campaign. */
      share: z.number().min(0).max(1).default(0.1),
      /** Fewer deletes than these never brake. */
      atLeast: records.default(100),
    })
    .prefault({}),
  rejectedBrake: z
    .strictObject({
      /** Share of the last records, so many in a row, that may be rejected. */
      share: z.number().min(0).max(1).default(0.2),
      outOf: z.number().int().min(10).max(1_000).default(200),
    })
    .prefault({}),
  /** How long a record waits for its parent before it is rejected. */
  waitingDays: z.number().min(0).max(365).default(7),
  /** Changes that touch nothing mapped cost no call, told by a keyed hash of what was last written. */
  suppressUnchanged: z.boolean().default(true),
});
export type LaneSettings = z.infer<typeof laneSettings>;

/** Settings of one instance. */
export const instanceSettings = z.strictObject({
  guardrails: guardrails.prefault({}),
  lanes: laneSettings.prefault({}),
});
export type InstanceSettings = z.infer<typeof instanceSettings>;
