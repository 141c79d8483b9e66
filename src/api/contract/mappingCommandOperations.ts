import { z } from 'zod';
import { mappingId } from '../../core/config/ingress.js';
import { workflowView } from '../../core/views.js';
import { instancePath, ofInstance } from './address.js';
import type { Operation } from './operation.js';
import { flag } from './queryParameters.js';

const mappingPath = `${instancePath}/workflows/ingress/mappings/{mapping}` as const;
const command = {
  method: 'post',
  parameters: ofInstance.extend({ mapping: mappingId }),
  body: z.strictObject({}),
  bodyOptional: true,
  answers: { 202: { schema: workflowView, description: 'Accepted; the workflow as it is now.' } },
} as const;

/** Commands to one table mapping among the applied ones. */
export const mappingCommandOperations = {
  replayMapping: {
    ...command,
    path: `${mappingPath}/replay`,
    summary: 'Ask for a replay: read the whole table again',
    description:
      'At the next stop and start, or at once with `now=true` on a running workflow. Writes only what differs. One at a time per mapping. 409 above the guardrail, with the figure.',
    query: z.object({ now: flag }),
    problems: [400, 404, 409, 413, 415, 422, 502, 503],
  },
  withdrawReplay: {
    method: 'delete',
    path: `${mappingPath}/replay`,
    summary: 'Take a replay back that has not begun',
    parameters: command.parameters,
    answers: command.answers,
    problems: [404, 409, 503],
  },
  resumeMapping: {
    ...command,
    path: `${mappingPath}/resume`,
    summary: 'Let a table mapping go on that stands still',
    description:
      'After what stopped it was repaired: it is checked as at a start, under the applied configuration. A change of metadata for which it stands still is accepted.',
    problems: [404, 409, 413, 415, 422, 503],
  },
  confirmDeletes: {
    ...command,
    path: `${mappingPath}/confirm-deletes`,
    summary: 'Confirm that many records are to be deleted',
    description:
      'So many deletes of this mapping are allowed within 24 hours from now on; a mapping that the delete brake stopped goes on.',
    body: z.strictObject({ upTo: z.number().int().positive().max(1_000_000_000) }),
    bodyOptional: false,
    problems: [404, 409, 413, 415, 422, 503],
  },
} as const satisfies Record<string, Operation>;
