import { refuseSameKey } from '../alternateKeys.js';
import { type Values } from '../column.js';
import { type Answer, type Call, rowAddress } from '../context.js';
import { DataverseError, noRow, rowVersionMismatch, unknownProperty } from '../errors.js';
import { etagOf, liveRow, representation } from '../read/single.js';
import type { Table } from '../rows/table.js';
import { userIds } from '../tables/known.js';
import { parseBody, payloadOf } from './payload.js';
import { removeRows } from './removal.js';
import { withStatus } from './state.js';
import { storedValue } from './value.js';

const us = `systemuser:${userIds.application}`;

/** `POST /contacts` (reference dataverse-web-api §5 for this and all below). */
export function createRow(call: Call, table: Table): Answer {
  const { values, id } = payloadOf(call, table, parseBody(call.request.body), 'create');
  if (id !== undefined) refuseClash(table, id);
  return created(call, table, insert(call, table, values, id));
}

/** `PATCH /contacts(id)`: an upsert unless a condition says otherwise. */
export function patchRow(call: Call, table: Table, id: string): Answer {
  const { headers, body } = call.request;
  const members = parseBody(body);
  const index = table.rows.find(id);
  const here = index !== undefined && table.rows.isLive(index);
  if (!here) {
    if (headers['if-match'] !== undefined) throw missing(call, table, id);
    const { values } = payloadOf(call, table, members, 'create');
    return created(call, table, insert(call, table, values, id));
  }
  if (headers['if-none-match'] === '*') throw alreadyThere();
  checkMatch(call, table, index);
  const { values } = payloadOf(call, table, members, 'update');
  return updated(call, table, index, values);
}

export function deleteRow(call: Call, table: Table, id: string): Answer {
  const index = liveRow(call, table, id);
  checkMatch(call, table, index);
  removeRows(call.environment, call.settings.onParentDelete, table, [index]);
  return { status: 204, applied: 'deleted', key: id };
}

/** `PUT /contacts(id)/jobtitle` with a value, `DELETE` without one. */
export function setProperty(call: Call, table: Table, id: string, property: string): Answer {
  const column = table.properties.get(property);
  if (!column?.update) throw unknownProperty(property, table.definition.name);
  const index = liveRow(call, table, id);
  const given = call.request.method === 'DELETE' ? null : parseBody(call.request.body)['value'];
  return updated(call, table, index, { [column.name]: storedValue(column, given ?? null, table.definition.name) });
}

/** Adds a row that was checked; `id` must not belong to a live one. */
export function insert(call: Call, table: Table, values: Values, id: string | undefined): number {
  const { environment } = call;
  const stored = withStatus(table, { ...values, createdby: us, modifiedby: us }, null);
  refuseSameKey(table, stored, undefined);
  environment.revision += 1;
  return table.rows.add({ id, values: stored, at: environment.clock.now() });
}

/** Changes a live row. Values that stay the same still count as a change: the row's version moves. */
export function update(call: Call, table: Table, index: number, values: Values): void {
  const { environment, settings } = call;
  const state = table.read(index, 'statecode');
  const stored = withStatus(table, values, state);
  refuseSameKey(table, stored, index);
  const staysInactive = state === 1 && (stored['statecode'] ?? 1) === 1;
  if (staysInactive && settings.inactiveUpdates === 'refused') {
    throw new DataverseError(400, '0x80040203', `An inactive ${table.definition.name} cannot be updated.`);
  }
  table.rows.change(index, { ...stored, modifiedby: us }, environment.clock.now());
  environment.revision += 1;
}

export function refuseClash(table: Table, id: string): void {
  const index = table.rows.find(id);
  if (index === undefined || !table.rows.isLive(index)) return;
  throw new DataverseError(412, '0x80040237', 'A record with matching key values already exists.');
}

export function created(call: Call, table: Table, index: number): Answer {
  const id = table.rows.id(index);
  const change = { applied: 'created', key: id } as const;
  // With a body the address is left out (reference §5).
  if (call.preferences.representation) return { ...representation(call, table, index, 201), ...change };
  const address = rowAddress(call, table, id);
  return { status: 204, headers: { 'odata-entityid': address, location: address }, ...change };
}

export function updated(call: Call, table: Table, index: number, values: Values): Answer {
  update(call, table, index, values);
  const id = table.rows.id(index);
  const change = { applied: 'updated', key: id } as const;
  if (call.preferences.representation) return { ...representation(call, table, index, 200), ...change };
  return { status: 204, headers: { 'odata-entityid': rowAddress(call, table, id) }, ...change };
}

export function checkMatch({ request }: Call, table: Table, index: number): void {
  const wanted = request.headers['if-match'];
  if (wanted !== undefined && wanted !== '*' && wanted !== etagOf(table, index)) throw rowVersionMismatch();
}

function missing(call: Call, table: Table, id: string): DataverseError {
  const { noRowCode } = call.settings;
  const error = noRow(table.definition.name, id);
  return new DataverseError(404, noRowCode, error.message);
}

export const alreadyThere = (): DataverseError =>
  new DataverseError(412, '0x80060882', 'A record with matching key values already exists.');
