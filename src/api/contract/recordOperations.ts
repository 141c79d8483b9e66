import { z } from 'zod';
import { mappingId } from '../../core/config/ingress.js';
import { recordCommands } from '../../core/entity.js';
import { writtenKey } from '../../core/recordKey.js';
import { rejectedDetail, rejectedGroups, rejectedList } from '../../core/rejected.js';
import { recordStory } from '../../core/recordStory.js';
import { ofWorkflow, workflowPath } from './address.js';
import type { Operation } from './operation.js';
import { flag } from './queryParameters.js';

const rejectedPath = `${workflowPath}/rejected` as const;
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** Which rejected records: those that fit everything that is said. */
const selection = {
  mapping: mappingId.optional(),
  reason: z.string().max(100).optional().meta({ description: 'Code of the reason.' }),
  key: writtenKey.optional(),
  from: time.optional().meta({ description: 'Rejected at or after this time.', type: 'string', format: 'date-time' }),
  to: time.optional().meta({ description: 'Rejected before this time.', type: 'string', format: 'date-time' }),
};
const many = recordCommands.retryRejected.omit({ by: true, id: true });
const strike = recordCommands.discardRejected.omit({ by: true, id: true });
const one = ofWorkflow.extend({ id: z.string().regex(/^\d{1,15}$/) });
const accepted = {
  202: {
    schema: z.object({ records: z.number().int().nonnegative() }),
    description: 'Accepted: so many rejected records are meant at this moment. The workflow carries it out once.',
  },
};

/** Rejected records, and what happened to one record. */
export const recordOperations = {
  listRejected: {
    method: 'get',
    path: rejectedPath,
    summary: 'List the rejected records, the newest first',
    description: 'By when each came into the list: one that is refused again keeps its place and gets a new time.',
    parameters: ofWorkflow,
    query: z.object({
      ...selection,
      cursor: z.string().max(100).optional().meta({ description: '`next` of the page before.' }),
      limit: z.coerce.number().int().min(1).max(500).default(50),
    }),
    answers: { 200: { schema: rejectedList, description: 'Keys and reasons; no value of a record.' } },
    problems: [400, 404, 503],
  },
  groupRejected: {
    method: 'get',
    path: `${rejectedPath}/groups`,
    summary: 'Count the rejected records by mapping and reason',
    parameters: ofWorkflow,
    query: z.object(selection),
    answers: { 200: { schema: rejectedGroups, description: 'The commonest first.' } },
    problems: [400, 404, 503],
  },
  exportRejected: {
    method: 'get',
    path: `${rejectedPath}/export`,
    summary: 'Export the rejected records',
    description:
      'CSV (what a spreadsheet would take for a formula is made text, also where its list separator is the semicolon) or JSON lines. `rows=true` adds each row as Dynamics gave it, where the caller may see personal data.',
    parameters: ofWorkflow,
    query: z.object({ ...selection, format: z.enum(['csv', 'jsonl']).default('csv'), rows: flag }),
    answers: { 200: { description: 'The file.', type: ['text/csv', 'application/jsonl'], schema: z.string() } },
    problems: [400, 403, 404, 503],
  },
  readRejected: {
    method: 'get',
    path: `${rejectedPath}/{id}`,
    summary: 'Read one rejected record with its row',
    description:
      'The values of the row are masked where the caller may not see personal data. A look at them is audited.',
    parameters: one,
    answers: { 200: { schema: rejectedDetail, description: 'The record.' } },
    problems: [404, 503],
  },
  retryRejected: {
    method: 'post',
    path: `${rejectedPath}/retry`,
    summary: 'Try rejected records again',
    description:
      'The newest version of each is read from Dynamics and written under the applied rules. `{}` means all.',
    parameters: ofWorkflow,
    body: many,
    answers: accepted,
    problems: [404, 413, 415, 422, 503],
  },
  retryRejectedRecord: {
    method: 'post',
    path: `${rejectedPath}/{id}/retry`,
    summary: 'Try one rejected record again',
    parameters: one,
    body: z.strictObject({}),
    bodyOptional: true,
    answers: accepted,
    problems: [404, 413, 415, 422, 503],
  },
  discardRejected: {
    method: 'post',
    path: `${rejectedPath}/discard`,
    summary: 'Strike rejected records from the list',
    description:
      '`why` goes into the audit log and the history of the workflow: no personal data. A newer version of a record is written as if nothing had been.',
    parameters: ofWorkflow,
    body: strike,
    answers: accepted,
    problems: [404, 413, 415, 422, 503],
  },
  readRecord: {
    method: 'get',
    path: `${workflowPath}/records/{key}`,
    summary: 'Read what happened to one record',
    description:
      'Where it is now in each table mapping, and its last write. Dynamics is asked for a record of which nothing is kept, and for what keeps one out; while it does not answer, what is known without it is told. Keys and names only, never a value.',
    parameters: ofWorkflow.extend({ key: writtenKey }),
    answers: { 200: { schema: recordStory, description: 'What is known of the record.' } },
    problems: [404, 503],
  },
} as const satisfies Record<string, Operation>;
