import { z } from 'zod';
import type { FilterCondition, FilterGroup } from '../config/ingress.js';
import type { DynamicsTable } from '../metadata.js';
import { conditionTest, throwMistakes } from './evaluate.js';
import { isGroup } from './mistakes.js';

/** A condition that a row does not meet; `pointer` is within the filter (RFC 6901). Nothing of the record is in it, nor what the filter compares with. */
export const unmetCondition = z.object({ pointer: z.string(), column: z.string(), comparison: z.string() });
export type UnmetCondition = Readonly<z.infer<typeof unmetCondition>>;

type Explain = (row: Readonly<Record<string, unknown>>) => readonly UnmetCondition[];

/**
 * Why a filter keeps a row out: of conditions joined by And the first that does not hold, of those joined by Or all of them. Empty
 * for a row that passes.
 * @throws CannotGoOn for the lane, with the first mistake of the filter
 */
export function explainFilter(group: FilterGroup | null, table: DynamicsTable): Explain {
  throwMistakes(group, table);
  return group === null ? () => [] : groupExplain(group, table, '');
}

function groupExplain({ join, conditions }: FilterGroup, table: DynamicsTable, pointer: string): Explain {
  const entries = conditions.map((entry, index) => {
    const at = `${pointer}/conditions/${index}`;
    return isGroup(entry) ? groupExplain(entry, table, at) : conditionExplain(entry, table, at);
  });
  if (join === 'and') return (row) => firstUnmet(entries, row);
  return (row) => {
    const unmet = entries.map((explain) => explain(row));
    return unmet.every((why) => why.length > 0) ? unmet.flat() : [];
  };
}

function firstUnmet(entries: readonly Explain[], row: Parameters<Explain>[0]): readonly UnmetCondition[] {
  for (const explain of entries) {
    const unmet = explain(row);
    if (unmet.length > 0) return unmet;
  }
  return [];
}

function conditionExplain(condition: FilterCondition, table: DynamicsTable, pointer: string): Explain {
  const test = conditionTest(condition, table);
  const unmet = [{ pointer, column: condition.column, comparison: condition.comparison }];
  return (row) => (test(row) ? [] : unmet);
}
