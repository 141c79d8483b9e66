import { z } from 'zod';
import { liveSecrets, tokenSeconds } from './limits.js';

/** The switches of the token endpoint. */
export const imsSettings = z.strictObject({
  /** Secrets that are accepted; two during a rotation. */
  clientSecrets: z.array(z.string().min(1)).min(1).max(liveSecrets).default(['sandbox-campaign-secret']),
  /** `expires_in` of the tokens issued from now on. */
  tokenSeconds: z.number().int().min(1).default(tokenSeconds),
  /** IMS may throttle clients that ask for a token per call; 0 = never. */
  tokenRequestsPerMinute: z.number().int().min(0).default(0),
});
