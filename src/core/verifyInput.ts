import { z } from 'zod';
import { instanceId } from './names.js';

/** What a verification is started with. Which records, and how far it is, stands in PostgreSQL. */
export const verifyInput = z.object({
  instance: instanceId,
  mapping: z.string(),
  /** Number of its row. */
  verification: z.number().int().positive(),
  repair: z.boolean().default(false),
});
export type VerifyInput = z.input<typeof verifyInput>;
