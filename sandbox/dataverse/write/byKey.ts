import { findByKey, type KeyAddress, noSuchKey } from '../alternateKeys.js';
import { isLookup, type Values } from '../column.js';
import { type Answer, type Call, rowAddress } from '../context.js';
import type { Table } from '../rows/table.js';
import { parseBody, payloadOf } from './payload.js';
import { alreadyThere, checkMatch, created, insert, update, updated } from './rows.js';

/**
 * `PATCH new_stores(new_code='A')`: an upsert as by the id; a row that is created gets the key's values, and the answer repeats the key
 * (reference dataverse-web-api §5).
 */
export function patchByKey(call: Call, table: Table, address: KeyAddress): Answer {
  const { headers, body } = call.request;
  const members = parseBody(body);
  const index = findByKey(table, address.values);
  if (index === undefined && headers['if-match'] !== undefined) throw noSuchKey(table);
  if (index !== undefined && headers['if-none-match'] === '*') throw alreadyThere();
  if (index !== undefined) checkMatch(call, table, index);
  const answer =
    index === undefined
      ? created(call, table, insertUnder(call, table, address, members))
      : updated(call, table, index, changesUnder(call, table, address, members));
  if (answer.headers?.['odata-entityid'] === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'odata-entityid': rowAddress(call, table, address.text) } };
}

/** One target of an UpsertMultiple. */
export function upsertByKey(call: Call, table: Table, address: KeyAddress, members: Record<string, unknown>): void {
  const index = findByKey(table, address.values);
  if (index === undefined) insertUnder(call, table, address, members);
  else update(call, table, index, changesUnder(call, table, address, members));
}

/** Values of the key in the body win when the row is created, and are dropped when it is there (reference §5). */
function insertUnder(call: Call, table: Table, { values }: KeyAddress, members: Record<string, unknown>): number {
  const payload = payloadOf(call, table, members, 'create');
  const named: Values = {};
  for (const [column, value] of values) {
    named[column.name] = isLookup(column) ? `${column.targets[0]?.table ?? ''}:${String(value)}` : value;
  }
  return insert(call, table, { ...named, ...payload.values }, payload.id);
}

function changesUnder(call: Call, table: Table, { values }: KeyAddress, members: Record<string, unknown>): Values {
  const payload = payloadOf(call, table, members, 'update');
  const named = new Set([...values.keys()].map(({ name }) => name));
  return Object.fromEntries(Object.entries(payload.values).filter(([name]) => !named.has(name)));
}
