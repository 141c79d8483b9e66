import { configVersions } from '../../core/views.js';
import { ofWorkflow, workflowPath } from './address.js';
import { configDocument } from './configDocument.js';
import type { Operation } from './operation.js';
import { etag, ifMatch } from './version.js';

/** Whole configuration documents and their versions. */
export const configurationOperations = {
  readConfig: {
    method: 'get',
    path: `${workflowPath}/config`,
    summary: 'Read the newest saved configuration',
    description: 'Version 0 is what the product comes with. Which document it is depends on the workflow.',
    parameters: ofWorkflow,
    answers: { 200: { schema: configDocument, description: 'The document.', headers: etag } },
    problems: [404, 503],
  },
  saveConfig: {
    method: 'put',
    path: `${workflowPath}/config`,
    summary: 'Save a configuration as the next version',
    description:
      'Running processes are not touched. A document that says the same as the newest makes no new version. 428 without If-Match, 412 when the version is not the newest, 422 with every mistake.',
    parameters: ofWorkflow,
    headers: ifMatch,
    body: configDocument,
    answers: { 200: { schema: configDocument, description: 'The document as saved.', headers: etag } },
    problems: [404, 412, 413, 415, 422, 428, 503],
  },
  listVersions: {
    method: 'get',
    path: `${workflowPath}/config/versions`,
    summary: 'List the saved versions, the newest first',
    parameters: ofWorkflow,
    answers: { 200: { schema: configVersions, description: 'Number, who and when.' } },
    problems: [404, 503],
  },
} as const satisfies Record<string, Operation>;
