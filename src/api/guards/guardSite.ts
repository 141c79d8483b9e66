import type { RequestHandler } from 'express';
import { ApiProblem } from '../problems/apiProblem.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** `none`: typed by the user. Programs send no such header. */
const ownSites = new Set([undefined, 'same-origin', 'none']);

/** Refuses what another web site makes a browser send (cross-site request forgery). */
export const guardSite: RequestHandler = (request, _response, next) => {
  if (!safeMethods.has(request.method)) {
    const { origin, host } = request.headers;
    const foreign = origin !== undefined && origin !== `${request.protocol}://${host}`;
    if (foreign || !ownSites.has(request.get('sec-fetch-site'))) throw new ApiProblem(403, 'cross-site');
  }
  next();
};
