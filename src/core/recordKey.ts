import { z } from 'zod';

/**
 * The key of a record: its id in Dynamics. Not every id is a UUID by RFC 9562: those that Dataverse makes in sequence, as
 * `5531d753-95af-e711-a94e-000d3a11e605`, have any digit where the version stands.
 */
export const recordKey = z.guid();

/** As callers write it: in capitals, too. */
export const writtenKey = recordKey.toLowerCase();
