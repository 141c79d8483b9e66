import type { SandboxRequest } from '../shell/system.js';
import { badParameter } from './errors.js';
import type { Condition } from './filters.js';
import type { Instance, Table } from './instance.js';
import { defaultLineCount } from './limits.js';
import type { Orders } from './order.js';
import type { Values } from './records.js';
import type { View } from './schema.js';
import { hidesNothing, isVisible } from './visibility.js';

export interface Listing {
  readonly instance: Instance;
  readonly table: Table;
  readonly view: View;
  readonly conditions: readonly Condition[];
  readonly orders: Orders;
  readonly request: SandboxRequest;
  /** The address that was asked, without its query and without `_count`. */
  readonly url: string;
  /** Turns a record into JSON. */
  readonly show: (number: number, values: Readonly<Values>) => string;
}

/** One page (reference adobe-campaign-api §5): `content`, `count`, `next` while more remains, `serverSidePagination`. */
export function page(listing: Listing): string {
  const { instance, table, request, url } = listing;
  const { query } = request;
  const lineCount = lineCountOf(query, instance.settings.maxLineCount);
  const start = query.get('_lineStart');
  const from = start === null ? 0 : lineAt(instance, start);
  const drifting = instance.settings.driftingPages;

  const shown: string[] = [];
  let next: number | undefined;
  let skipped = 0;
  for (const { number, values, place } of matching(listing, drifting ? 0 : from)) {
    if (drifting && skipped < from) {
      skipped += 1;
      continue;
    }
    if (shown.length === lineCount) {
      next = drifting ? from + lineCount : place;
      break;
    }
    shown.push(listing.show(number, values));
  }

  const withheld =
    next !== undefined &&
    table.records.count > instance.settings.bigTableThreshold &&
    query.get('_forcePagination') !== 'true';
  const count = {
    href: address(`${url}/_count`, query, instance.lines.seal(from, 0)),
    ...(start === null && next === undefined ? { value: shown.length } : {}),
  };
  const parts = [`"content":[${shown.join(',')}]`, `"count":${JSON.stringify(count)}`];
  if (next !== undefined && !withheld) {
    parts.push(`"next":${JSON.stringify({ href: address(url, query, instance.lines.seal(next, 0)) })}`);
  }
  parts.push(`"serverSidePagination":${withheld ? 'false' : 'true'}`);
  return `{${parts.join(',')}}`;
}

export function count(listing: Listing): number {
  const { instance, table, conditions } = listing;
  if (conditions.length === 0 && hidesNothing(instance, table)) return table.records.count;
  let found = 0;
  for (const _ of matching(listing, 0)) found += 1;
  return found;
}

interface Candidate {
  readonly number: number;
  /** Where a page that begins with it goes on. */
  readonly place: number;
}

function* matching(listing: Listing, from: number): Iterable<Candidate & { readonly values: Readonly<Values> }> {
  const { instance, table, conditions } = listing;
  for (const { number, place } of candidates(listing, from)) {
    const values = table.records.values(number);
    if (values === undefined || !isVisible(instance, table, values)) continue;
    if (conditions.every((condition) => condition.holds(number, values))) yield { number, values, place };
  }
}

/** In the list's order: as they were created, unless an order is asked for or pages shall drift. */
function* candidates(
  { instance, table, view, conditions, orders, request }: Listing,
  from: number,
): Iterable<Candidate> {
  const order = request.query.get('_order');
  const few = conditions.find((condition) => condition.candidates !== undefined)?.candidates;
  if (order !== null && order !== '') {
    const sorted = orders.sorted(table, view, order);
    const passing = few && new Set(few);
    const numbers = passing === undefined ? sorted : sorted.filter((number) => passing.has(number));
    for (let place = from; place < numbers.length; place += 1) yield { number: numbers[place] ?? 0, place };
  } else if (few !== undefined) {
    for (const number of few) if (number >= from) yield { number, place: number };
  } else if (instance.settings.driftingPages) {
    for (let number = table.records.end - 1; number >= 0; number -= 1) yield { number, place: number };
  } else {
    for (let number = from; number < table.records.end; number += 1) yield { number, place: number };
  }
}

function lineCountOf(query: URLSearchParams, most: number): number {
  const asked = query.get('_lineCount');
  if (asked === null) return defaultLineCount;
  const lineCount = Number(asked);
  if (!Number.isInteger(lineCount) || lineCount < 1) throw badParameter('_lineCount');
  return Math.min(lineCount, most);
}

function lineAt({ lines }: Instance, start: string): number {
  const opened = lines.open(start);
  if (opened === undefined) throw badParameter('_lineStart');
  return opened.number;
}

/** Keeps what the caller asked for and moves the position. */
function address(url: string, query: URLSearchParams, line: string): string {
  const kept = new URLSearchParams(query);
  kept.delete('_lineStart');
  const others = [...kept].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${url}?${[...others, `_lineStart=${line}`].join('&')}`;
}
