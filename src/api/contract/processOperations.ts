import { z } from 'zod';
import { apiPath } from './address.js';
import type { Operation } from './operation.js';
import { readiness } from './readiness.js';

/** What the process says of itself. */
export const processOperations = {
  readOpenApi: {
    method: 'get',
    path: `${apiPath}/openapi.json`,
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
