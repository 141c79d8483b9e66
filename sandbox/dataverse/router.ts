import { findByKey, noSuchKey, readKeyAddress } from './alternateKeys.js';
import { runBatch } from './batch/batch.js';
import { bulkPrefix, messageFilters, runBulk } from './batch/bulk.js';
import { type Answer, type Call, tableFor } from './context.js';
import { malformedQuery, methodNotAllowed, notSimulated, unknownSegment } from './errors.js';
import { serviceDocument, totalRecordCount, whoAmI } from './functions.js';
import { readGuid } from './guid.js';
import { readDefinitions, readGlobalChoices } from './metadata/definitions.js';
import { countRows, readCollection } from './read/collection.js';
import { readProperty, readRow } from './read/single.js';
import type { Table } from './rows/table.js';
import { patchByKey } from './write/byKey.js';
import { createRow, deleteRow, patchRow, setProperty } from './write/rows.js';

/** Answers one operation; `path` is decoded and stands behind the API's root, without a slash at its beginning. */
export function route(call: Call, path: string): Answer {
  const segments = path.split('/');
  const [first = '', ...rest] = segments;
  if (first === '') return reading(call, () => serviceDocument(call));
  if (first === 'WhoAmI' || first === 'WhoAmI()') return reading(call, () => whoAmI(call));
  if (first.startsWith('RetrieveTotalRecordCount')) return reading(call, () => totalRecordCount(call, first));
  if (first.startsWith('EntityDefinitions')) return reading(call, () => readDefinitions(call, segments));
  if (first.startsWith('GlobalOptionSetDefinitions')) return reading(call, () => readGlobalChoices(call, segments));
  if (first === 'sdkmessagefilters') return reading(call, () => messageFilters(call));
  if (first === '$batch' && call.request.method === 'POST') return runBatch(call, route);
  if (first === '$metadata') throw notSimulated('the CSDL document; EntityDefinitions has the same');
  const parts = /^(\w+)(?:\((.*)\))?$/u.exec(first);
  if (!parts) throw unknownSegment(first);
  const table = tableFor(call, parts[1] ?? '');
  return parts[2] === undefined ? onSet(call, table, rest) : onKey(call, table, parts[2], rest);
}

function onSet(call: Call, table: Table, rest: readonly string[]): Answer {
  const [operation, ...more] = rest;
  if (operation === undefined) {
    if (call.request.method === 'GET') return readCollection(call, table);
    if (call.request.method === 'POST') return createRow(call, table);
    throw methodNotAllowed(call.request.method);
  }
  if (operation === '$count' && more.length === 0) return reading(call, () => countRows(call, table));
  if (operation.startsWith(bulkPrefix) && more.length === 0)
    return runBulk(call, table, operation.slice(bulkPrefix.length));
  throw unknownSegment(operation);
}

function onRow(call: Call, table: Table, id: string, rest: readonly string[]): Answer {
  const { method } = call.request;
  const [property, ...more] = rest;
  if (more.length > 0) throw notSimulated(`'${rest.join('/')}' behind a row`);
  if (property !== undefined) {
    if (method === 'GET') return readProperty(call, table, id, property);
    if (method === 'PUT' || method === 'DELETE') return setProperty(call, table, id, property);
    throw methodNotAllowed(method);
  }
  if (method === 'GET') return readRow(call, table, id);
  if (method === 'PATCH') return patchRow(call, table, id);
  if (method === 'DELETE') return deleteRow(call, table, id);
  throw methodNotAllowed(method);
}

/** A key is the guid, bare or behind the key column's name, or the values of an alternate key. */
function onKey(call: Call, table: Table, written: string, rest: readonly string[]): Answer {
  const { key, name } = table.definition;
  const id = readGuid(written.startsWith(`${key}=`) ? written.slice(key.length + 1) : written);
  if (id !== undefined) return onRow(call, table, id, rest);
  const address = readKeyAddress(written, table);
  if (!address) throw malformedQuery(`The key in the request URI is not valid for resource '${name}'.`);
  if (call.request.method === 'PATCH' && rest.length === 0) return patchByKey(call, table, address);
  const index = findByKey(table, address.values);
  if (index === undefined) throw noSuchKey(table);
  return onRow(call, table, table.rows.id(index), rest);
}

function reading(call: Call, read: () => Answer): Answer {
  if (call.request.method !== 'GET') throw methodNotAllowed(call.request.method);
  return read();
}
