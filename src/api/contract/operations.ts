import { configurationOperations } from './configurationOperations.js';
import { metadataOperations } from './metadataOperations.js';
import type { Operation } from './operation.js';
import { processOperations } from './processOperations.js';
import { workflowOperations } from './workflowOperations.js';

/** Everything that the API does. Routes, OpenAPI, 405 answers and the contract test are made from it. */
export const operations = {
  ...workflowOperations,
  ...configurationOperations,
  ...metadataOperations,
  ...processOperations,
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
