import type { Position, QueuedRecord, SourceRow } from '../../core/lane.js';
import type { DynamicsTable } from '../../core/metadata.js';
import type { ReadRequest, Source, SourcePage, TableWalk } from '../../core/ports.js';
import { CannotGoOn, PositionLost } from '../../core/problems/failures.js';
import type { Body, DynamicsClient } from './client.js';
import { type Asked, oddAnswer } from './errors.js';
import { idsPerQuery, pageRecords } from './limits.js';
import { leadsTo, pathOfLink } from './link.js';

/** Reads tables of Dataverse: a first load with change tracking, then the changes (reference dataverse-web-api §4). */
export function dynamicsSource(client: DynamicsClient): Source {
  return {
    async read(
      { table, position, properties, displayValues, reread = 'load' }: ReadRequest,
      signal: AbortSignal,
    ): Promise<SourcePage> {
      // Links are checked as they come, so the environment has got another address since, or is another one.
      if (position !== null && !leadsTo(position.link, client.api)) throw new PositionLost('another address');
      const wanted = position?.properties ?? withKey(table, properties);
      const path =
        position === null
          ? `${table.entitySet}?$select=${wanted.join(',')}`
          : pathOfLink(position.link, client.api, table.name);
      const asked = { table: table.name, properties: wanted, position: position !== null };
      const tracking = position?.phase === 'changes' ? [] : ['odata.track-changes'];
      const body = await client.get(path, asked, signal, preferring(tracking, displayValues));
      const page = pageOf(body, table, position?.phase ?? reread, wanted);
      pathOfLink(page.next.link, client.api, table.name);
      return page;
    },

    async byKeys(table, keys, properties, displayValues, signal) {
      if (keys.length > idsPerQuery) throw new RangeError(`at most ${idsPerQuery} keys per query`);
      const found = new Map<string, SourceRow>();
      if (keys.length === 0) return found;
      const wanted = withKey(table, properties);
      const asked: Asked = { table: table.name, properties: wanted };
      const filter = `Microsoft.Dynamics.CRM.In(PropertyName='${table.primaryKey}',PropertyValues=${JSON.stringify(keys)})`;
      let path: string | null = `${table.entitySet}?$select=${wanted.join(',')}&$filter=${inQuery(filter)}`;
      while (path !== null) {
        const body: Body = await client.get(path, asked, signal, preferring([], displayValues));
        for (const row of rowsOf(body)) found.set(keyOf(row, table.primaryKey), row);
        path = typeof body[nextLink] === 'string' ? pathOfLink(body[nextLink], client.api, table.name) : null;
      }
      return found;
    },

    async size(table, signal) {
      const path = `RetrieveTotalRecordCount(EntityNames=@p1)?@p1=${inQuery(JSON.stringify([table.name]))}`;
      try {
        const body = await client.get(path, { table: table.name }, signal);
        const counts = body['EntityRecordCountCollection'] as { Values?: unknown } | undefined;
        const count: unknown = Array.isArray(counts?.Values) ? counts.Values[0] : null;
        return typeof count === 'number' && count >= 0 ? count : null;
      } catch (failure) {
        if (failure instanceof CannotGoOn && failure.scope === 'lane') return null;
        throw failure;
      }
    },
  };
}

/** Reads tables as they are now, in the order of their keys (reference dataverse-web-api §3). */
export function dynamicsWalk(client: DynamicsClient): TableWalk {
  return {
    async page({ table, properties, displayValues, records, link }, signal) {
      if (link !== null && !leadsTo(link, client.api)) throw new PositionLost('another address');
      const wanted = withKey(table, properties);
      const path =
        link === null ? `${table.entitySet}?$select=${wanted.join(',')}` : pathOfLink(link, client.api, table.name);
      const asked: Asked = { table: table.name, properties: wanted, position: link !== null };
      const size = Math.min(records, pageRecords);
      const body = await client.get(path, asked, signal, preferring([], displayValues, size));
      const rows = rowsOf(body).map((row) => [keyOf(row, table.primaryKey), row] as const);
      const next = typeof body[nextLink] === 'string' ? body[nextLink] : null;
      if (next !== null) pathOfLink(next, client.api, table.name);
      return { records: rows, next };
    },
  };
}

const nextLink = '@odata.nextLink';
const deltaLink = '@odata.deltaLink';

/** Labels of choices, and the table that a lookup points to: what the mapping can show of a value. */
const annotations =
  'odata.include-annotations="OData.Community.Display.V1.FormattedValue,Microsoft.Dynamics.CRM.lookuplogicalname"';

/** The same on every page of a read (reference §3). */
function preferring(more: readonly string[], displayValues: boolean, records: number = pageRecords): string {
  return [...more, `odata.maxpagesize=${records}`, ...(displayValues ? [annotations] : [])].join(',');
}

/** Every read carries the key; each property once, in an order that does not depend on the mapping's. */
const withKey = (table: DynamicsTable, properties: readonly string[]) =>
  [...new Set([table.primaryKey, ...properties])].sort();

/** encodeURIComponent without the characters that a query may hold as they are: 400 ids must fit into a URL. */
const inQuery = (text: string) =>
  encodeURIComponent(text).replaceAll('%2C', ',').replaceAll('%5B', '[').replaceAll('%5D', ']');

function pageOf(body: Body, table: DynamicsTable, phase: Position['phase'], properties: readonly string[]): SourcePage {
  const records = rowsOf(body).map((row) => recordOf(row, table.primaryKey));
  const [next, delta] = [body[nextLink], body[deltaLink]];
  if (typeof next === 'string') return { records, next: { phase, link: next, properties }, more: true };
  if (typeof delta === 'string') return { records, next: { phase: 'changes', link: delta, properties }, more: false };
  throw oddAnswer('neither a next nor a delta link');
}

function rowsOf(body: Body): readonly SourceRow[] {
  if (!Array.isArray(body['value'])) throw oddAnswer('no list of rows');
  return body['value'] as readonly SourceRow[];
}

/** A deleted entry has nothing but its id, and a context that ends so (reference §4.3). */
function recordOf(row: SourceRow, primaryKey: string): QueuedRecord {
  const context = row['@odata.context'];
  if (typeof context === 'string' && context.endsWith('/$deletedEntity')) return [keyOf(row, 'id'), null];
  return [keyOf(row, primaryKey), row];
}

function keyOf(row: SourceRow, property: string): string {
  const key = row[property];
  if (typeof key !== 'string' || key === '') throw oddAnswer('a row without a key');
  return key.toLowerCase();
}
