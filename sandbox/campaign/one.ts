import type { SandboxResponse } from '../shell/system.js';
import { json } from './answer.js';
import type { Root } from './definition.js';
import { inconsistentKey, malformedPKey, readOnlyResource, unknownDocument, unreadableBody } from './errors.js';
import { type Instance, numberByKey, type Table } from './instance.js';
import type { Values } from './records.js';
import { remove } from './remove.js';
import type { Renderer } from './render.js';
import type { View } from './schema.js';
import { isVisible } from './visibility.js';
import { type Body, create, update } from './write.js';

/** Where one record is asked for. */
export interface Found {
  readonly instance: Instance;
  readonly table: Table;
  readonly view: View;
  readonly root: Root;
  readonly rootUrl: string;
  readonly render: Renderer;
}

interface One {
  readonly number: number;
  readonly values: Readonly<Values>;
  readonly byKey: boolean;
}

/** By PKey, or by the value of the declared key, which works on profiles under Ext only (reference adobe-campaign-api §3.5). */
export function findOne(where: Found, segment: string): One {
  const { instance, table } = where;
  const byKey = !segment.startsWith('@');
  const number = byKey ? numberInPath(where, segment) : table.numberOf(segment);
  if (number === undefined) throw byKey ? unknownDocument(table.name, segment) : malformedPKey(segment);
  const values = table.records.values(number);
  if (values === undefined || !isVisible(instance, table, values)) throw unknownDocument(table.name, segment);
  return { number, values, byKey };
}

function numberInPath({ instance, table, root }: Found, key: string): number | undefined {
  const { pathKey } = instance.settings;
  if (pathKey === '' || table.name !== 'profile' || root !== 'profileAndServicesExt') throw malformedPKey(key);
  return numberByKey(table, pathKey, key);
}

export function createOne({ instance, table, view, rootUrl, render }: Found, body: string): SandboxResponse {
  if (table.schema.resource.fixed) throw readOnlyResource(table.name);
  const { number, values } = create({ instance, table, view }, parsed(body));
  return { status: 201, body: render(number, values, rootUrl), applied: 'created', ...keyOf(table, values) };
}

export function readOne({ instance, table, rootUrl, render }: Found, { number, values }: One): SandboxResponse {
  const record = render(number, values, rootUrl);
  const { readOne: form } = instance.settings;
  const body = form === 'bare' ? record : form === 'wrapped' ? `{"content":${record}}` : `{"content":[${record}]}`;
  return { status: 200, body, applied: 'read', ...keyOf(table, values) };
}

export function updateOne(where: Found, { number, values }: One, text: string): SandboxResponse {
  const { instance, table, view, rootUrl } = where;
  if (table.schema.resource.fixed) throw readOnlyResource(table.name);
  const body = parsed(text);
  refuseOtherKey(table, number, values, body);
  const after = update({ instance, table, view }, number, values, body);
  const PKey = table.pkey(number);
  const answer = json(200, { PKey, href: `${rootUrl}/${table.name}/${PKey}` });
  return { ...answer, applied: 'updated', ...keyOf(table, after) };
}

function refuseOtherKey(table: Table, number: number, values: Readonly<Values>, { PKey }: Body): void {
  if (typeof PKey !== 'string' || PKey === '') return;
  const same = PKey.startsWith('@') ? table.numberOf(PKey) === number : keyOf(table, values).key === PKey;
  if (!same) throw inconsistentKey(table.name);
}

export function deleteOne({ instance, table }: Found, { number, values, byKey }: One): SandboxResponse {
  const { deleteStatus, deleteByPathKey } = instance.settings;
  if (table.schema.resource.fixed) throw readOnlyResource(table.name);
  if (byKey && !deleteByPathKey) throw malformedPKey(keyOf(table, values).key ?? '');
  remove(instance, table, number);
  const answer = deleteStatus === 204 ? { status: 204 } : json(200, {});
  return { ...answer, applied: 'deleted', ...keyOf(table, values) };
}

function parsed(text: string): Body {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw unreadableBody();
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw unreadableBody();
  return body as Body;
}

/** For the journal. */
function keyOf(table: Table, values: Readonly<Values>): { key?: string } {
  const { resource, columns } = table.schema;
  const column = columns.get(resource.unique[0] ?? '');
  const key = column && values[column.code];
  return key === undefined ? {} : { key: String(key) };
}
