import type { SandboxRequest, SandboxResponse } from '../shell/system.js';
import { engineRefusal, json } from './answer.js';
import type { Counters } from './counters.js';
import type { Root } from './definition.js';
import { EngineError, malformedPKey, wrongPath } from './errors.js';
import { condition, filtersOf, isShown } from './filters.js';
import type { Instance, Table } from './instance.js';
import { count, type Listing, page } from './list.js';
import { describedTable, filtersDocument, resourceDocument, tablesDocument } from './metadata.js';
import { type Opaque, opaque } from './opaque.js';
import { columnAt, createOrders } from './order.js';
import { createOne, deleteOne, type Found, findOne, readOne, updateOne } from './one.js';
import { createRenderer, type Renderer } from './render.js';
import type { View } from './schema.js';

interface EngineOptions {
  readonly instance: Instance;
  readonly seed: number;
  readonly tenant: string;
  readonly counters: Counters;
}

/** One request on its way through the engine. */
interface Asked {
  readonly request: SandboxRequest;
  readonly root: Root;
  readonly rootUrl: string;
  /** Decoded, behind the root. */
  readonly segments: readonly string[];
}

export interface Engine {
  /** `request.path` starts with `/<tenant>/campaign/`. */
  handle(request: SandboxRequest): SandboxResponse;
}

const roots: readonly Root[] = ['profileAndServices', 'profileAndServicesExt', 'customResources'];

