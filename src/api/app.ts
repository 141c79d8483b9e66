import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Connectors } from '../connectors/byInstance.js';
import type { Logger } from '../process/logger.js';
import type { Db } from '../store/database.js';
import type { Sealer } from '../store/encryption.js';
import { guardHost } from './guards/guardHost.js';
import { guardSite } from './guards/guardSite.js';
import { securityHeaders } from './guards/securityHeaders.js';
import { createEvents } from './live/events.js';
import { createSnapshots } from './live/snapshot.js';
import { localeOf } from './locale.js';
import { createMetrics, type Metrics } from './metrics.js';
import { servePage } from './page.js';
import type { Parts } from './parts.js';
import { ApiProblem } from './problems/apiProblem.js';
import { asProblem } from './problems/asProblem.js';
import { problemDetails } from './problems/problemDetails.js';
import { requestLog } from './requestLog.js';
import { configurationRoutes } from './routes/configurations.js';
import { mappingCommandRoutes } from './routes/mappingCommands.js';
import { mappingRoutes } from './routes/mappings.js';
import { metadataRoutes } from './routes/metadata.js';
import { mountOperations } from './routes/mount.js';
import { previewRoutes } from './routes/preview.js';
import { processRoutes } from './routes/process.js';
import { recordRoutes } from './routes/records.js';
import { rejectedRoutes } from './routes/rejected.js';
import { verifyRoutes } from './routes/verify.js';
import { settingsRoutes } from './routes/settings.js';
import { workflowRoutes } from './routes/workflows.js';
import type { Systems } from './systems.js';
import type { TemporalGateway } from './temporalGateway.js';

export interface AppParts {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly showPersonalData: boolean;
  readonly temporal: TemporalGateway;
  readonly systems: Systems;
  readonly connectors: Connectors;
  readonly log: Logger;
  /** Wall clock, ms since the epoch. */
  readonly now: () => number;
  /** Folder of the built page. */
  readonly webRoot: string;
  readonly version: string;
}

export interface Api {
  readonly app: Express;
  readonly metrics: Metrics;
  /** Ends the live streams, which would otherwise keep the server from closing. */
  close(): void;
}

/** The API and the page as an Express app; who listens is up to the caller. */
export function createApp({ webRoot, version, now, ...given }: AppParts): Api {
  const parts: Parts = { ...given, snapshots: createSnapshots(given.db, given.temporal, now) };
  const metrics = createMetrics(parts);
  const events = createEvents(parts);
  const app = express().disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.use(requestLog(given.log), metrics.measure, ...securityHeaders(), guardHost, guardSite);
  mountOperations(
    app,
    {
      ...workflowRoutes(parts),
      ...configurationRoutes(parts),
      ...mappingRoutes(parts),
      ...settingsRoutes(parts),
      ...metadataRoutes(parts),
      ...mappingCommandRoutes(parts),
      ...rejectedRoutes(parts),
      ...recordRoutes(parts),
      ...previewRoutes(parts),
      ...verifyRoutes(parts),
      ...processRoutes(parts, metrics, version),
    },
    events.follow,
  );
  servePage(app, webRoot);
  app.use(nothingHere, answerProblem(given.log));
  return { app, metrics, close: () => events.close() };
}

const nothingHere: RequestHandler = () => {
  throw new ApiProblem(404, 'route-unknown');
};

/** Every error ends here and becomes problem details in the reader's language. */
function answerProblem(log: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = asProblem(error);
    const id = typeof request.id === 'string' ? request.id : randomUUID();
    if (problem.status === 500) log.error({ err: problem.cause, requestId: id }, 'a request failed unexpectedly');
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const locale = localeOf(request);
    response
      .status(problem.status)
      .set({ 'Cache-Control': 'no-store', ...problem.headers, 'Content-Language': locale })
      .vary('Accept-Language')
      .type('application/problem+json')
      .send(JSON.stringify(problemDetails(problem, id, locale)));
  };
}
