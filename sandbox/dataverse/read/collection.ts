import type { Answer, Call } from '../context.js';
import { notSimulated } from '../errors.js';
import { countCap, maxPageSize } from '../limits.js';
import type { Table } from '../rows/table.js';
import { checkTrackable, deltaCount, deltaRead, firstRead } from '../tracking/trackedRead.js';
import { expandedRenderer } from './expand.js';
import { scopeOf } from './links.js';
import { page } from './page.js';
import { type Query, queryOf } from './query.js';
import { type Selection, selectionOf } from './selection.js';
import { type Place, readSkipToken } from './skipToken.js';

/** `GET /contacts`: tracked or not, first page or a later one. */
export function readCollection(call: Call, table: Table): Answer {
  const query = queryOf(call.request.query);
  if (query.apply !== undefined) throw notSimulated('$apply');
  const place = query.skiptoken === undefined ? undefined : readSkipToken(query.skiptoken, scopeOf(call.request.query));
  const reading = place?.reading ?? readingOf(call, query);
  if (reading !== 'rows') checkTrackable(table, query);
  if (reading === 'first') return firstRead(call, table, query, place);
  if (reading === 'delta') return deltaRead(call, table, query, place);
  return plainRead(call, table, query, place);
}

/** `GET /contacts/$count` as plain text behind a byte order mark. */
export function countRows(call: Call, table: Table): Answer {
  const query = queryOf(call.request.query);
  let count: number;
  if (query.deltatoken === undefined) {
    count = query.filter === undefined ? table.rows.live() : counted(selectionOf(table, query, call.environment));
    count = Math.min(count, countCap);
  } else {
    checkTrackable(table, query);
    count = deltaCount(call, table, query.deltatoken);
  }
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: `\uFEFF${count}`, applied: 'read', rows: 1 };
}

function readingOf({ preferences }: Call, query: Query): Place['reading'] {
  if (query.deltatoken !== undefined) return 'delta';
  return preferences.trackChanges ? 'first' : 'rows';
}

function plainRead(call: Call, table: Table, query: Query, place: Place | undefined): Answer {
  const { environment, preferences } = call;
  const selection = selectionOf(table, query, environment);
  const render = expandedRenderer(table, query, preferences, environment);
  const pageNumber = place?.page ?? 0;
  // $top counts only where no page size was asked for (reference §3).
  const top = preferences.pageSize === undefined ? query.top : undefined;
  const left = top === undefined ? Number.POSITIVE_INFINITY : top - pageNumber * maxPageSize;
  const limit = Math.min(preferences.pageSize ?? maxPageSize, left);

  const records: string[] = [];
  let at = place?.at ?? 0;
  let more = false;
  for (const row of limit > 0 ? selection.from(at) : []) {
    if (records.length === limit) {
      more = limit < left;
      break;
    }
    records.push(render(row.index));
    at = row.place;
  }
  const total = query.count ? counted(selection) : undefined;
  return page(call, table, query, {
    records,
    next: more ? { page: pageNumber + 1, reading: 'rows', at, from: 0, to: 0, since: 0, deletes: false } : undefined,
    count: total === undefined ? undefined : Math.min(total, countCap),
    countLimitExceeded: total !== undefined && total > countCap,
  });
}

/** No further than one above the cap: that is all that anyone is told. */
function counted(selection: Selection): number {
  let count = 0;
  for (const _ of selection.from(0)) {
    count += 1;
    if (count > countCap) break;
  }
  return count;
}
