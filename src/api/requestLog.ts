import { randomUUID } from 'node:crypto';
import type { Logger } from '../process/logger.js';
import { pinoHttp } from 'pino-http';

/** Asked every few seconds by probes and scrapers. */
const quiet = new Set(['/healthz', '/readyz', '/metrics']);

/** One line per request: number, method, path without its query, status, time. No header and no body gets into it. */
export function requestLog(logger: Logger) {
  return pinoHttp({
    logger,
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    serializers: {
      req: ({ id, method, url }: { id: string; method: string; url: string }) => ({ id, method, path: pathOf(url) }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
    },
    autoLogging: { ignore: (request) => quiet.has(pathOf(request.url ?? '')) },
    customLogLevel: (_request, response) =>
      response.statusCode >= 500 && response.statusCode !== 503 ? 'error' : 'debug',
  });
}

const pathOf = (url: string) => url.split('?', 1)[0] ?? '';
