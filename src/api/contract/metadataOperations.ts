import { z } from 'zod';
import { resourceList, resourceView, tableList, tableView } from '../../core/metadataViews.js';
import { instancePath, ofInstance } from './address.js';
import type { Operation } from './operation.js';
import { flag } from './queryParameters.js';

const query = z.object({
  unmapped: flag.meta({ description: 'Leave out what the newest saved configuration of ingress maps already.' }),
  refresh: flag.meta({ description: 'Read anew instead of showing what is up to five minutes old.' }),
});

/** What the systems say of their tables and resources. Each is read when it is asked for. */
export const metadataOperations = {
  listTables: {
    method: 'get',
    path: `${instancePath}/metadata/dynamics/tables`,
    summary: 'List the tables of Dynamics',
    description: 'One call to Dynamics, however many tables there are. Names are in the language of Accept-Language.',
    parameters: ofInstance,
    query,
    answers: { 200: { schema: tableList, description: 'All tables that records can be read from, by display name.' } },
    problems: [404, 409, 502, 503],
  },
  readTable: {
    method: 'get',
    path: `${instancePath}/metadata/dynamics/tables/{table}`,
    summary: 'Read the columns of a Dynamics table',
    description:
      'Display names and options are in the language of Accept-Language. Lookups name the tables that they point to.',
    parameters: ofInstance.extend({ table: z.string() }),
    query,
    answers: { 200: { schema: tableView, description: 'The table; up to five minutes old.' } },
    problems: [404, 409, 502, 503],
  },
  listResources: {
    method: 'get',
    path: `${instancePath}/metadata/campaign/resources`,
    summary: 'List the resources of Campaign',
    parameters: ofInstance,
    query,
    answers: { 200: { schema: resourceList, description: 'All resources that the API offers, by name.' } },
    problems: [404, 409, 502, 503],
  },
  readResource: {
    method: 'get',
    path: `${instancePath}/metadata/campaign/resources/{resource}`,
    summary: 'Read the fields of a Campaign resource',
    description:
      'Links name the resources that they point to; `keys` and `filters` are what an ID field can be made of.',
    parameters: ofInstance.extend({ resource: z.string() }),
    query,
    answers: { 200: { schema: resourceView, description: 'The resource; up to five minutes old.' } },
    problems: [404, 409, 502, 503],
  },
} as const satisfies Record<string, Operation>;
