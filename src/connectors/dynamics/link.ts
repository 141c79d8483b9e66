import { forLane } from './errors.js';

/**
 * The path of a link that Dataverse gave, character for character: paging cookies and tokens do not survive a second encoding.
 * @throws CannotGoOn when the link leads to another origin than the environment's, where the token must not go
 */
export function pathOfLink(link: string, api: string, table: string): string {
  const parts = /^https?:\/\/[^/?#\\]+(\/[^#\\]*)$/i.exec(link);
  if (parts?.[1] === undefined || !leadsTo(link, api)) throw forLane('dynamics-foreign-link', { table });
  return parts[1];
}

/** Whether a link leads to the environment's own origin. */
export const leadsTo = (link: string, api: string): boolean => originOf(link) === originOf(api);

function originOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).origin : null;
}
