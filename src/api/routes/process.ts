import type { ProblemCode } from '../../core/problems/describe.js';
import type { Dependency } from '../contract/readiness.js';
import { openApi } from '../contract/openApi.js';
import type { Metrics } from '../metrics.js';
import type { Parts } from '../parts.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { checkReadiness } from '../readiness.js';
import { type Handlers, ok } from './route.js';

type Ids = 'checkHealth' | 'checkReadiness' | 'readMetrics' | 'readOpenApi';

const away: Record<Dependency, ProblemCode> = {
  database: 'store-unavailable',
  temporal: 'temporal-unavailable',
  worker: 'worker-unavailable',
};

/** What the process says of itself. */
export function processRoutes(parts: Parts, metrics: Metrics, version: string): Pick<Handlers, Ids> {
  const document = openApi(version);
  return {
    checkHealth: () => Promise.resolve(ok({ status: 'ok' })),
    checkReadiness: async () => {
      const readiness = await checkReadiness(parts);
      const missing = (Object.keys(away) as Dependency[]).filter((name) => readiness.checks[name] === 'away');
      const [first] = missing;
      if (!first) return ok(readiness);
      throw new ApiProblem(503, away[first], { params: { away: missing.join(', ') }, headers: { 'Retry-After': '1' } });
    },
    readMetrics: async () => ok(await metrics.read(), { 'Content-Type': metrics.registry.contentType }),
    readOpenApi: () => Promise.resolve(ok(document)),
  };
}
