import { z } from 'zod';

/** Which e-mail events become activities in Dynamics (spec 1.3). All off by default. */
export const egressConfig = z.strictObject({
  sends: z.boolean().default(false),
  clicks: z.boolean().default(false),
  opens: z.boolean().default(false),
  bounces: z.boolean().default(false),
});
export type EgressConfig = z.infer<typeof egressConfig>;
