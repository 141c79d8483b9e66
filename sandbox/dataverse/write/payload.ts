import { findByKey, noSuchKey, readKeyAddress } from '../alternateKeys.js';
import { type Column, isLookup, type LookupColumn, type Value, type Values } from '../column.js';
import type { Call } from '../context.js';
import { DataverseError, malformedBody, noRow } from '../errors.js';
import { readGuid } from '../guid.js';
import type { Table } from '../rows/table.js';
import { storedValue } from './value.js';

export interface Payload {
  readonly values: Values;
  /** The primary key, when the body names it. */
  readonly id: string | undefined;
}

const bind = '@odata.bind';

export function parseBody(body: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw malformedBody('An error occurred while validating input parameters: the body is not valid JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw malformedBody('An error occurred while validating input parameters: an object was expected.');
  }
  return parsed as Record<string, unknown>;
}

/** Checks each member of a body against its column (reference dataverse-web-api §5, §14). */
export function payloadOf(
  call: Call,
  table: Table,
  body: Record<string, unknown>,
  purpose: 'create' | 'update',
): Payload {
  const values: Values = {};
  let id: string | undefined;
  for (const [member, given] of Object.entries(body)) {
    if (member.endsWith(bind)) {
      const [column, value] = bound(call, table, member.slice(0, -bind.length), given);
      if (permitted(call, column, purpose)) values[column.name] = value;
    } else if (!member.includes('@')) {
      const column = columnFor(table, member, given);
      const value = isLookup(column) ? null : storedValue(column, given, table.definition.name);
      if (column.kept === 'key') id = String(value);
      else if (permitted(call, column, purpose)) values[column.name] = value;
    }
  }
  return { values, id };
}

/** Members are columns; a lookup is named by its navigation property and can only be emptied this way. */
function columnFor(table: Table, member: string, given: unknown): Column {
  const column = table.columns.get(member);
  if (column && !isLookup(column)) return column;
  const navigated = given === null ? lookupFor(table, member) : undefined;
  if (navigated) return navigated.column;
  const { name } = table.definition;
  throw malformedBody(
    `An error occurred while validating input parameters: Invalid property '${member}' was found in entity 'Microsoft.Dynamics.CRM.${name}'.`,
  );
}

function lookupFor(table: Table, navigation: string): { column: LookupColumn; target: string } | undefined {
  for (const column of table.columns.values()) {
    const target = isLookup(column) ? column.targets.find((one) => one.navigation === navigation) : undefined;
    if (target && isLookup(column)) return { column, target: target.table };
  }
  return undefined;
}

function bound({ environment }: Call, table: Table, navigation: string, given: unknown): [Column, Value] {
  const lookup = lookupFor(table, navigation);
  if (!lookup) {
    throw malformedBody(
      `An undeclared property '${navigation}' which only has property annotations in the payload but no property value was found in the payload.`,
    );
  }
  if (given === null) return [lookup.column, null];
  const parts = typeof given === 'string' ? /(?:^|\/)(\w+)\(([^()]*)\)$/u.exec(given) : null;
  const target = environment.sets.get(parts?.[1] ?? '');
  const id = target && idOf(target, parts?.[2] ?? '');
  const fits = lookup.column.targets.some(
    (one) => one.navigation === navigation && one.table === target?.definition.name,
  );
  if (!target || id === undefined || !fits) {
    throw malformedBody(`The URI ${JSON.stringify(given)} is not valid for the navigation property '${navigation}'.`);
  }
  const index = target.rows.find(id);
  if (index === undefined || !target.rows.isLive(index)) throw noRow(target.definition.name, id);
  return [lookup.column, `${target.definition.name}:${id}`];
}

/** The id in an address; behind an alternate key that of the row which has it. */
function idOf(target: Table, written: string): string | undefined {
  const address = readKeyAddress(written, target);
  if (!address) return readGuid(written);
  const index = findByKey(target, address.values);
  if (index === undefined) throw noSuchKey(target);
  return target.rows.id(index);
}

/** Read-only columns are dropped without a word, or refused (unconfirmed in the reference, so a switch). */
function permitted({ settings }: Call, column: Column, purpose: 'create' | 'update'): boolean {
  if (column[purpose] && !column.computed && !column.kept) return true;
  if (settings.readOnlyColumns === 'ignored') return false;
  throw new DataverseError(400, '0x80040203', `The column '${column.name}' is not valid for ${purpose}.`);
}
