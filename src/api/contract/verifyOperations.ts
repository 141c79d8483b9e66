import { z } from 'zod';
import { mappingId } from '../../core/config/ingress.js';
import { verificationView } from '../../core/verification.js';
import { instancePath, ofInstance } from './address.js';
import type { Operation } from './operation.js';

const path = `${instancePath}/workflows/ingress/mappings/{mapping}/verify` as const;
const parameters = ofInstance.extend({ mapping: mappingId });
const location = z.object({ Location: z.string().meta({ description: 'Where it can be followed.' }) });

/** Comparing both sides of a table mapping. */
export const verifyOperations = {
  beginVerify: {
    method: 'post',
    path,
    summary: 'Compare both sides of a table mapping',
    description:
      'Takes minutes and runs as a workflow of its own: reads every record of the Campaign resource and of the Dynamics table under the applied mapping, at an easy pace while the workflow runs, and writes nothing. Campaign bills each page of 400 records, and each record that differs and is looked at again, as one engine call: `engineCalls`. With `repair` what differs is read and written again through the ordinary path, the delete brake included. One at a time per mapping: 409 `verify-running`; 409 `verify-not-loaded` before the first load is written; 409 with the reason of a mapping that was parked before it could be applied.',
    parameters,
    body: z.strictObject({ repair: z.boolean().default(false) }),
    bodyOptional: true,
    answers: { 202: { schema: verificationView, description: 'Accepted; how it stands.', headers: location } },
    problems: [404, 409, 413, 415, 422, 502, 503],
  },
  readVerify: {
    method: 'get',
    path,
    summary: 'Read how the newest verification of a table mapping stands',
    description: 'Counts are exact once it is done. Samples hold keys and names of fields, no value.',
    parameters,
    answers: { 200: { schema: verificationView, description: 'Progress, counts and samples.' } },
    problems: [404, 502, 503],
  },
  cancelVerify: {
    method: 'delete',
    path,
    summary: 'Cancel the verification of a table mapping',
    description: 'What it found so far stays readable. Cancelling what does not run changes nothing.',
    parameters,
    answers: { 202: { schema: verificationView, description: 'Accepted; how it stands.' } },
    problems: [404, 502, 503],
  },
} as const satisfies Record<string, Operation>;
