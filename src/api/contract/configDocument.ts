import { z } from 'zod';
import { configSchemas } from '../../core/config/index.js';

/** The configuration document of one of the workflows, as OpenAPI describes it; routes parse with the workflow's own schema. */
export const configDocument = z.union([configSchemas.ingress, configSchemas.egress, configSchemas.optInOut]);
