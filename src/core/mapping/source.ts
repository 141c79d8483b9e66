import type { DynamicsColumn, DynamicsType } from '../metadata.js';
import { canonicalDecimal, hasDoubtfulDigits } from './decimal.js';
import { dayMs, exactBelow } from './limits.js';
import type { Converted, Refuse } from './refusal.js';
import type { Target } from './target.js';
import { parseTime } from './time.js';

/** Hands one column's value, which is not null, to its target. Total: a value of another kind than metadata says is refused. */
export type Read = (raw: unknown, row: Readonly<Record<string, unknown>>) => Converted;

type Source = (column: DynamicsColumn, target: Target, refuse: Refuse) => Read;

/** How a column's value reads in JSON, by its type (reference dataverse-web-api §3). */
export const sources: Record<DynamicsType, Source> = {
  string: text,
  memo: text,
  integer: number,
  bigint: number,
  decimal: number,
  double: number,
  money: number,
  boolean,
  picklist: choice,
  state: choice,
  status: choice,
  multiselect: choices,
  datetime: instant,
  date: day,
  lookup: id,
  uniqueidentifier: id,
  other: anything,
};

/** The label of a picklist instead of its number, as Dynamics formats it beside the value. */
export function displayValue(column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const annotation = displayProperty(column);
  const missing = refuse('display-value-missing');
  return (_raw, row) => {
    const label = row[annotation];
    return typeof label === 'string' ? target.fromText(label) : missing;
  };
}

export const displayProperty = (column: DynamicsColumn): string =>
  `${column.property}@OData.Community.Display.V1.FormattedValue`;

/** Lower case, without braces; null when `text` is no GUID. */
export function canonicalGuid(text: string): string | null {
  const guid = text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text;
  return guidPattern.test(guid) ? guid.toLowerCase() : null;
}

/** `2,3,8` without the blanks that some writers leave; null when it is no list of options. */
export function canonicalChoices(list: string): string | null {
  const plain = list.replaceAll(' ', '');
  return choicesPattern.test(plain) ? plain : null;
}

const guidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const choicesPattern = /^-?\d+(?:,-?\d+)*$/;

function text(_column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  return (raw) => (typeof raw === 'string' ? target.fromText(raw) : unexpected);
}

function number(column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  const notFinite = refuse('not-a-number');
  const precisionLost = refuse('number-precision-lost');
  const isExact = exactness(column.type);
  return (raw) => {
    if (typeof raw === 'number') {
      if (!Number.isFinite(raw)) return notFinite;
      return isExact(raw) ? target.fromNumber(raw) : precisionLost;
    }
    if (typeof raw === 'bigint') return target.fromText(String(raw));
    // A client that asks for IEEE754Compatible answers gets Int64 and Decimal as text.
    const decimal = typeof raw === 'string' ? canonicalDecimal(raw) : null;
    return decimal === null ? unexpected : target.fromText(decimal);
  };
}

/** Whether the digits that Dynamics sent survived JSON parsing, as far as the number itself can tell. */
function exactness(type: DynamicsType): (value: number) => boolean {
  if (type === 'bigint') return (value) => !Number.isInteger(value) || Number.isSafeInteger(value);
  if (type !== 'decimal' && type !== 'money') return () => true;
  const limit = exactBelow[type];
  return (value) => Math.abs(value) < limit || !hasDoubtfulDigits(value);
}

function boolean(_column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  return (raw) => (typeof raw === 'boolean' ? target.fromBoolean(raw) : unexpected);
}

function choice(_column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  return (raw) => (Number.isSafeInteger(raw) ? target.fromNumber(raw as number) : unexpected);
}

function choices(_column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  return (raw) => {
    const list = typeof raw === 'string' ? canonicalChoices(raw) : null;
    return list === null ? unexpected : target.fromText(list);
  };
}

function instant(column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  const wallClock = column.wallClock === true;
  const zone = wallClock ? 'ignored' : 'utc';
  return (raw) => {
    if (typeof raw !== 'string') return unexpected;
    const ms = parseTime(raw, zone);
    return typeof ms === 'number' ? target.fromInstant(ms, wallClock) : refuse(ms);
  };
}

function day(_column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  const timeLost = refuse('time-of-day-lost');
  return (raw) => {
    if (typeof raw !== 'string') return unexpected;
    const ms = parseTime(raw, 'ignored');
    if (typeof ms !== 'number') return refuse(ms);
    return ms % dayMs === 0 ? target.fromDay(ms) : timeLost;
  };
}

function id(_column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  return (raw) => {
    const guid = typeof raw === 'string' ? canonicalGuid(raw) : null;
    return guid === null ? unexpected : target.fromText(guid);
  };
}

/** Columns of a type that this product does not know travel as text (spec 1.2). */
function anything(_column: DynamicsColumn, target: Target, refuse: Refuse): Read {
  const unexpected = refuse('unexpected-value');
  const notFinite = refuse('not-a-number');
  return (raw) => {
    if (typeof raw === 'string') return target.fromText(raw);
    if (typeof raw === 'boolean') return target.fromBoolean(raw);
    if (typeof raw === 'bigint') return target.fromText(String(raw));
    if (typeof raw !== 'number') return unexpected;
    return Number.isFinite(raw) ? target.fromNumber(raw) : notFinite;
  };
}
