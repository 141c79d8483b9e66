import type { WorkflowName } from '../names.js';
import { egressConfig, type EgressConfig } from './egress.js';
import { ingressConfig, type IngressConfig } from './ingress.js';
import { optInOutConfig, type OptInOutConfig } from './optInOut.js';

export interface Configs {
  ingress: IngressConfig;
  egress: EgressConfig;
  optInOut: OptInOutConfig;
}

/** The one definition of each workflow's configuration document. */
export const configSchemas = {
  ingress: ingressConfig,
  egress: egressConfig,
  optInOut: optInOutConfig,
} as const satisfies Record<WorkflowName, unknown>;
