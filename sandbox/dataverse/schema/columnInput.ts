import { z } from 'zod';
import type { Column } from '../column.js';
import { choice, flag, integer, lookup, memo, moment, number, pointer, text } from '../tables/build.js';

export const optionInput = z.strictObject({
  value: z.number().int(),
  label: z.string().min(1),
});

/** A column as the control API takes it; what is left out is what most columns have. */
export const columnInput = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/u, 'a logical name is in lower case'),
  label: z.string().default('Added by hand'),
  type: z
    .enum([
      'String',
      'Memo',
      'Integer',
      'Decimal',
      'Double',
      'Money',
      'Boolean',
      'DateTime',
      'Picklist',
      'MultiSelectPicklist',
      'Lookup',
    ])
    .default('String'),
  /** Of texts. */
  maxLength: z.number().int().min(1).max(1_048_576).default(100),
  /** Of numbers. */
  min: z.number().optional(),
  max: z.number().optional(),
  precision: z.number().int().min(0).max(10).default(2),
  /** Of dates. */
  behavior: z.enum(['UserLocal', 'DateOnly', 'TimeZoneIndependent']).default('UserLocal'),
  /** Of choices. */
  options: z.array(optionInput).default([]),
  /** Of lookups: logical names of tables. */
  targets: z.array(z.string()).default([]),
});
export type ColumnInput = z.output<typeof columnInput>;

/** The column that was described: empty in every row that is there. */
export function columnOf(input: ColumnInput): Column {
  return { ...described(input), custom: true };
}

function described({ name, label, type, maxLength, min, max, precision, behavior, options, targets }: ColumnInput) {
  const range = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
  switch (type) {
    case 'String':
      return text(name, label, Math.min(maxLength, 4_000));
    case 'Memo':
      return memo(name, label, maxLength);
    case 'Integer':
      return integer(name, label, range);
    case 'Decimal':
    case 'Double':
    case 'Money':
      return number(type, name, label, { ...range, precision });
    case 'Boolean':
      return flag(name, label);
    case 'DateTime':
      return moment(name, label, behavior);
    case 'Picklist':
    case 'MultiSelectPicklist':
      return choice(name, label, Object.fromEntries(options.map((option) => [option.value, option.label])), {
        kind: type,
      });
    default:
      return lookupTo(name, label, targets);
  }
}

/** With several targets, each has a navigation property of its own. */
function lookupTo(name: string, label: string, targets: readonly string[]): Column {
  const [first = '', ...others] = targets;
  if (others.length === 0) return lookup(name, label, first);
  const navigations = targets.map((table) => ({ table, navigation: `${name}_${table}` }));
  return pointer('Lookup', name, label, navigations);
}
