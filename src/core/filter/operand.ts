import type { Comparison } from '../config/ingress.js';
import { canonicalDecimal } from '../mapping/decimal.js';
import { canonicalChoices, canonicalGuid } from '../mapping/source.js';
import { parseTime } from '../mapping/time.js';
import type { DynamicsColumn, DynamicsType } from '../metadata.js';

/** A value in the form in which values of its column compare; null when there is none, or none of this column's kind. */
export type Operand = string | number | bigint | boolean | null;

/** How the values of a column compare. */
export interface Operands {
  /** Comparisons that have a meaning for this column, besides isEmpty and isNotEmpty. */
  readonly comparisons: ReadonlySet<Comparison>;
  /** Of a row's value or a filter's. Total. */
  readonly operand: (value: unknown) => Operand;
}

const equality: readonly Comparison[] = ['equals', 'notEquals', 'in'];
const order: readonly Comparison[] = ['greater', 'greaterOrEqual', 'less', 'lessOrEqual'];
const parts: readonly Comparison[] = ['contains', 'beginsWith', 'endsWith'];

/** Text has no order here: Dataverse sorts it by a collation that cannot be known. */
const text: Operands = { comparisons: new Set([...equality, ...parts]), operand: textOperand };
const number: Operands = { comparisons: new Set([...equality, ...order]), operand: numberOperand };
const choice: Operands = { comparisons: new Set(equality), operand: numberOperand };
const choices: Operands = { comparisons: new Set(['equals', 'notEquals', 'contains']), operand: choicesOperand };
const boolean: Operands = { comparisons: new Set(equality), operand: booleanOperand };
const id: Operands = { comparisons: new Set(equality), operand: (value) => textOf(value, canonicalGuid) };
const instant: Operands = { comparisons: new Set([...equality, ...order]), operand: (value) => time(value, 'utc') };
const wallClock: Operands = { ...instant, operand: (value) => time(value, 'ignored') };

const byType: Record<DynamicsType, Operands> = {
  string: text,
  memo: text,
  other: text,
  integer: number,
  bigint: number,
  decimal: number,
  double: number,
  money: number,
  picklist: choice,
  state: choice,
  status: choice,
  multiselect: choices,
  boolean,
  lookup: id,
  uniqueidentifier: id,
  datetime: instant,
  date: wallClock,
};

export const operandsOf = (column: DynamicsColumn): Operands =>
  column.type === 'datetime' && column.wallClock === true ? wallClock : byType[column.type];

/** Dataverse compares text without regard to case (reference dataverse-web-api §3); accents count here (unconfirmed). */
function textOperand(value: unknown): Operand {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value.toLowerCase() : null;
}

/** Whole numbers too large for a double stay exact: JavaScript compares a bigint with a number by their true values. */
function numberOperand(value: unknown): Operand {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return textOf(value, (decimal) => {
    const canonical = canonicalDecimal(decimal);
    if (canonical === null) return null;
    return canonical.includes('.') ? Number(canonical) : wholeNumber(canonical);
  });
}

function wholeNumber(canonical: string): number | bigint {
  const value = Number(canonical);
  return Number.isSafeInteger(value) ? value : BigInt(canonical);
}

/** The options in order, between commas, so that a list contains an option when its text contains `,option,`. */
function choicesOperand(value: unknown): Operand {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? `,${value},` : null;
  if (Array.isArray(value)) return value.every(isOption) ? choicesOperand(value.join(',')) : null;
  return textOf(value, (list) => {
    const plain = canonicalChoices(list);
    return plain === null ? null : `,${[...new Set(plain.split(','))].sort().join(',')},`;
  });
}

const isOption = (value: unknown): boolean => typeof value === 'number' || typeof value === 'string';

function booleanOperand(value: unknown): Operand {
  if (typeof value === 'boolean') return value;
  return value === 'true' ? true : value === 'false' ? false : null;
}

const time = (value: unknown, zone: 'utc' | 'ignored'): Operand =>
  textOf(value, (iso) => {
    const ms = parseTime(iso, zone);
    return typeof ms === 'number' ? ms : null;
  });

const textOf = (value: unknown, read: (text: string) => Operand): Operand =>
  typeof value === 'string' ? read(value) : null;
