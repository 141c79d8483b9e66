import { z } from 'zod';
import { tableMapping } from './config/ingress.js';
import { laneSettings } from './config/settings.js';
import { campaignResource, dynamicsTable } from './metadata.js';

/**
 * What a lane of ingress needs to run, made by `prepare` from the applied configuration and both systems' metadata.
 * Kept with the lane, so that reader and writer work under exactly the rules that were checked at the start.
 */
export const lanePlan = z.object({
  version: z.number().int().nonnegative(),
  mapping: tableMapping,
  table: dynamicsTable,
  resource: campaignResource,
  /** Mappings that this one's links name as parents, by their id: their tables and resources. */
  parents: z.record(z.string(), z.object({ table: z.string(), resource: z.string() })).default({}),
  /** Mappings whose records point to records of this one; itself where it has a self-link. */
  children: z.array(z.string()).default([]),
  settings: laneSettings.prefault({}),
});
export type LanePlan = z.infer<typeof lanePlan>;
