import type { ChoiceColumn, Column, ColumnOf, Value } from '../column.js';
import { DataverseError, malformedBody } from '../errors.js';
import { readGuid } from '../guid.js';
import { earliestYear, maxSelected } from '../limits.js';

/** A value of a body as the column stores it. Throws what Dataverse answers when it does not fit (reference dataverse-web-api §3, §13). */
export function storedValue(column: Column, given: unknown, table: string): Value {
  if (given === null) return emptied(column, table);
  switch (column.kind) {
    case 'String':
    case 'Memo':
      return textOf(column, given, table);
    case 'Integer':
    case 'BigInt':
      return wholeOf(column, given, table);
    case 'Decimal':
    case 'Double':
    case 'Money':
      return fractionOf(column, given, table);
    case 'Boolean':
      if (typeof given !== 'boolean') throw wrongType(given, 'Edm.Boolean');
      return given;
    case 'Picklist':
    case 'State':
    case 'Status':
      return optionOf(column, given, table);
    case 'MultiSelectPicklist':
      return optionsOf(column, given, table);
    case 'DateTime':
      return column.behavior === 'DateOnly' ? dateOf(given, column.name) : momentOf(given, column.name);
    case 'Uniqueidentifier': {
      const id = typeof given === 'string' ? readGuid(given) : undefined;
      if (id === undefined) throw wrongType(given, 'Edm.Guid');
      return id;
    }
    default:
      throw malformedBody(`'${column.name}' can only be set through its navigation property.`);
  }
}

function emptied(column: Column, table: string): null {
  if (column.required === 'SystemRequired') {
    throw new DataverseError(400, '0x80040200', `The required field '${column.name}' of '${table}' is missing.`);
  }
  return null;
}

function textOf(column: ColumnOf<'String' | 'Memo'>, given: unknown, table: string): string | null {
  if (typeof given !== 'string') throw wrongType(given, 'Edm.String');
  // Dataverse measures in UTF-16 units and keeps no empty texts.
  if (given.length > column.maxLength) {
    const text = `A validation error occurred. The length of the '${column.name}' attribute of the '${table}' entity exceeded the maximum allowed length of '${column.maxLength}'.`;
    throw new DataverseError(400, '0x80044331', text);
  }
  return given === '' ? null : given;
}

function wholeOf(column: ColumnOf<'Integer' | 'BigInt'>, given: unknown, table: string): number {
  if (typeof given !== 'number' || !Number.isInteger(given)) throw wrongType(given, 'Edm.Int32');
  if (given < column.min || given > column.max) throw outOfRange('0x8004432F', column, given, table);
  return given;
}

function fractionOf(column: ColumnOf<'Decimal' | 'Double' | 'Money'>, given: unknown, table: string): number {
  if (typeof given !== 'number') throw wrongType(given, column.kind === 'Double' ? 'Edm.Double' : 'Edm.Decimal');
  if (given < column.min || given > column.max) throw outOfRange('0x80044330', column, given, table);
  return Number(given.toFixed(column.precision));
}

function outOfRange(
  code: string,
  { name, min, max }: ColumnOf<'Integer' | 'BigInt' | 'Decimal' | 'Double' | 'Money'>,
  given: number,
  table: string,
) {
  const text = `A validation error occurred. The value ${given} of '${name}' on record of type '${table}' is outside the valid range. It must be between ${min} and ${max}.`;
  return new DataverseError(400, code, text);
}

function optionOf(column: ChoiceColumn, given: unknown, table: string): number {
  if (typeof given !== 'number' || !Number.isInteger(given)) throw wrongType(given, 'Edm.Int32');
  if (!column.options.some(({ value }) => value === given)) throw noOption(column, given, table);
  return given;
}

function optionsOf(column: ChoiceColumn, given: unknown, table: string): string | null {
  if (typeof given !== 'string') throw wrongType(given, 'Edm.String');
  const chosen = given
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  for (const part of chosen) {
    if (!/^-?\d+$/u.test(part)) throw wrongType(given, 'Edm.String');
    if (!column.options.some(({ value }) => value === Number(part))) throw noOption(column, Number(part), table);
  }
  const distinct = [...new Set(chosen.map(Number))];
  if (distinct.length > maxSelected)
    throw new DataverseError(400, '0x80040203', `More than ${maxSelected} values are selected.`);
  return distinct.length === 0 ? null : distinct.join(',');
}

/** The code is the platform's PicklistValueOutOfRange; the reference does not list it. */
function noOption({ name, options }: ChoiceColumn, given: number, table: string): DataverseError {
  const accepted = options.map(({ value }) => value).join(',');
  const text = `A validation error occurred. The value ${given} of '${name}' on record of type '${table}' is outside the valid range. Accepted Values: ${accepted}`;
  return new DataverseError(400, '0x8004431A', text);
}

function dateOf(given: unknown, name: string): string {
  if (typeof given !== 'string' || !/^\d{4}-\d\d-\d\d$/u.test(given) || !isDay(given))
    throw wrongType(given, 'Edm.Date');
  return notTooEarly(given, given, name);
}

function momentOf(given: unknown, name: string): string {
  if (typeof given !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/u.test(given)) {
    throw wrongType(given, 'Edm.DateTimeOffset');
  }
  const at = Date.parse(given);
  if (Number.isNaN(at) || !isDay(given.slice(0, 10))) throw wrongType(given, 'Edm.DateTimeOffset');
  return notTooEarly(`${new Date(at).toISOString().slice(0, 19)}Z`, given, name);
}

/** Whether the day exists: `Date` would turn the 30th of February into March. */
function isDay(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

function notTooEarly(stored: string, given: string, name: string): string {
  if (Number(stored.slice(0, 4)) >= earliestYear) return stored;
  throw new DataverseError(400, '0x80040239', `The date ${given} of '${name}' is earlier than Dataverse supports.`);
}

function wrongType(given: unknown, type: string): DataverseError {
  return malformedBody(`Cannot convert the literal '${JSON.stringify(given)}' to the expected type '${type}'.`);
}
