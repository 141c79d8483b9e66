import type { Answer, Call } from '../context.js';
import { DataverseError, malformedQuery } from '../errors.js';
import { maxPageSize } from '../limits.js';
import { page } from '../read/page.js';
import type { Query } from '../read/query.js';
import { columnsFor, rendererOf } from '../read/render.js';
import type { Place } from '../read/skipToken.js';
import type { Table } from '../rows/table.js';
import { readDeltaToken, writeDeltaToken } from './deltaToken.js';
import { countChanges, deltaPage } from './window.js';

/** Refuses what tracking cannot be combined with (reference dataverse-web-api §4.1, §4.4; status and code of the latter unconfirmed). */
export function checkTrackable(table: Table, query: Query): void {
  if (!table.tracked) {
    const message = `Entity: ${table.definition.name} isn't enabled for change tracking.`;
    throw new DataverseError(400, '0x80072491', message);
  }
  const refused = (['filter', 'orderby', 'expand', 'top', 'apply'] as const).find((name) => query[name] !== undefined);
  if (refused) throw malformedQuery(`The query parameter $${refused} is not supported when changes are tracked.`);
}

/** The first read: all live rows, and at the end of them the link to what changes from the first page on. */
export function firstRead(call: Call, table: Table, query: Query, place: Place | undefined): Answer {
  const { environment, preferences } = call;
  const { rows } = table;
  const start = place ?? {
    page: 0,
    reading: 'first' as const,
    at: 0,
    from: rows.size(),
    to: environment.versions.current(),
    since: environment.clock.now(),
    deletes: false,
  };
  const limit = preferences.pageSize ?? maxPageSize;
  const render = rendererOf(table, columnsFor(table, query.select), preferences, environment);
  const records: string[] = [];
  let at = start.at;
  for (; at < start.from && records.length < limit; at++) if (rows.isLive(at)) records.push(render(at));
  while (at < start.from && !rows.isLive(at)) at += 1;
  const next = at < start.from ? { ...start, page: start.page + 1, at } : undefined;
  return page(call, table, query, {
    records,
    next,
    deltaToken: next ? undefined : writeDeltaToken(start.to, start.since),
  });
}

export function deltaRead(call: Call, table: Table, query: Query, place: Place | undefined): Answer {
  const { environment, preferences, api } = call;
  const start = place ?? newWindow(call, table, query);
  const render = rendererOf(table, columnsFor(table, query.select), preferences, environment);
  const { changes, next } = deltaPage(table.rows, start, preferences.pageSize ?? maxPageSize);
  const deletedContext = `"@odata.context":"${api}/$metadata#${table.definition.set}/$deletedEntity"`;
  const records = changes.map(({ index, deleted }) =>
    deleted ? `${deletedContext},"id":"${table.rows.id(index)}","reason":"deleted"` : render(index),
  );
  return page(call, table, query, {
    records,
    delta: true,
    next: next && { ...start, ...next, page: start.page + 1 },
    deltaToken: next ? undefined : writeDeltaToken(start.to, start.since),
  });
}

/** `/$count?$deltatoken=`: the entries that a delta read would give. */
export function deltaCount(call: Call, table: Table, deltatoken: string): number {
  return countChanges(table.rows, readDeltaToken(deltatoken, table, call), call.environment.versions.current());
}

function newWindow(call: Call, table: Table, query: Query): Place {
  const from = readDeltaToken(query.deltatoken ?? '', table, call);
  const { clock, versions } = call.environment;
  return { page: 0, reading: 'delta', at: from, from, to: versions.current(), since: clock.now(), deletes: false };
}
