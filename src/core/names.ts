import { z } from 'zod';

/** The three workflows of an instance (spec, "Words"). Also the names of their Temporal workflow types. */
export const workflowName = z.enum(['ingress', 'egress', 'optInOut']);
export type WorkflowName = z.infer<typeof workflowName>;
export const workflowNames: readonly WorkflowName[] = workflowName.options;

/** Which outside system a limit, a wait or a failure belongs to. */
export const systemName = z.enum(['dynamics', 'campaign']);
export type SystemName = z.infer<typeof systemName>;

/** An instance's id: it stands in URLs, Temporal workflow ids and metric labels. */
export const instanceId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, at most 40');

/** The Temporal workflow id of one workflow; it is also the lock that keeps one of each. */
export const temporalId = (instance: string, workflow: WorkflowName) => `passerelle/${instance}/${workflow}`;

/** The Temporal workflow id of a mapping's verification; so there is one at a time. */
export const verificationId = (instance: string, mapping: string) => `passerelle/${instance}/verify/${mapping}`;

/** Task queues: long readers never starve writers, and activity-only workers can scale out. */
export const taskQueues = {
  workflows: 'passerelle-workflows',
  readers: 'passerelle-readers',
  writers: 'passerelle-writers',
} as const;
