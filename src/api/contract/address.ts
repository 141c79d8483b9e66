import { z } from 'zod';
import { instanceId, workflowName } from '../../core/names.js';

/** Where the operations live, and what their paths are made of. */
export const apiPath = '/api/v1';
export const instancePath = `${apiPath}/instances/{instance}` as const;
export const ingressPath = `${instancePath}/workflows/ingress` as const;
export const workflowPath = `${instancePath}/workflows/{workflow}` as const;

export const ofInstance = z.object({ instance: instanceId });
export const ofWorkflow = ofInstance.extend({ workflow: workflowName });