/** Campaign behind its gateway: finds what a path means, does it, and turns refusals into answers. */
export function createEngine({ instance, seed, tenant, counters }: EngineOptions): Engine {
  const seals: Opaque = opaque(seed, 'metadata');
  const orders = createOrders();
  /** Views are made anew with the settings, and these go with them. */
  const renderers = new WeakMap<View, Renderer>();
  const prefix = `/${tenant}/campaign/`;

  function handle(request: SandboxRequest): SandboxResponse {
    try {
      return route(asked(request));
    } catch (error) {
      if (error instanceof EngineError) return engineRefusal(error, instance.settings);
      throw error;
    }
  }

  function asked(request: SandboxRequest): Asked {
    const [first = '', ...segments] = request.path.slice(prefix.length).split('/').filter(Boolean).map(decoded);
    const root = roots.find((root) => root === first);
    if (root === undefined) throw wrongPath(first);
    const rootUrl = `${instance.settings.linkHost || request.base}${prefix}${root}`;
    return { request, root, rootUrl, segments };
  }

  function route(asked: Asked): SandboxResponse {
    const [first, ...rest] = asked.segments;
    if (first === undefined || first === 'resourceType') return describe(asked, rest);
    const name = first.replace(/\.json$/, '');
    const table = instance.tables.get(name);
    const view = table?.schema.views.get(asked.root);
    if (table === undefined || view === undefined) throw wrongPath(`/${asked.segments.join('/')}`);
    if (rest[0] === 'metadata' && rest.length === 1) return describe(asked, [name]);
    counters.add(asked.request.method);
    try {
      return { ...operate(asked, table, view, rest), engineCalls: 1 };
    } catch (error) {
      if (error instanceof EngineError) return { ...engineRefusal(error, instance.settings), engineCalls: 1 };
      throw error;
    }
  }

  function describe({ request, root, rootUrl, segments }: Asked, rest: readonly string[]): SandboxResponse {
    const place = { instance, root, rootUrl, seals };
    if (request.method !== 'GET') throw wrongPath(segments.join('/'));
    const [name, more, ...others] = rest;
    if (name === undefined) return json(200, tablesDocument(place));
    const table = describedTable(place, name);
    if (table === undefined || others.length > 0) throw wrongPath(segments.join('/'));
    if (more === undefined) return json(200, resourceDocument(place, table));
    if (more !== 'filters') throw wrongPath(segments.join('/'));
    return json(200, filtersDocument(place, table));
  }

  function operate(asked: Asked, table: Table, view: View, rest: readonly string[]): SandboxResponse {
    const { request } = asked;
    const [first, second, ...others] = rest;
    if (first === undefined && request.method === 'POST') return createOne(onOne(asked, table, view), request.body);
    if (first === undefined) return list(asked, table, view, rest);
    if (second !== undefined && view.attributes.get(second)?.kind === 'collection' && others.length === 0) {
      return collection(asked, table, first);
    }
    if (leadsToList(table, view, asked.root, first)) return list(asked, table, view, rest);
    if (second !== undefined) throw wrongPath(`/${asked.segments.join('/')}`);
    const one = onOne(asked, table, view);
    const found = findOne(one, first);
    if (request.method === 'GET') return readOne(one, found);
    if (request.method === 'PATCH') return updateOne(one, found, request.body);
    if (request.method === 'DELETE') return deleteOne(one, found);
    throw wrongPath(`/${asked.segments.join('/')}`);
  }

  function onOne({ root, rootUrl }: Asked, table: Table, view: View): Found {
    return { instance, table, view, root, rootUrl, render: rendererOf(table, view) };
  }

  function rendererOf(table: Table, view: View): Renderer {
    const known = renderers.get(view);
    if (known !== undefined) return known;
    const made = createRenderer(instance, table, view);
    renderers.set(view, made);
    return made;
  }

  /** Filters one after the other, then `_count` or one column, each at most once (reference adobe-campaign-api §5). */
  function list(asked: Asked, table: Table, view: View, rest: readonly string[]): SandboxResponse {
    const { request, root, rootUrl } = asked;
    if (request.method !== 'GET') throw wrongPath(`/${asked.segments.join('/')}`);
    const wanted = rest.at(-1);
    const column = wanted === undefined ? undefined : columnAt(view, wanted);
    const counted = wanted === '_count';
    const names = column !== undefined || counted ? rest.slice(0, -1) : rest;
    const filters = names.map((name) => {
      const filter = filtersOf(table, root).find((filter) => filter.name === name);
      if (filter === undefined) throw wrongPath(`/${asked.segments.join('/')}`);
      return filter;
    });
    const slash = instance.settings.doubleSlashes ? '//' : '/';
    const shown = [...names, ...(column === undefined ? [] : [wanted ?? ''])].map((name) => `${slash}${name}`).join('');
    const render = rendererOf(table, view);
    const listing: Listing = {
      instance,
      table,
      view,
      orders,
      request,
      conditions: filters.map((filter) => condition(table, filter, request.query, instance.now())),
      url: `${rootUrl}/${table.name}${shown}`,
      show: (number, values) => {
        const record = render(number, values, rootUrl);
        return column === undefined ? record : scalarOf(record, wanted ?? '');
      },
    };
    if (counted) return { ...json(200, { count: count(listing) }), applied: 'read' };
    return { status: 200, body: page(listing), applied: 'read' };
  }

  /** The token in a collection's address is not its record's PKey: addresses are followed, not composed (reference §2). */
  function collection(asked: Asked, table: Table, token: string): SandboxResponse {
    const loose = instance.settings.strictCollections ? undefined : table.numberOf(token);
    const number = table.collections.open(token)?.number ?? loose;
    if (number === undefined) throw malformedPKey(token);
    if (asked.request.method !== 'GET') throw wrongPath(`/${asked.segments.join('/')}`);
    const href = `${asked.rootUrl}/${asked.segments.join('/')}/_count`;
    return { ...json(200, { content: [], count: { href, value: 0 }, serverSidePagination: true }), applied: 'read' };
  }

  return { handle };
}

/** A PKey starts with `@`; anything else may be a key's value, unless a list goes by that name. */
function leadsToList(table: Table, view: View, root: Root, segment: string): boolean {
  if (segment.startsWith('@')) return false;
  if (segment === '_count' || columnAt(view, segment) !== undefined) return true;
  return table.schema.filters.some(({ name, custom }) => name === segment && isShown(custom, root));
}

/** Read back from the whole record, so that one column looks exactly as it does there. */
function scalarOf(record: string, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((outer, name) => (outer as Record<string, unknown>)[name], JSON.parse(record));
  return JSON.stringify(value);
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw malformedPKey(segment);
  }
}
