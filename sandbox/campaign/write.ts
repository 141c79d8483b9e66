import {
  duplicateKey,
  inconsistentKey,
  malformedPKey,
  missingAttribute,
  readOnlyAttribute,
  type Spot,
  unknownAttribute,
  unknownDocument,
} from './errors.js';
import { type Instance, isPublished, type Table } from './instance.js';
import type { Values } from './records.js';
import type { Column, Item, Link, View } from './schema.js';
import { taken } from './values.js';

export type Body = Readonly<Record<string, unknown>>;

/** One write has one time, wherever it is noted. */
interface Timed extends Writing {
  readonly now: number;
}

interface Writing {
  readonly instance: Instance;
  readonly table: Table;
  readonly view: View;
  /** By the control API: read-only attributes that are stored may be set. */
  readonly byHand?: boolean;
}

/** Stores a new record; throws EngineError, then nothing is changed. */
export function create(writing: Writing, body: Body): { readonly number: number; readonly values: Values } {
  const { table } = writing;
  const { schema, records } = table;
  const values: Values = [];
  const now = writing.instance.now();
  const record = table.read(records.end, values, now);
  for (const { code, definition } of schema.initial) put(values, code, definition.initial?.(record));
  for (const link of schema.links) put(values, link.code, link.definition.initial);
  apply({ ...writing, now }, values, body);
  for (const column of schema.mandatory) {
    if (values[column.code] === undefined) throw missingAttribute(spotOf(table, column));
  }
  refuseDuplicates(table, values, undefined);
  stamp(table, values, now, writing.byHand === true ? body : {});
  return { number: records.insert(values), values };
}

/** Changes what `body` names and leaves the rest; throws EngineError, then nothing is changed. */
export function update(writing: Writing, number: number, before: Readonly<Values>, body: Body): Values {
  const { table } = writing;
  const now = writing.instance.now();
  const after = [...before];
  apply({ ...writing, now }, after, body);
  for (const column of table.schema.unique) {
    const old = before[column.code];
    if (old !== undefined && old !== after[column.code] && !writing.byHand) throw inconsistentKey(table.name);
  }
  refuseDuplicates(table, after, number);
  stamp(table, after, now, writing.byHand === true ? body : {});
  table.records.replace(number, before, after);
  table.touch(number);
  return after;
}

function apply(writing: Timed, values: Values, body: Body): void {
  const { view } = writing;
  for (const name of Object.keys(body)) {
    const attribute = view.attributes.get(name);
    if (attribute === undefined) {
      if (name !== 'PKey' && name !== 'href') refuseUnknown(writing, name);
    } else if (attribute.kind === 'column') assign(writing, values, attribute, body[name]);
    else if (attribute.kind === 'item') assignItem(writing, values, attribute, body[name]);
    else if (attribute.kind === 'link') assignLink(writing, values, attribute, body[name]);
    // A collection is never written from this side: ignored, as a link without a key is.
  }
}

function refuseUnknown({ instance, table }: Writing, attribute: string): void {
  if (instance.settings.unknownAttributes === 'refuse') {
    throw unknownAttribute({ schema: table.schema.resource.schema, attribute });
  }
}

function assign({ instance, table, byHand, now }: Timed, values: Values, column: Column, sent: unknown): void {
  const { definition, code } = column;
  if (definition.computed !== undefined || (column.readOnly && !byHand)) throw readOnlyAttribute(column.name);
  const value = taken(definition, sent, spotOf(table, column), instance.settings);
  if (definition.kind === 'boolean' && definition.changedAt !== undefined && value !== values[code]) {
    put(values, table.codes.of(definition.changedAt), now);
  }
  put(values, code, value);
}

function assignItem(writing: Timed, values: Values, item: Item, sent: unknown): void {
  if (item.definition.readOnly) throw readOnlyAttribute(item.name);
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) {
    throw unknownAttribute({ schema: writing.table.schema.resource.schema, attribute: item.name });
  }
  for (const [name, value] of Object.entries(sent)) {
    const column = item.members.get(name);
    if (column === undefined) refuseUnknown(writing, name);
    else assign(writing, values, column, value);
  }
}

/** By `PKey`, which may also be the target's own key; without one, silently nothing (reference adobe-campaign-api §4.3). */
function assignLink({ instance }: Writing, values: Values, link: Link, sent: unknown): void {
  const { definition, kept } = link;
  if (definition.readOnly) throw readOnlyAttribute(link.name);
  if (sent === null) {
    put(values, kept, undefined);
    return;
  }
  const pkey = typeof sent === 'object' && 'PKey' in sent ? sent.PKey : undefined;
  if (typeof pkey !== 'string' || pkey === '') return;
  const target = instance.tables.get(definition.target);
  if (target === undefined || !isPublished(target)) throw unknownDocument(definition.target, pkey);
  const number = linkedNumber(target, pkey);
  const found = target.records.values(number);
  if (found === undefined) throw unknownDocument(target.name, pkey);
  const key = definition.join && target.schema.columns.get(definition.join.key);
  put(values, kept, definition.join === undefined ? number : key && found[key.code]);
}

function linkedNumber(target: Table, pkey: string): number {
  if (pkey.startsWith('@')) {
    const number = target.numberOf(pkey);
    if (number === undefined) throw malformedPKey(pkey);
    return number;
  }
  const [key] = target.schema.unique;
  const number = key && target.records.find(key.code, pkey);
  if (number === undefined) throw unknownDocument(target.name, pkey);
  return number;
}

function refuseDuplicates(table: Table, values: Readonly<Values>, own: number | undefined): void {
  for (const column of table.schema.unique) {
    const value = values[column.code];
    if (value === undefined) continue;
    if (table.records.find(column.code, String(value), own) !== undefined) {
      throw duplicateKey(spotOf(table, column), String(value));
    }
  }
}

function stamp(table: Table, values: Values, now: number, given: Body): void {
  for (const { name, code, definition } of table.schema.stamped) {
    if (!Object.hasOwn(given, name)) put(values, code, definition.onWrite?.(now));
  }
}

/** Arrays without holes stay fast. */
function put(values: Values, code: number, value: Values[number]): void {
  while (values.length <= code) values.push(undefined);
  values[code] = value;
}

const spotOf = (table: Table, { name }: Column): Spot => ({ schema: table.schema.resource.schema, attribute: name });
