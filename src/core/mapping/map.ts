import type { Parameters, ProblemCode } from '../problems/describe.js';
import type { CompiledMapping } from './compile.js';
import { type CampaignValue, isRefusal } from './refusal.js';

/** What a mapping makes of one row. */
export type Mapped =
  | MappedValues
  | { readonly kind: 'filteredOut' }
  /** `params` name column, field and limits: never a value of the record. */
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly params: Parameters };

export interface MappedValues {
  readonly kind: 'mapped';
  /** Aligned with the compiled mapping's `fields`. */
  readonly values: readonly CampaignValue[];
}

const filteredOut: Mapped = { kind: 'filteredOut' };

/** Filters and converts one raw row. Total: whatever stands in the row, it never throws; the first field that cannot be filled refuses it. */
export function mapRecord(compiled: CompiledMapping, row: Readonly<Record<string, unknown>>): Mapped {
  if (!compiled.passes(row)) return filteredOut;
  const { fields } = compiled;
  const values: CampaignValue[] = [];
  for (const field of fields) {
    const converted = field.convert(row);
    if (isRefusal(converted)) return { kind: 'refused', ...converted };
    values.push(converted);
  }
  return { kind: 'mapped', values };
}

/** Whether the row was read without a property that this mapping needs, and must be read again by key. */
export const lacksProperties = (compiled: CompiledMapping, row: Readonly<Record<string, unknown>>): boolean =>
  compiled.lacks(row);
