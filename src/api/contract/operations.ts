import { configurationOperations } from './configurationOperations.js';
import { mappingCommandOperations } from './mappingCommandOperations.js';
import { mappingOperations } from './mappingOperations.js';
import { metadataOperations } from './metadataOperations.js';
import type { Operation } from './operation.js';
import { previewOperations } from './previewOperations.js';
import { processOperations } from './processOperations.js';
import { recordOperations } from './recordOperations.js';
import { verifyOperations } from './verifyOperations.js';
import { settingsOperations } from './settingsOperations.js';
import { workflowOperations } from './workflowOperations.js';

/** Everything that the API does. Routes, OpenAPI, 405 answers and the contract test are made from it. */
export const operations = {
  ...workflowOperations,
  ...configurationOperations,
  ...mappingOperations,
  ...settingsOperations,
  ...metadataOperations,
  ...mappingCommandOperations,
  ...recordOperations,
  ...previewOperations,
  ...verifyOperations,
  ...processOperations,
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
