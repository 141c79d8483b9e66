import { z } from 'zod';
import { tableMapping } from './config/ingress.js';
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
});
export type LanePlan = z.infer<typeof lanePlan>;
