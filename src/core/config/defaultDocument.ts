import { contactToProfile } from '../mapping/contactToProfile.js';
import type { WorkflowName } from '../names.js';
import { type Configs, configSchemas } from './index.js';

/** What a workflow is configured as before anyone saved anything: contacts to profiles, and nothing else chosen (spec 1.2-1.4). */
export function defaultDocument<Workflow extends WorkflowName>(workflow: Workflow): Configs[Workflow] {
  const chosen = workflow === 'ingress' ? { mappings: [contactToProfile] } : {};
  return configSchemas[workflow].parse(chosen) as Configs[Workflow];
}
