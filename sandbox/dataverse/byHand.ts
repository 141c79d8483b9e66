import { ControlRefused } from '../shell/system.js';
import { isLookup, type LookupColumn, type Values } from './column.js';
import type { Call } from './context.js';
import type { Environment } from './environment.js';
import { DataverseError } from './errors.js';
import { readGuid } from './guid.js';
import { preferencesOf } from './prefer.js';
import type { Table } from './rows/table.js';
import type { DataverseSettings } from './settings.js';
import { payloadOf } from './write/payload.js';
import { insert, update } from './write/rows.js';

type Members = Readonly<Record<string, unknown>>;

/**
 * Creates a row, or changes the one that the body's key names. Members are columns as in the Web API's bodies; lookups may also stand under their
 * logical name, with the bare id of a row that is there, or null.
 */
export function putRow(environment: Environment, settings: DataverseSettings, table: Table, body: Members): unknown {
  const { key } = table.definition;
  const { [key]: given, ...members } = body;
  const id = typeof given === 'string' ? readGuid(given) : undefined;
  if (given !== undefined && id === undefined) throw new ControlRefused(`${key} is not a guid`);
  const index = id === undefined ? undefined : table.rows.find(id);
  const here = index !== undefined && table.rows.isLive(index);
  return refusing(() => {
    const call = callByHand(environment, settings);
    const { links, others } = linksApart(environment, table, members);
    const { values } = payloadOf(call, table, others, here ? 'update' : 'create');
    const all: Values = { ...values, ...links };
    const state = members['statecode'];
    if (typeof state === 'number') all['statecode'] = state;
    if (here) update(call, table, index, all);
    const place = here ? index : insert(call, table, all, id);
    return { [key]: table.rows.id(place), created: !here, versionnumber: table.rows.version(place) };
  });
}

/** A refusal of the Web API as one of the control API. */
export function refusing<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof DataverseError) throw new ControlRefused(`${error.code} ${error.message}`);
    throw error;
  }
}

function linksApart(environment: Environment, table: Table, members: Members) {
  const links: Values = {};
  const others: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(members)) {
    const column = table.columns.get(name);
    if (!column || !isLookup(column)) others[name] = given;
    else links[name] = given === null ? null : pointerTo(environment, column, given);
  }
  return { links, others };
}

function pointerTo({ tables }: Environment, { name, targets }: LookupColumn, given: unknown): string {
  const id = typeof given === 'string' ? readGuid(given) : undefined;
  if (id === undefined) throw new ControlRefused(`${name} wants the id of a row, or null`);
  for (const { table } of targets) {
    const rows = tables.get(table)?.rows;
    const index = rows?.find(id);
    if (rows && index !== undefined && rows.isLive(index)) return `${table}:${id}`;
  }
  throw new ControlRefused(`${name} points to nothing: ${targets.map(({ table }) => table).join(' or ')} has no ${id}`);
}

/** A call as the checks want one, though nobody called. */
function callByHand(environment: Environment, settings: DataverseSettings): Call {
  const request = {
    method: 'POST',
    path: '',
    search: '',
    query: new URLSearchParams(),
    headers: {},
    body: '',
    host: '',
    base: '',
    clock: environment.clock,
    inFlight: 0,
  };
  return { request, environment, settings, preferences: preferencesOf(undefined), api: '' };
}
