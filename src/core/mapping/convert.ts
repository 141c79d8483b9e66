import type { CampaignField, CampaignType, DynamicsColumn, DynamicsType } from '../metadata.js';
import { booleanTarget } from './booleanTarget.js';
import { dateTarget } from './dateTarget.js';
import { enumerationTarget } from './enumerationTarget.js';
import { integerTarget } from './integerTarget.js';
import { realTarget } from './realTarget.js';
import { type Refuse, refusals } from './refusal.js';
import { displayValue, type Read, sources } from './source.js';
import type { Target } from './target.js';
import { textTarget } from './textTarget.js';

interface Conversion {
  readonly target: Target;
  /** Converts one value that is not null. */
  readonly read: Read;
}

/**
 * The conversion of one column's values to one field: no value is ever cut, rounded or shifted; what would lose data is
 * refused (spec 1.2). Null when the two types cannot go together.
 */
export function conversion(
  column: DynamicsColumn,
  field: CampaignField,
  { technicalValues }: { technicalValues: boolean },
): Conversion | null {
  if (!canConvert(column.type, field.type)) return null;
  const refuse = refusals(column.name, field.path);
  const target = targetOf(field, refuse);
  const display = !technicalValues && hasDisplayValue(column.type) && takesText(field.type);
  return { target, read: (display ? displayValue : sources[column.type])(column, target, refuse) };
}

/** How the field takes values, whatever column they come from. @throws TypeError for a field that is not mappable */
export function targetOf(field: CampaignField, refuse: Refuse): Target {
  const make = targets[field.type];
  if (make === undefined) throw new TypeError(`fields of type ${field.type} take no value`);
  return make(field, refuse);
}

export const isMappable = (type: CampaignType): boolean => targets[type] !== undefined;

/** Everything has a text; dates are no numbers, numbers are no dates, ids and lists of options are neither. */
export function canConvert(from: DynamicsType, to: CampaignType): boolean {
  if (!isMappable(to)) return false;
  if (takesText(to) || textual.has(from)) return true;
  return to === 'date' || to === 'datetime' ? temporal.has(from) : numeric.has(from);
}

/** Columns whose label Dynamics gives beside the number. A boolean stays a boolean: its labels are no values of it. */
export const hasDisplayValue = (type: DynamicsType): boolean =>
  type === 'picklist' || type === 'state' || type === 'status' || type === 'multiselect';

/** Display values go where text goes; a number field gets the technical value, because no label fits it. */
export const takesText = (type: CampaignType): boolean =>
  type === 'string' || type === 'memo' || type === 'enumeration';

const textual: ReadonlySet<DynamicsType> = new Set(['string', 'memo', 'other']);
const temporal: ReadonlySet<DynamicsType> = new Set(['datetime', 'date']);
const numeric: ReadonlySet<DynamicsType> = new Set([
  'integer',
  'bigint',
  'decimal',
  'double',
  'money',
  'boolean',
  'picklist',
  'state',
  'status',
]);

const targets: Record<CampaignType, ((field: CampaignField, refuse: Refuse) => Target) | undefined> = {
  string: textTarget,
  memo: textTarget,
  enumeration: enumerationTarget,
  byte: integerTarget,
  short: integerTarget,
  long: integerTarget,
  float: realTarget,
  double: realTarget,
  boolean: booleanTarget,
  date: dateTarget,
  datetime: dateTarget,
  // Links are written through the scalar column of their join (reference §4.3); the rest has no documented value form.
  link: undefined,
  collection: undefined,
  item: undefined,
  other: undefined,
};
