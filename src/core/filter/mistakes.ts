import type { FilterCondition, FilterGroup } from '../config/ingress.js';
import type { DynamicsColumn, DynamicsTable } from '../metadata.js';
import { named } from '../named.js';
import type { ProblemCode } from '../problems/describe.js';
import type { Mistake } from '../problems/mistake.js';
import { maxFilterDepth } from './limits.js';
import { operandsOf } from './operand.js';

/** Every reason why the filter could not run; empty when it can. Pointers are within the filter. */
export const filterMistakes = (group: FilterGroup | null, table: DynamicsTable): Mistake[] =>
  group === null ? [] : groupMistakes(group, table, '', 1);

/** The conditions of a filter, whatever groups they are in. */
export const conditionsIn = (group: FilterGroup | null, depth = 1): FilterCondition[] =>
  group === null || depth > maxFilterDepth
    ? []
    : group.conditions.flatMap((entry) => (isGroup(entry) ? conditionsIn(entry, depth + 1) : [entry]));

/** The columns that a filter looks at. */
export const filterColumns = (group: FilterGroup | null): string[] => conditionsIn(group).map(({ column }) => column);

export const isGroup = (entry: FilterCondition | FilterGroup): entry is FilterGroup => 'conditions' in entry;

function groupMistakes(group: FilterGroup, table: DynamicsTable, pointer: string, depth: number): Mistake[] {
  if (depth > maxFilterDepth) return [{ pointer, code: 'filter-too-deep', params: { limit: maxFilterDepth } }];
  return group.conditions.flatMap((entry, index) => {
    const place = `${pointer}/conditions/${index}`;
    return isGroup(entry) ? groupMistakes(entry, table, place, depth + 1) : conditionMistakes(entry, table, place);
  });
}

function conditionMistakes(condition: FilterCondition, table: DynamicsTable, pointer: string): Mistake[] {
  const column = named(table.columns, condition.column);
  if (column === undefined) {
    const params = { column: condition.column, table: table.name };
    return [{ pointer: `${pointer}/column`, code: 'column-missing', params }];
  }
  const { comparison } = condition;
  if (comparison === 'isEmpty' || comparison === 'isNotEmpty') return [];
  const params = { column: column.name, columnType: column.type, comparison };
  if (!operandsOf(column).comparisons.has(comparison)) {
    return [{ pointer: `${pointer}/comparison`, code: 'comparison-not-for-column', params }];
  }
  const code = valueMistake(condition, column);
  return code === null ? [] : [{ pointer: `${pointer}/value`, code, params }];
}

function valueMistake({ comparison, value }: FilterCondition, column: DynamicsColumn): ProblemCode | null {
  const values = Array.isArray(value) ? value : [value];
  if (values.length === 0 || values.some((entry) => entry === undefined || entry === '')) return 'filter-value-missing';
  const takesList = comparison === 'in' || column.type === 'multiselect';
  if (Array.isArray(value) && !takesList) return 'filter-value-not-of-column';
  const { operand } = operandsOf(column);
  return values.every((entry) => operand(entry) !== null) ? null : 'filter-value-not-of-column';
}
