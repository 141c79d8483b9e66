import { z } from 'zod';

/** A switch in a query: `?refresh=true`; off when it is not there. */
export const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((text) => text === 'true');
