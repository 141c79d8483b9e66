import { z } from 'zod';

/** The switches of the token endpoint. */
export const entraSettings = z.strictObject({
  clientSecret: z.string().min(1).default('sandbox-dynamics-secret'),
  /** Answers 7000222 for every client. */
  secretExpired: z.boolean().default(false),
  /** Seconds; `expires_in` of the tokens issued from now on. */
  tokenSeconds: z.number().int().min(1).default(3599),
  /** Answers 503 `temporarily_unavailable` with this Retry-After in seconds; 0 = available. */
  unavailableSeconds: z.number().int().min(0).default(0),
});
