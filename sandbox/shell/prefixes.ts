import type { ServiceName } from './system.js';

export interface Destination {
  readonly service: ServiceName;
  /** What is taken off the path before the service sees it. */
  readonly prefix: string;
}

/** By the first segment of the path; Entra's has the tenant there, so it is told by the second. */
const byFirstSegment: Readonly<Record<string, Destination>> = {
  dynamics: { service: 'dynamics', prefix: '/dynamics' },
  // Clients that take no more than an origin call Dataverse here.
  api: { service: 'dynamics', prefix: '' },
  'campaign-host': { service: 'campaign', prefix: '/campaign-host' },
  ims: { service: 'ims', prefix: '/ims' },
};
const entra: Destination = { service: 'entra', prefix: '' };

export function destinationOf(path: string): Destination | undefined {
  const end = path.indexOf('/', 1);
  const first = end < 0 ? path.slice(1) : path.slice(1, end);
  const known = Object.hasOwn(byFirstSegment, first) ? byFirstSegment[first] : undefined;
  if (known) return known;
  return end > 0 && path.startsWith('/oauth2/', end) ? entra : undefined;
}
