import { z } from 'zod';
import type { DynamicsColumn, DynamicsType } from '../../core/metadata.js';
import { labelShape, labelsOf } from './labels.js';

export const columnShape = z.object({
  LogicalName: z.string(),
  DisplayName: labelShape,
  AttributeType: z.string(),
  AttributeTypeName: z.object({ Value: z.string() }).nullish(),
  AttributeOf: z.string().nullish(),
  IsValidForRead: z.boolean().nullish(),
});

const option = z.object({ Value: z.number().nullish(), Label: labelShape });

/** Choices have `Options`; two-option columns have one option for each side. */
export const optionsOf = z.object({
  Options: z.array(option).nullish(),
  TrueOption: option.nullish(),
  FalseOption: option.nullish(),
});

/** What only the query of one type tells: the general list of columns has no lengths, targets or options. */
export interface Details {
  readonly LogicalName: string;
  readonly MaxLength?: number | null | undefined;
  readonly Targets?: string[] | null | undefined;
  readonly DateTimeBehavior?: { Value: string } | null | undefined;
  readonly OptionSet?: z.infer<typeof optionsOf> | null | undefined;
  readonly GlobalOptionSet?: z.infer<typeof optionsOf> | null | undefined;
}

const choice = { select: '', expand: 'OptionSet($select=Options),GlobalOptionSet($select=Options)' };

/** One query each: a cast to the abstract type is refused (reference dataverse-web-api §10). */
export const typedShapes = {
  String: { select: ',MaxLength', expand: '' },
  Memo: { select: ',MaxLength', expand: '' },
  DateTime: { select: ',DateTimeBehavior', expand: '' },
  Lookup: { select: ',Targets', expand: '' },
  Picklist: choice,
  MultiSelectPicklist: choice,
  State: { select: '', expand: 'OptionSet($select=Options)' },
  Status: { select: '', expand: 'OptionSet($select=Options)' },
  Boolean: { select: '', expand: 'OptionSet' },
} as const;

/** A column as the mapping sees it; null for what can not be selected or holds no value of its own. */
export function columnOf(column: z.infer<typeof columnShape>, details: Details | undefined): DynamicsColumn | null {
  if (column.AttributeOf || column.IsValidForRead === false || hidden.has(column.AttributeType)) return null;
  const type = typeOf(column, details);
  if (type === null) return null;
  const options = optionList(details);
  return {
    name: column.LogicalName,
    ...labelsOf(column.DisplayName, column.LogicalName),
    type,
    property: type === 'lookup' ? `_${column.LogicalName}_value` : column.LogicalName,
    ...(details?.MaxLength ? { maxLength: details.MaxLength } : {}),
    ...(options.length > 0 ? { options } : {}),
    ...(details?.Targets ? { targets: details.Targets } : {}),
    ...(details?.DateTimeBehavior?.Value === 'TimeZoneIndependent' ? { wallClock: true } : {}),
  };
}

/** Not properties of a row, or not readable as one. */
const hidden = new Set(['PartyList', 'ManagedProperty', 'CalendarRules', 'EntityName']);

const types = new Map<string, DynamicsType>([
  ['String', 'string'],
  ['Memo', 'memo'],
  ['Integer', 'integer'],
  ['BigInt', 'bigint'],
  ['Decimal', 'decimal'],
  ['Double', 'double'],
  ['Money', 'money'],
  ['Boolean', 'boolean'],
  ['Picklist', 'picklist'],
  ['State', 'state'],
  ['Status', 'status'],
  ['Lookup', 'lookup'],
  ['Customer', 'lookup'],
  ['Owner', 'lookup'],
  ['Uniqueidentifier', 'uniqueidentifier'],
]);

/** Multi-select choices call themselves Virtual, as files, images and name twins do; only their type's name tells them apart. */
function typeOf(column: z.infer<typeof columnShape>, details: Details | undefined): DynamicsType | null {
  if (column.AttributeType === 'Virtual') {
    return column.AttributeTypeName?.Value === 'MultiSelectPicklistType' ? 'multiselect' : null;
  }
  if (column.AttributeType === 'DateTime') return details?.DateTimeBehavior?.Value === 'DateOnly' ? 'date' : 'datetime';
  return types.get(column.AttributeType) ?? 'other';
}

function optionList(details: Details | undefined): NonNullable<DynamicsColumn['options']> {
  const set = details?.OptionSet ?? details?.GlobalOptionSet;
  if (!set) return [];
  if (set.TrueOption && set.FalseOption) {
    return [
      { value: true, ...labelsOf(set.TrueOption.Label, 'true') },
      { value: false, ...labelsOf(set.FalseOption.Label, 'false') },
    ];
  }
  return (set.Options ?? []).flatMap(({ Value, Label }) =>
    typeof Value === 'number' ? [{ value: Value, ...labelsOf(Label, String(Value)) }] : [],
  );
}
