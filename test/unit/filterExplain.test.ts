import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { FilterCondition, FilterGroup } from '../../src/core/config/ingress.js';
import { evaluateFilter } from '../../src/core/filter/evaluate.js';
import { explainFilter } from '../../src/core/filter/explain.js';
import { isGroup } from '../../src/core/filter/mistakes.js';
import { CannotGoOn } from '../../src/core/problems/failures.js';
import { column, tableOf } from './mappingFixtures.js';

const table = tableOf(column('name', 'string'), column('visits', 'integer'));
const condition = (name: string, comparison: FilterCondition['comparison'], value?: string | number) => ({
  column: name,
  comparison,
  ...(value !== undefined && { value }),
});
const ada = condition('name', 'equals', 'Ada');
const many = condition('visits', 'greater', 3);
const group = (join: 'and' | 'or', ...conditions: FilterGroup['conditions']): FilterGroup => ({ join, conditions });
const told = (filter: FilterGroup | null, row: object) =>
  explainFilter(
    filter,
    table,
  )({ ...row }).map(({ pointer, column: name, comparison }) => `${pointer} ${name} ${comparison}`);

describe('explainFilter', () => {
  it('says nothing of a row that passes', () => {
    assert.deepEqual(told(null, {}), []);
    assert.deepEqual(told(group('and', ada, many), { name: 'ada', visits: 4 }), []);
    assert.deepEqual(told(group('or', ada, many), { visits: 4 }), []);
  });

  it('names the first condition that does not hold of those that must all hold', () => {
    assert.deepEqual(told(group('and', ada, many), { name: 'Ada' }), ['/conditions/1 visits greater']);
    assert.deepEqual(told(group('and', ada, many), {}), ['/conditions/0 name equals']);
  });

  it('names every condition where one would have been enough', () => {
    assert.deepEqual(told(group('or', ada, many), {}), ['/conditions/0 name equals', '/conditions/1 visits greater']);
  });

  it('points into groups, and never shows a value', () => {
    const filter = group('and', many, group('or', ada, group('and', condition('name', 'isEmpty'), many)));
    const unmet = explainFilter(filter, table)({ name: 'Canary', visits: 9 });
    assert.deepEqual(unmet, [
      { pointer: '/conditions/1/conditions/0', column: 'name', comparison: 'equals' },
      { pointer: '/conditions/1/conditions/1/conditions/0', column: 'name', comparison: 'isEmpty' },
    ]);
  });

  it('refuses a filter with a mistake', () => {
    assert.throws(() => explainFilter(group('and', condition('nobody', 'isEmpty')), table), CannotGoOn);
  });

  it('is empty exactly for rows that pass, and names only conditions that do not hold', () => {
    const conditions = fc.constantFrom(ada, many, condition('name', 'isEmpty'), condition('visits', 'notEquals', 1));
    const { filter: filters } = fc.letrec<{ filter: FilterGroup }>((tie) => ({
      filter: fc.record({
        join: fc.constantFrom('and' as const, 'or' as const),
        conditions: fc.array(fc.oneof({ maxDepth: 3 }, conditions, tie('filter')), { minLength: 1, maxLength: 3 }),
      }),
    }));
    const rows = fc.record({
      name: fc.constantFrom(null, 'Ada', 'Bob'),
      visits: fc.constantFrom(null, 1, 4),
    });
    fc.assert(
      fc.property(filters, rows, (filter, row) => {
        const unmet = explainFilter(filter, table)(row);
        assert.equal(unmet.length === 0, evaluateFilter(filter, table)(row));
        for (const { pointer, column: name } of unmet) {
          const named = at(filter, pointer);
          assert.equal(named.column, name);
          assert.equal(evaluateFilter(group('and', named), table)(row), false);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function at(filter: FilterGroup, pointer: string): FilterCondition {
  const places = pointer.split('/conditions/').slice(1).map(Number);
  const found = places.reduce<FilterGroup | FilterCondition | undefined>(
    (entry, place) => (entry && isGroup(entry) ? entry.conditions[place] : undefined),
    filter,
  );
  return found && !isGroup(found) ? found : assert.fail(`no condition at ${pointer}`);
}
