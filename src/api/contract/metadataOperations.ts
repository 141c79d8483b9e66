import { z } from 'zod';
import { campaignResource, dynamicsTable } from '../../core/metadata.js';
import { instancePath, ofInstance } from './address.js';
import type { Operation } from './operation.js';

/** What the systems say of their tables and resources. */
export const metadataOperations = {
  readTable: {
    method: 'get',
    path: `${instancePath}/metadata/dynamics/tables/{table}`,
    summary: 'Read the columns of a Dynamics table',
    parameters: ofInstance.extend({ table: z.string() }),
    answers: { 200: { schema: dynamicsTable, description: 'The table; up to five minutes old.' } },
    problems: [404, 409, 502, 503],
  },
  readResource: {
    method: 'get',
    path: `${instancePath}/metadata/campaign/resources/{resource}`,
    summary: 'Read the fields of a Campaign resource',
    parameters: ofInstance.extend({ resource: z.string() }),
    answers: { 200: { schema: campaignResource, description: 'The resource; up to five minutes old.' } },
    problems: [404, 409, 502, 503],
  },
} as const satisfies Record<string, Operation>;
