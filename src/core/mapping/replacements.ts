import type { FieldReplacement } from '../config/ingress.js';
import type { DynamicsColumn, DynamicsType } from '../metadata.js';
import { hasDisplayValue } from './convert.js';
import { canonicalDecimal, decimalText } from './decimal.js';
import { type Converted, isRefusal } from './refusal.js';
import { canonicalChoices, canonicalGuid } from './source.js';
import type { Target } from './target.js';
import { parseTime } from './time.js';

/** What two equal technical values have in common; undefined for a value that the column cannot hold. */
type Identity = string | number | boolean | null | undefined;

/** The replaced value of a raw value; undefined when no replacement is meant for it. */
type Replace = (raw: unknown) => Converted | undefined;

/** The replacements of one column on their way to one target; the first that matches wins. Undefined when there are none. */
export function replaceBy(
  replacements: readonly FieldReplacement[],
  column: DynamicsColumn,
  target: Target,
): Replace | undefined {
  const identity = identityOf(column);
  const byIdentity = new Map<Identity, Converted>();
  for (const { column: name, existingValue, newValue } of replacements) {
    if (name !== column.name) continue;
    const key = identity(existingValue);
    if (key !== undefined && !byIdentity.has(key)) byIdentity.set(key, replacedValue(newValue, target));
  }
  if (byIdentity.size === 0) return undefined;
  return (raw) => byIdentity.get(identity(raw));
}

/** The new value of a replacement as the field takes it. */
function replacedValue(newValue: FieldReplacement['newValue'], target: Target): Converted {
  if (typeof newValue === 'string') return target.fromText(newValue);
  if (typeof newValue === 'boolean') return target.fromBoolean(newValue);
  return Number.isFinite(newValue) ? target.fromNumber(newValue) : target.fromText(String(newValue));
}

/** Whether the column can hold the value at all, of a picklist one of its options; a replacement for another never matches. */
export function isValueOf(value: FieldReplacement['existingValue'], column: DynamicsColumn): boolean {
  const identity = identityOf(column)(value);
  if (identity === undefined) return false;
  const { options } = column;
  if (identity === null || options === undefined || !hasDisplayValue(column.type)) return true;
  const known = new Set(options.map((option) => String(option.value)));
  return String(identity)
    .split(',')
    .every((option) => known.has(option));
}

/** Whether the new value fits the field. */
export const fits = (newValue: FieldReplacement['newValue'], target: Target): boolean =>
  !isRefusal(replacedValue(newValue, target));

const identityOf = ({ type, wallClock }: DynamicsColumn): ((value: unknown) => Identity) =>
  type === 'datetime' && wallClock === true ? wallClockIdentity : identities[type];

/** Dataverse keeps no empty text: null and empty are the same value. */
function textIdentity(value: unknown): Identity {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'number') return decimalText(value);
  return typeof value === 'string' ? value : typeof value === 'boolean' ? String(value) : undefined;
}

function numberIdentity(value: unknown): Identity {
  if (typeof value === 'number') return Number.isFinite(value) ? decimalText(value) : undefined;
  if (typeof value === 'bigint') return String(value);
  return blankOr(value, canonicalDecimal);
}

function booleanIdentity(value: unknown): Identity {
  if (typeof value === 'boolean') return value;
  return blankOr(value, (text) => (text === 'true' ? true : text === 'false' ? false : null));
}

function choicesIdentity(value: unknown): Identity {
  return blankOr(typeof value === 'number' ? String(value) : value, (text) => {
    const list = canonicalChoices(text);
    return list === null ? null : list.split(',').sort().join(',');
  });
}

const timeIdentity =
  (zone: 'utc' | 'ignored') =>
  (value: unknown): Identity =>
    blankOr(value, (text) => {
      const ms = parseTime(text, zone);
      return typeof ms === 'number' ? ms : null;
    });

function blankOr(value: unknown, read: (text: string) => Identity): Identity {
  if (value === null || value === undefined || value === '') return null;
  return typeof value === 'string' ? (read(value) ?? undefined) : undefined;
}

const guidIdentity = (value: unknown): Identity => blankOr(value, canonicalGuid);
const instantIdentity = timeIdentity('utc');
const wallClockIdentity = timeIdentity('ignored');

const identities: Record<DynamicsType, (value: unknown) => Identity> = {
  string: textIdentity,
  memo: textIdentity,
  other: textIdentity,
  integer: numberIdentity,
  bigint: numberIdentity,
  decimal: numberIdentity,
  double: numberIdentity,
  money: numberIdentity,
  picklist: numberIdentity,
  state: numberIdentity,
  status: numberIdentity,
  boolean: booleanIdentity,
  multiselect: choicesIdentity,
  datetime: instantIdentity,
  date: wallClockIdentity,
  lookup: guidIdentity,
  uniqueidentifier: guidIdentity,
};
