import { configurationOperations } from './configurationOperations.js';
import { mappingCommandOperations } from './mappingCommandOperations.js';
import { metadataOperations } from './metadataOperations.js';
import type { Operation } from './operation.js';
import { processOperations } from './processOperations.js';
import { recordOperations } from './recordOperations.js';
import { workflowOperations } from './workflowOperations.js';

/** Everything that the API does. Routes, OpenAPI, 405 answers and the contract test are made from it. */
export const operations = {
  ...workflowOperations,
  ...configurationOperations,
  ...metadataOperations,
  ...mappingCommandOperations,
  ...recordOperations,
  ...processOperations,
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
