import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { Operation } from '../contract/operation.js';
import { operations } from '../contract/operations.js';
import { deadlineIn } from '../deadline.js';
import { answerWithinMs, bodyDepth, bodyMb } from '../limits.js';
import { localeOf } from '../locale.js';
import { pointerTo } from '../../core/problems/mistake.js';
import { ApiProblem } from '../problems/apiProblem.js';
import { beyondDepth } from '../problems/depth.js';
import { queryOf } from './queryOf.js';
import type { Call, Handler, Handlers, Reply } from './route.js';

/** Mounts a route for every operation, and 405 with Allow for the other methods of their paths. */
export function mountOperations(app: Express, handlers: Handlers, followEvents: RequestHandler): void {
  const allowed = new Map<string, string[]>();
  for (const [id, operation] of Object.entries<Operation>(operations)) {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    allowed.set(path, [...(allowed.get(path) ?? []), ...methodsOf(operation)]);
    const answer =
      id === 'followEvents'
        ? followEvents
        : (request: Request, response: Response) =>
            (handlers[id as keyof Handlers] as Handler)(callOf(request, response)).then((reply) =>
              send(reply, response),
            );
    app[operation.method](path, named(operation), takeQuery(operation), ...bodyParsers(operation), answer);
  }
  for (const [path, methods] of allowed) app.all(path, refuseMethod(methods));
}

/** A long answer is written while it is made. */
function send({ status, headers = {}, body }: Reply, response: Response): unknown {
  // A tag names what is saved; unless the answer is nothing but that, it may have changed under the same tag.
  if (headers['Cache-Control'] === undefined) delete response.req.headers['if-none-match'];
  response.status(status).set(headers);
  return isStream(body) ? stream(body, response) : response.send(body);
}

async function stream(body: AsyncIterable<string>, response: Response): Promise<void> {
  try {
    await pipeline(Readable.from(body), response);
  } catch (error) {
    // Who asked has left, and reading ended with that: nothing went wrong.
    if (!isCut(error)) throw error;
  }
}

const isCut = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

const isStream = (body: unknown): body is AsyncIterable<string> =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body;

const methodsOf = ({ method }: Operation) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]);

/** Metrics count by the operation's path, which has no ids in it. */
const named =
  ({ path }: Operation) =>
  (_request: Request, response: Response, next: NextFunction) => {
    response.locals['route'] = path;
    response.set('Cache-Control', 'no-store');
    next();
  };

/** Before the body is taken: a request that is refused anyway need not send it. */
const takeQuery =
  (operation: Operation): RequestHandler =>
  (request, response, next) => {
    response.locals['query'] = queryOf(operation, request);
    next();
  };

function refuseMethod(methods: readonly string[]): RequestHandler {
  const allow = methods.join(', ');
  return (request, response) => {
    if (request.method === 'OPTIONS') {
      response.status(204).set('Allow', allow).end();
      return;
    }
    const params = { method: request.method, allow };
    throw new ApiProblem(405, 'method-not-allowed', { params, headers: { Allow: allow } });
  };
}

function bodyParsers({ body, bodyOptional }: Operation): RequestHandler[] {
  if (!body) return [];
  const limit = `${bodyMb}mb`;
  return [
    express.json({ limit, type: 'application/json', verify: noteBytes }),
    // Whatever else there is gets read as bytes, to learn whether there is anything: an empty body may come with any type or none.
    express.raw({ limit, type: (request) => !isJson(request) }),
    refuseOtherTypes,
    ...(bodyOptional ? [] : [refuseEmpty]),
    refuseDeepNesting,
  ];
}

/** `is` wants the body to be there; the header alone counts here. */
const isJson = ({ headers }: IncomingMessage) => /^\s*application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  const bytes: unknown = request.body;
  if (Buffer.isBuffer(bytes)) {
    if (bytes.length > 0) throw new ApiProblem(415, 'content-type-wrong', { headers: { Accept: 'application/json' } });
    request.body = undefined;
  }
  next();
};

/** The parser makes `{}` of no bytes. */
function noteBytes(_request: IncomingMessage, response: ServerResponse, bytes: Buffer): void {
  (response as Response).locals['bodyBytes'] = bytes.length;
}

/** Nothing is not a document: `{}` would do for some, and a body that got lost must not become a saved one. */
const refuseEmpty: RequestHandler = (_request, response, next) => {
  if (!response.locals['bodyBytes']) throw new ApiProblem(400, 'body-malformed');
  next();
};

const refuseDeepNesting: RequestHandler = (request, _response, next) => {
  const beyond = beyondDepth(bodyDepth, request.body);
  if (beyond)
    throw ApiProblem.refused([{ pointer: pointerTo(beyond), code: 'too-deep', params: { limit: bodyDepth } }]);
  next();
};

function callOf(request: Request, response: Response): Call {
  const parameters = Object.fromEntries(Object.entries(request.params).map(([name, value]) => [name, String(value)]));
  return {
    parameters,
    query: response.locals['query'],
    body: (request.body as unknown) ?? {},
    ifMatch: request.get('if-match'),
    locale: localeOf(request),
    deadline: deadlineIn(answerWithinMs),
  };
}
