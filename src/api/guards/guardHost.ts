import type { RequestHandler } from 'express';
import { ApiProblem } from '../problems/apiProblem.js';
import { isLoopback } from './loopback.js';

/**
 * Answers only under names of this machine: a foreign name that resolves to 127.0.0.1 (DNS rebinding) would let any web site
 * act as the page's own.
 */
export const guardHost: RequestHandler = (request, _response, next) => {
  if (!isLoopback(hostIn(request.headers.host ?? ''))) throw new ApiProblem(403, 'host-refused');
  next();
};

const hostIn = (header: string) => header.replace(/:\d*$/, '');
