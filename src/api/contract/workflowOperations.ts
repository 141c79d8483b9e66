import { z } from 'zod';
import { instanceList, workflowList, workflowView } from '../../core/views.js';
import { apiPath, instancePath, ofInstance, ofWorkflow, workflowPath } from './address.js';
import type { Operation } from './operation.js';

const view = { schema: workflowView, description: 'The workflow as it is now.' };

const command = {
  method: 'post',
  parameters: ofWorkflow,
  body: z.strictObject({}),
  bodyOptional: true,
  answers: { 202: { ...view, description: 'Accepted; the workflow as it is now.' } },
} as const;

/** Instances, the views of their workflows, and the commands to a whole workflow. */
export const workflowOperations = {
  listInstances: {
    method: 'get',
    path: `${apiPath}/instances`,
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
  followEvents: {
    method: 'get',
    path: `${apiPath}/events`,
    summary: 'Follow all workflows',
    description:
      'Server-sent events. First every workflow, then each whenever it changes, at most one event a second and workflow. Event `view` carries a workflow; event `unavailable` tells why one cannot be shown at the moment.',
    headers: z.object({ 'Last-Event-ID': z.string().optional() }),
    answers: { 200: { description: 'The stream.', type: 'text/event-stream', schema: z.string() } },
    problems: [503],
  },
} as const satisfies Record<string, Operation>;
