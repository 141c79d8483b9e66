import { z } from 'zod';
import { instanceId, workflowName } from '../../core/names.js';
import { configVersions, instanceList, workflowList, workflowView } from '../../core/views.js';
import { configDocument } from './configDocument.js';
import { campaignResource, dynamicsTable } from '../../core/metadata.js';
import type { Operation } from './operation.js';
import { readiness } from './readiness.js';

const api = '/api/v1';
const instancePath = `${api}/instances/{instance}` as const;
const workflowPath = `${instancePath}/workflows/{workflow}` as const;

const ofInstance = z.object({ instance: instanceId });
const ofWorkflow = ofInstance.extend({ workflow: workflowName });
const etag = z.object({ ETag: z.string().meta({ description: 'The version in quotes: "v3".' }) });
const view = { schema: workflowView, description: 'The workflow as it is now.' };

const command = {
  method: 'post',
  parameters: ofWorkflow,
  body: z.strictObject({}),
  bodyOptional: true,
  answers: { 202: { ...view, description: 'Accepted; the workflow as it is now.' } },
} as const;

/** Everything that the API does. Routes, OpenAPI, 405 answers and the contract test are made from it. */
export const operations = {
  listInstances: {
    method: 'get',
    path: `${api}/instances`,
    summary: 'List the instances',
    answers: { 200: { schema: instanceList, description: 'All instances.' } },
    problems: [503],
  },
  listWorkflows: {
    method: 'get',
    path: `${instancePath}/workflows`,
    summary: 'List the workflows of an instance',
    parameters: ofInstance,
    answers: { 200: { schema: workflowList, description: 'The three workflows.' } },
    problems: [404, 503],
  },
  readWorkflow: {
    method: 'get',
    path: workflowPath,
    summary: 'Read one workflow',
    parameters: ofWorkflow,
    answers: { 200: view },
    problems: [404, 503],
  },
  startWorkflow: {
    ...command,
    path: `${workflowPath}/start`,
    summary: 'Start the workflow',
    description:
      'The newest saved configuration becomes the applied one. Starting what runs changes nothing. 409 with the reason when there is nothing to start; 503 `worker-unavailable`: accepted, and carried out once a worker is back.',
    problems: [404, 409, 413, 415, 422, 503],
  },
  stopWorkflow: {
    ...command,
    path: `${workflowPath}/stop`,
    summary: 'Stop the workflow',
    description: 'Calls in flight are finished. Stopping what does not run changes nothing.',
    problems: [404, 413, 415, 422, 503],
  },
  reloadWorkflow: {
    ...command,
    path: `${workflowPath}/reload`,
    summary: 'Tell the workflow that a configuration was saved',
    description: 'Running processes are not touched: what was saved takes effect at the next start.',
    problems: [404, 413, 415, 422, 503],
  },
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
    headers: z.object({ 'If-Match': z.string().meta({ description: 'The ETag of the version that was edited.' }) }),
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
  followEvents: {
    method: 'get',
    path: `${api}/events`,
    summary: 'Follow all workflows',
    description:
      'Server-sent events. First every workflow, then each whenever it changes, at most one event a second and workflow. Event `view` carries a workflow; event `unavailable` tells why one cannot be shown at the moment.',
    headers: z.object({ 'Last-Event-ID': z.string().optional() }),
    answers: { 200: { description: 'The stream.', type: 'text/event-stream', schema: z.string() } },
    problems: [503],
  },
  readOpenApi: {
    method: 'get',
    path: `${api}/openapi.json`,
    summary: 'Read this description',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) } },
    problems: [],
  },
  checkHealth: {
    method: 'get',
    path: '/healthz',
    summary: 'Tell whether the process lives',
    answers: { 200: { description: 'It does.', schema: z.object({ status: z.literal('ok') }) } },
    problems: [],
  },
  checkReadiness: {
    method: 'get',
    path: '/readyz',
    summary: 'Tell whether database, Temporal and a worker are there',
    answers: { 200: { description: 'All are.', schema: readiness } },
    problems: [503],
  },
  readMetrics: {
    method: 'get',
    path: '/metrics',
    summary: 'Read the metrics',
    answers: { 200: { description: 'Prometheus text.', type: 'text/plain', schema: z.string() } },
    problems: [],
  },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
