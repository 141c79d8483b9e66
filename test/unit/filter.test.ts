import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { comparison, type FilterGroup, type Comparison } from '../../src/core/config/ingress.js';
import { evaluateFilter } from '../../src/core/filter/evaluate.js';
import { filterMistakes } from '../../src/core/filter/mistakes.js';
import { dynamicsType } from '../../src/core/metadata.js';
import { CannotGoOn } from '../../src/core/problems/failures.js';
import { column, guid, tableOf } from './mappingFixtures.js';

const table = tableOf(
  column('name', 'string'),
  column('visits', 'integer'),
  column('big', 'bigint'),
  column('income', 'money'),
  column('donotemail', 'boolean'),
  column('gendercode', 'picklist'),
  column('interests', 'multiselect'),
  column('modifiedon', 'datetime'),
  column('meeting', 'datetime', { wallClock: true }),
  column('birthdate', 'date'),
  column('parentcustomerid', 'lookup'),
  column('constructor', 'string'),
);

type Value = string | number | boolean | (string | number | boolean)[];
const one = (name: string, how: Comparison, value?: Value): FilterGroup => ({
  join: 'and',
  conditions: [{ column: name, comparison: how, ...(value !== undefined && { value }) }],
});
const holds = (name: string, how: Comparison, value: Value | undefined, raw: unknown) => {
  const { property } = table.columns[name] ?? assert.fail();
  return evaluateFilter(one(name, how, value), table)({ [property]: raw });
};
const mistakes = (group: FilterGroup) => filterMistakes(group, table).map(({ pointer, code }) => `${pointer} ${code}`);

