import { type Answer, type Call, rowAddress } from '../context.js';
import { noRow, unknownProperty } from '../errors.js';
import type { Table } from '../rows/table.js';
import { expandedRenderer, selectionText } from './expand.js';
import { queryOf } from './query.js';

/** The place of a live row. Throws 404. */
export function liveRow(call: Call, table: Table, id: string): number {
  const index = table.rows.find(id);
  if (index !== undefined && table.rows.isLive(index)) return index;
  const error = noRow(table.definition.name, id);
  throw call.settings.noRowCode === '' ? Object.assign(error, { code: '' }) : error;
}

/** `GET /contacts(id)`; 304 when the caller's `If-None-Match` names the version that is here. */
export function readRow(call: Call, table: Table, id: string): Answer {
  const index = liveRow(call, table, id);
  const condition = call.request.headers['if-none-match'];
  if (condition === etagOf(table, index)) return { status: 304, applied: 'read', key: id, rows: 1 };
  return { ...representation(call, table, index, 200), applied: 'read', key: id, rows: 1 };
}

/** A row as the body of an answer. */
export function representation(call: Call, table: Table, index: number, status: 200 | 201): Answer {
  const { environment, preferences, request, api } = call;
  const query = queryOf(request.query);
  const render = expandedRenderer(table, query, preferences, environment);
  const context = `${api}/$metadata#${table.definition.set}${selectionText(query)}/$entity`;
  return {
    status,
    headers: { etag: etagOf(table, index) },
    body: `{"@odata.context":"${context}",${render(index)}}`,
  };
}

/** `GET /contacts(id)/firstname`. */
export function readProperty(call: Call, table: Table, id: string, property: string): Answer {
  const index = liveRow(call, table, id);
  const column = table.properties.get(property);
  if (!column) throw unknownProperty(property, table.definition.name);
  const value = table.read(index, column.name);
  if (value === null) return { status: 204, applied: 'read', key: id };
  const context = `${call.api}/$metadata#${rowAddress({ ...call, api: '' }, table, id).slice(1)}/${property}`;
  return { status: 200, body: JSON.stringify({ '@odata.context': context, value }), applied: 'read', key: id };
}

export function etagOf(table: Table, index: number): string {
  return `W/"${table.rows.version(index)}"`;
}
