import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { FieldReplacement } from '../../src/core/config/ingress.js';
import { compileMapping } from '../../src/core/mapping/compile.js';
import { mapRecord } from '../../src/core/mapping/map.js';
import { mappingMistakes } from '../../src/core/mapping/mistakes.js';
import { column, field, guid, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const other = '0c0ffee0-0000-e711-a94e-0000000000bb';
const options = [1, 2, 3, 12].map((value) => ({ value, label: `Option ${value}` }));
const table = tableOf(
  column('choice', 'picklist', { options }),
  column('choices', 'multiselect', { options }),
  column('flag', 'boolean'),
  column('text', 'string'),
  column('amount', 'decimal'),
  column('moment', 'datetime'),
  column('day', 'date'),
  column('pointer', 'lookup'),
);
const names = ['none', 'bronze', 'silver', 'gold'];
const resource = resourceOf(
  field('level', 'enumeration', { values: names }),
  field('active', 'boolean'),
  field('note', 'string', { length: 60 }),
  field('points', 'long'),
);

type Raw = string | number | boolean | null;

/** One value of a column, and the ways in which a person may write it in a replacement. */
type Written = readonly [raw: Raw, ...writings: Raw[]];
const same = (...writings: [Raw, ...Raw[]]): Written => [writings[0], ...writings];
const values: Readonly<Record<string, readonly Written[]>> = {
  choice: [same(1, '1'), same(2, '2.0', '+2'), same(12, '012'), same(null, '')],
  choices: [same('1', 1), same('1,2', '2, 1', '2,1'), same('12'), same(null, '')],
  flag: [same(true, 'true'), same(false, 'false'), same(null, '')],
  text: [same('Ada'), same('ADA'), same('1', 1), same('true', true), same(null, '')],
  amount: [same(12.5, '12.50'), same(0, '0', '-0'), same(null, '')],
  moment: [same('2025-03-02T08:15:00Z', '2025-03-02T09:15:00+01:00'), same('2025-03-02T09:15:00Z'), same(null, '')],
  day: [same('2000-02-29', '2000-02-29T00:00:00Z'), same('2000-03-01'), same(null, '')],
  pointer: [same(guid, guid.toUpperCase(), `{${guid}}`), same(other), same(null, '')],
};

const columns = fc.constantFrom(...Object.keys(values));
/** Replacements of one column: which of its values, however written, becomes which of the new ones. */
const caseOf = (newValues: readonly FieldReplacement['newValue'][]) =>
  columns.chain((name) => {
    const known = values[name] ?? [];
    const replacement = fc.nat(known.length - 1).chain((index) =>
      fc.record({
        index: fc.constant(index),
        existingValue: fc.constantFrom(...(known[index] ?? [])),
        newValue: fc.constantFrom(...newValues),
      }),
    );
    return fc.record({
      name: fc.constant(name),
      list: fc.array(replacement, { maxLength: 8 }),
      index: fc.nat(known.length - 1),
    });
  });
type Case = ReturnType<typeof caseOf> extends fc.Arbitrary<infer T> ? T : never;

function mapped({ name, list, index }: Case, to: string): unknown {
  const replacements = list.map(({ existingValue, newValue }) => ({ column: name, existingValue, newValue }));
  const compiled = compileMapping(mappingOf([[name, to]], { replacements }), table, resource);
  const { property } = table.columns[name] ?? assert.fail();
  const result = mapRecord(compiled, { [property]: values[name]?.[index]?.[0] });
  return result.kind === 'mapped' ? result.values[0] : `refused: ${result.kind === 'refused' && result.code}`;
}

describe('replacements, for any list of them', () => {
  it('give the new value of the first that matches, however it is written', () => {
    fc.assert(
      fc.property(caseOf(['a', 'b', 'c', '']), (one) => {
        const first = one.list.find(({ index }) => index === one.index);
        const untouched = mapped({ ...one, list: [] }, 'note');
        assert.equal(mapped(one, 'note'), first === undefined ? untouched : first.newValue);
      }),
      { numRuns: 2000 },
    );
  });

  it('give an enumeration one of its names, and a boolean a boolean', () => {
    const isName = (value: unknown) => names.includes(String(value));
    fc.assert(
      fc.property(caseOf(names), (one) => {
        const value = mapped(one, 'level');
        assert.ok(isName(value) || value === 'refused: not-an-enumeration-value');
        if (one.list.some(({ index }) => index === one.index)) assert.ok(isName(value));
      }),
    );
    const flags = caseOf([true, false, 'true', 'false', 1, 0]).filter(({ name }) =>
      ['flag', 'choice', 'text'].includes(name),
    );
    fc.assert(
      fc.property(flags, (one) => {
        const first = one.list.find(({ index }) => index === one.index);
        if (first !== undefined) assert.equal(mapped(one, 'active'), ['true', '1'].includes(String(first.newValue)));
      }),
    );
  });

  it('are refused at save when the column cannot hold the existing value or the field the new one', () => {
    const codes = (name: string, to: string, existingValue: Raw, newValue: string | number | boolean) =>
      mappingMistakes(
        mappingOf([[name, to]], { replacements: [{ column: name, existingValue, newValue }] }),
        table,
        resource,
      ).map(({ code }) => code);
    const known = new Set(options.map(({ value }) => value));
    fc.assert(
      fc.property(fc.integer({ min: -3, max: 20 }), fc.constantFrom(...names, 'Gold', 'x'), (existing, name) => {
        const expected = [
          ...(known.has(existing) ? [] : ['replacement-not-of-column']),
          ...(names.includes(name) ? [] : ['replacement-does-not-fit']),
        ];
        assert.deepEqual(codes('choice', 'level', existing, name), expected);
        assert.deepEqual(codes('choice', 'level', String(existing), name), expected);
        assert.deepEqual(codes('choices', 'level', `1,${existing}`, name), expected);
      }),
    );
    assert.deepEqual(codes('choice', 'level', null, 'none'), []);
    for (const foreign of ['yes', 1, 'True'])
      assert.deepEqual(codes('flag', 'note', foreign, 'x'), ['replacement-not-of-column']);
    for (const foreign of ['yes', 2, 'oui'])
      assert.deepEqual(codes('flag', 'active', true, foreign), ['replacement-does-not-fit']);
    assert.deepEqual(codes('flag', 'points', true, 2_147_483_648), ['replacement-does-not-fit']);
  });
});

describe('picklists, multi-select picklists and lookups, for any value', () => {
  const label = (property: string) => `${property}@OData.Community.Display.V1.FormattedValue`;
  const pairs = [
    ['choice', 'note'],
    ['choice', 'points'],
    ['choices', 'long'],
    ['pointer', 'key'],
  ] as const;
  const wide = resourceOf(
    field('note', 'string', { length: 60 }),
    field('points', 'long'),
    field('long', 'string', { length: 12 }),
    field('key', 'string', { length: 36 }),
  );
  const rows = fc
    .record({
      choice: fc.constantFrom(1, 2, 3, 12),
      choices: fc.uniqueArray(fc.constantFrom(1, 2, 3, 12), { minLength: 1 }),
      blank: fc.constantFrom(',', ', '),
      pointer: fc.uuid(),
      upper: fc.boolean(),
    })
    .map(({ choice, choices, blank, pointer, upper }) => ({
      choice,
      choices,
      row: {
        choice,
        [label('choice')]: `Option ${choice}`,
        choices: choices.join(blank),
        [label('choices')]: choices.map((one) => `O${one}`).join('; '),
        _pointer_value: upper ? pointer.toUpperCase() : pointer,
      },
      pointer,
    }));

  for (const technicalValues of [true, false])
    it(`give ${technicalValues ? 'technical values' : 'labels'} to text, numbers to numbers, keys in one spelling`, () => {
      const compiled = compileMapping(mappingOf(pairs, { technicalValues }), table, wide);
      fc.assert(
        fc.property(rows, ({ choice, choices, row, pointer }) => {
          const joined = technicalValues ? choices.join(',') : choices.map((one) => `O${one}`).join('; ');
          const result = mapRecord(compiled, row);
          if (joined.length > 12) {
            assert.deepEqual(result, {
              kind: 'refused',
              code: 'text-too-long',
              params: { column: 'choices', field: 'long', limit: 12 },
            });
            return;
          }
          const text = technicalValues ? String(choice) : `Option ${choice}`;
          assert.deepEqual(result, { kind: 'mapped', values: [text, choice, joined, pointer.toLowerCase()] });
        }),
      );
    });
});
