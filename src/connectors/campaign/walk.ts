import type { ResourceWalk } from '../../core/ports.js';
import { PositionLost, RecordRefused } from '../../core/problems/failures.js';
import { parseObject } from '../http/index.js';
import { fromWire } from './aliases.js';
import { meaningOf } from './answers.js';
import type { CampaignClient } from './client.js';
import { faultOf, forLane, oddAnswer } from './errors.js';
import { pathOfHref } from './href.js';

type Body = Readonly<Record<string, unknown>>;

/** Walks a resource's pages (reference adobe-campaign-api §5). */
export function campaignWalk(client: CampaignClient): ResourceWalk {
  return {
    async page(resource, link, records, gate) {
      // Without _forcePagination a large table ends after its first page, silently; `next` keeps it.
      const first = `${client.pathOf(resource)}?_lineCount=${records}&_forcePagination=true`;
      const { status, text } = await client.call('GET', link ?? first, gate);
      if (status !== 200) {
        const meaning = meaningOf(status, text, []);
        if (meaning.kind === 'absent' && link === null)
          throw forLane('campaign-resource-unknown', { resource: resource.name });
        const fault = faultOf(meaning, { resource: resource.name, writes: false, refusals: client.refusals });
        // Refused as a record would be, so it is the link: the same page was given out with it.
        if (fault instanceof RecordRefused)
          throw link === null ? oddAnswer(meaning.reason, false) : new PositionLost(meaning.reason);
        throw fault;
      }
      const body = parseObject(text);
      const content = body?.['content'];
      if (body === null || !Array.isArray(content)) throw oddAnswer('no list of records', false);
      const bodies = content.filter((record): record is Body => typeof record === 'object' && record !== null);
      return { bodies: bodies.map((record) => fromWire(resource, record)), next: nextOf(body, client) };
    },
  };
}

/** The next page's path, character for character: its token does not survive a second encoding. */
function nextOf(body: Body, { basePath }: CampaignClient): string | null {
  const { next, serverSidePagination } = body;
  const href = typeof next === 'object' && next !== null ? (next as Body)['href'] : undefined;
  if (typeof href !== 'string') {
    // More remains, and the way to it is withheld: an end here would be taken for the whole resource.
    if (serverSidePagination === false) throw oddAnswer('a list without its next page', false);
    return null;
  }
  const path = pathOfHref(href, basePath);
  if (path === null) throw oddAnswer('a next page elsewhere', false);
  return path;
}