describe('filters', () => {
  it('let everything through when there is none', () => {
    assert.equal(evaluateFilter(null, table)({}), true);
  });

  it('compare text without regard to case', () => {
    assert.equal(holds('name', 'equals', 'ADA', 'Ada'), true);
    assert.equal(holds('name', 'equals', 'Ad', 'Ada'), false);
    assert.equal(holds('name', 'notEquals', 'ada', 'ADA'), false);
    assert.equal(holds('name', 'contains', 'd', 'ADA'), true);
    assert.equal(holds('name', 'beginsWith', 'É', 'école'), true);
    assert.equal(holds('name', 'endsWith', 'DA', 'ada'), true);
    assert.equal(holds('name', 'endsWith', 'ad', 'ada'), false);
    assert.equal(holds('name', 'in', ['bob', 'ADA'], 'Ada'), true);
    assert.equal(holds('name', 'contains', '%', 'ada'), false);
  });

  it('compare numbers by value, whole numbers of any size exactly', () => {
    assert.equal(holds('visits', 'greater', 2, 3), true);
    assert.equal(holds('visits', 'greater', '10', 9), false);
    assert.equal(holds('visits', 'greaterOrEqual', 3, 3), true);
    assert.equal(holds('visits', 'less', 3, 3), false);
    assert.equal(holds('visits', 'lessOrEqual', 3, 3), true);
    assert.equal(holds('income', 'equals', '20000.00', 20000), true);
    assert.equal(holds('big', 'equals', '9007199254740993', '9007199254740993'), true);
    assert.equal(holds('big', 'equals', '9007199254740993', 9_007_199_254_740_992), false);
    assert.equal(holds('big', 'greater', '9007199254740993', '9007199254740994'), true);
    assert.equal(holds('big', 'equals', 5, 5n), true);
  });

  it('compare booleans and picklists by their technical values', () => {
    assert.equal(holds('donotemail', 'equals', true, true), true);
    assert.equal(holds('donotemail', 'equals', 'false', false), true);
    assert.equal(holds('donotemail', 'notEquals', true, false), true);
    assert.equal(holds('gendercode', 'in', [1, '2'], 2), true);
    assert.equal(holds('gendercode', 'notEquals', 2, 2), false);
  });

  it('look into columns with several options', () => {
    assert.equal(holds('interests', 'contains', 3, '2,3,8'), true);
    assert.equal(holds('interests', 'contains', [9, 8], '2,3,8'), true);
    assert.equal(holds('interests', 'contains', 1, '11,21'), false);
    assert.equal(holds('interests', 'equals', [8, 2], '2,8'), true);
    assert.equal(holds('interests', 'equals', '8, 2', '2,8'), true);
    assert.equal(holds('interests', 'equals', 2, '2,8'), false);
    assert.equal(holds('interests', 'notEquals', [8, 2], '2,8'), false);
  });

  it('compare datetimes as instants and wall-clock values by their digits', () => {
    assert.equal(holds('modifiedon', 'equals', '2025-03-02T09:15:00+01:00', '2025-03-02T08:15:00Z'), true);
    assert.equal(holds('modifiedon', 'less', '2025-03-02T08:15:00.500Z', '2025-03-02T08:15:00Z'), true);
    assert.equal(holds('modifiedon', 'greaterOrEqual', '2025-03-02', '2025-03-02T00:00:00Z'), true);
    assert.equal(holds('meeting', 'equals', '2025-03-02T09:15:00+01:00', '2025-03-02T09:15:00Z'), true);
    assert.equal(holds('birthdate', 'less', '2000-01-01', '1999-12-31'), true);
    assert.equal(holds('birthdate', 'in', ['1999-12-31'], '1999-12-31'), true);
  });

  it('compare lookups as GUIDs', () => {
    assert.equal(holds('parentcustomerid', 'equals', `{${guid.toUpperCase()}}`, guid), true);
    assert.equal(holds('parentcustomerid', 'in', [guid], guid.toUpperCase()), true);
    assert.equal(holds('parentcustomerid', 'notEquals', guid, guid), false);
  });

  it('are false for null in every comparison but notEquals and isEmpty', () => {
    const values: Record<string, Value> = {
      name: 'Ada',
      visits: 0,
      income: 0,
      donotemail: false,
      gendercode: 1,
      interests: 1,
      modifiedon: '2025-03-02',
      birthdate: '2025-03-02',
      parentcustomerid: guid,
    };
    for (const [name, value] of Object.entries(values)) {
      for (const how of comparison.options) {
        const isBare = how === 'isEmpty' || how === 'isNotEmpty';
        const group = one(name, how, isBare ? undefined : value);
        if (filterMistakes(group, table).length > 0) continue;
        const { property } = table.columns[name] ?? assert.fail();
        for (const row of [{ [property]: null }, {}])
          assert.equal(evaluateFilter(group, table)(row), how === 'notEquals' || how === 'isEmpty', `${name} ${how}`);
      }
    }
  });

  it('know empty from not empty', () => {
    assert.equal(holds('name', 'isEmpty', undefined, ''), true);
    assert.equal(holds('name', 'isNotEmpty', undefined, ' '), true);
    assert.equal(holds('visits', 'isNotEmpty', undefined, 0), true);
    assert.equal(holds('donotemail', 'isEmpty', undefined, false), false);
  });

  it('join conditions and groups', () => {
    const group: FilterGroup = {
      join: 'or',
      conditions: [
        { column: 'name', comparison: 'equals', value: 'Ada' },
        {
          join: 'and',
          conditions: [...one('visits', 'greater', 2).conditions, ...one('visits', 'less', 5).conditions],
        },
      ],
    };
    const test = evaluateFilter(group, table);
    assert.deepEqual([{ name: 'ada' }, { visits: 3 }, { visits: 5 }, { name: 'Ada', visits: 9 }, {}].map(test), [
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  it('read a column with an inherited name as a column', () => {
    const test = evaluateFilter(one('constructor', 'isEmpty'), table);
    assert.equal(test({}), true);
    assert.equal(test({ constructor: 'x' }), false);
  });

  it('never throw, whatever stands in the row', () => {
    const all = tableOf(...dynamicsType.options.map((type) => column(`c_${type}`, type)));
    const values = ['a', 1, true, '2025-03-02', guid, '1,2'];
    const tests = Object.keys(all.columns).flatMap((name) =>
      comparison.options.flatMap((how) =>
        [undefined, ...values].flatMap((value) => {
          const group = one(name, how, value);
          return filterMistakes(group, all).length === 0 ? [evaluateFilter(group, all)] : [];
        }),
      ),
    );
    assert.ok(tests.length > 100);
    const raws = fc.anything({ withBigInt: true, withNullPrototype: true, withDate: true });
    const rows = fc.dictionary(fc.constantFrom(...Object.values(all.columns).map((one) => one.property)), raws);
    fc.assert(
      fc.property(rows, (row) => {
        for (const test of tests) assert.equal(typeof test(row), 'boolean');
      }),
    );
  });
});

describe('filterMistakes', () => {
  it('names columns that are not there', () => {
    assert.deepEqual(mistakes(one('__proto__', 'isEmpty')), ['/conditions/0/column column-missing']);
  });

  it('names comparisons that have no meaning for the column', () => {
    for (const [name, how] of [
      ['name', 'greater'],
      ['visits', 'contains'],
      ['gendercode', 'less'],
      ['donotemail', 'beginsWith'],
      ['interests', 'in'],
      ['parentcustomerid', 'endsWith'],
      ['birthdate', 'contains'],
    ] as const)
      assert.deepEqual(mistakes(one(name, how, 1)), ['/conditions/0/comparison comparison-not-for-column'], name);
  });

  it('names values that are missing or of another type', () => {
    const missing = '/conditions/0/value filter-value-missing';
    for (const value of [undefined, '', []]) assert.deepEqual(mistakes(one('name', 'equals', value)), [missing]);
    assert.deepEqual(mistakes(one('name', 'in', ['a', ''])), [missing]);
    const foreign = '/conditions/0/value filter-value-not-of-column';
    assert.deepEqual(mistakes(one('visits', 'equals', 'many')), [foreign]);
    assert.deepEqual(mistakes(one('visits', 'equals', [1, 2])), [foreign]);
    assert.deepEqual(mistakes(one('donotemail', 'equals', 1)), [foreign]);
    assert.deepEqual(mistakes(one('birthdate', 'less', '2025-02-30')), [foreign]);
    assert.deepEqual(mistakes(one('parentcustomerid', 'equals', 'Acme')), [foreign]);
    assert.deepEqual(mistakes(one('interests', 'contains', 'Chess')), [foreign]);
  });

  it('points into nested groups and refuses bottomless ones', () => {
    const nested: FilterGroup = { join: 'and', conditions: [one('nobody', 'isEmpty')] };
    assert.deepEqual(mistakes(nested), ['/conditions/0/conditions/0/column column-missing']);
    let deep = one('name', 'isEmpty');
    for (let depth = 0; depth < 10_000; depth += 1) deep = { join: 'or', conditions: [deep] };
    assert.deepEqual(mistakes(deep), [`${'/conditions/0'.repeat(8)} filter-too-deep`]);
    assert.throws(() => evaluateFilter(deep, table), CannotGoOn);
  });
});
