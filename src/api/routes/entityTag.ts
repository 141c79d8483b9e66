import { ApiProblem } from '../problems/apiProblem.js';
import type { Call } from './route.js';

/** The entity tag of a configuration version. Strong: a version never changes. */
export const entityTag = (version: number): string => `"v${version}"`;

/** What an If-Match header asks for: tells whether a version satisfies it (RFC 9110, section 13.1.1; weak tags never match). */
export function ifMatch(header: string): (version: number) => boolean {
  const wanted = header.trim();
  if (wanted === '*') return () => true;
  const tags = new Set(wanted.split(',').map((tag) => tag.trim()));
  return (version) => tags.has(entityTag(version));
}

/** What the request asks for with If-Match. @throws ApiProblem 428 without one */
export function neededIfMatch({ ifMatch: header }: Call): (version: number) => boolean {
  if (header === undefined) throw new ApiProblem(428, 'version-missing');
  return ifMatch(header);
}
