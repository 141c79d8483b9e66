import type { FilterCondition, FilterGroup } from '../config/ingress.js';
import type { DynamicsTable } from '../metadata.js';
import { named, reader } from '../named.js';
import { CannotGoOn } from '../problems/failures.js';
import { filterMistakes, isGroup } from './mistakes.js';
import { type Operand, type Operands, operandsOf } from './operand.js';

/** A yes or no about one raw row. Total: whatever stands in the row, it never throws. */
export type RowTest = (row: Readonly<Record<string, unknown>>) => boolean;

/**
 * Whether a filter lets a row through, as Dataverse would decide: text without regard to case, dates as instants, ids as GUIDs.
 * A comparison with null is false, but for notEquals, which is true: Dataverse's `ne` keeps rows without a value (seen with
 * FetchXML, into which it turns OData; unconfirmed for $filter itself). No filter lets everything through.
 * @throws CannotGoOn for the lane, with the first of {@link filterMistakes}
 */
export function evaluateFilter(group: FilterGroup | null, table: DynamicsTable): RowTest {
  throwMistakes(group, table);
  return group === null ? () => true : groupTest(group, table);
}

/** @throws CannotGoOn for the lane, with the first of {@link filterMistakes} */
export function throwMistakes(group: FilterGroup | null, table: DynamicsTable): void {
  const [mistake] = filterMistakes(group, table);
  if (mistake !== undefined) throw new CannotGoOn(mistake.code, { scope: 'lane', params: mistake.params ?? {} });
}

function groupTest({ join, conditions }: FilterGroup, table: DynamicsTable): RowTest {
  const tests = conditions.map((entry) => (isGroup(entry) ? groupTest(entry, table) : conditionTest(entry, table)));
  return join === 'and' ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
}

/** One condition of a filter without mistakes. */
export function conditionTest(condition: FilterCondition, table: DynamicsTable): RowTest {
  const column = named(table.columns, condition.column);
  if (column === undefined) return () => false;
  const raw = reader(column.property);
  if (condition.comparison === 'isEmpty') return (row) => isEmpty(raw(row));
  if (condition.comparison === 'isNotEmpty') return (row) => !isEmpty(raw(row));
  const operands = operandsOf(column);
  const test = comparisonTest(condition, operands, column.type === 'multiselect');
  if (condition.comparison === 'notEquals') return (row) => !test(operands.operand(raw(row)));
  return (row) => {
    const operand = operands.operand(raw(row));
    return operand !== null && test(operand);
  };
}

/** Whether a row's operand stands in the comparison to the filter's; for notEquals the opposite, {@link conditionTest} turns it. */
function comparisonTest(
  { comparison, value }: FilterCondition,
  { operand }: Operands,
  isMultiselect: boolean,
): (operand: Operand) => boolean {
  const wanted = (Array.isArray(value) ? value : [value]).map(operand);
  const [first = null] = wanted;
  switch (comparison) {
    case 'equals':
    case 'notEquals': {
      const whole = isMultiselect ? operand(value) : first;
      return (actual) => isSame(actual, whole);
    }
    case 'in':
      return (actual) => wanted.some((one) => isSame(actual, one));
    case 'contains':
      // Dataverse's ContainValues asks for any of the options; a list within a list is a text within a text.
      return isMultiselect ? containsAny(wanted) : (actual) => String(actual).includes(String(first));
    case 'beginsWith':
      return (actual) => String(actual).startsWith(String(first));
    case 'endsWith':
      return (actual) => String(actual).endsWith(String(first));
    default:
      return orderTest(comparison, first);
  }
}

function orderTest(comparison: FilterCondition['comparison'], wanted: Operand): (operand: Operand) => boolean {
  if (wanted === null) return () => false;
  switch (comparison) {
    case 'greater':
      return (actual) => actual !== null && actual > wanted;
    case 'greaterOrEqual':
      return (actual) => actual !== null && actual >= wanted;
    case 'less':
      return (actual) => actual !== null && actual < wanted;
    default:
      return (actual) => actual !== null && actual <= wanted;
  }
}

function containsAny(wanted: readonly Operand[]): (operand: Operand) => boolean {
  const options = wanted.flatMap((list) => String(list).split(',')).filter((option) => option !== '');
  return (actual) => options.some((option) => String(actual).includes(`,${option},`));
}

/** A number equals the bigint of the same value. */
const isSame = (a: Operand, b: Operand): boolean =>
  a === b || (a !== null && b !== null && typeof a !== typeof b && a <= b && a >= b);

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';
