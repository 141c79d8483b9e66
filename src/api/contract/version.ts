import { z } from 'zod';

/** The header of an answer that names the version of what it carries. */
export const etag = z.object({ ETag: z.string().meta({ description: 'The version in quotes: "v3".' }) });

/** The header of a write that says which version was edited. */
export const ifMatch = z.object({
  'If-Match': z.string().meta({ description: 'The ETag of the version that was edited.' }),
});
