import { z } from 'zod';

/** What the API cannot work without. */
export const dependency = z.enum(['database', 'temporal', 'worker']);
export type Dependency = z.infer<typeof dependency>;

const upOrAway = z.enum(['up', 'away']);

export const readiness = z.object({
  status: z.enum(['ready', 'away']),
  checks: z.object({ database: upOrAway, temporal: upOrAway, worker: upOrAway }),
});
export type Readiness = z.infer<typeof readiness>;
