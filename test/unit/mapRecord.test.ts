import assert from 'node:assert/strict';
import { compileMapping, neededProperties, needsDisplayValues } from '../../src/core/mapping/compile.js';
import { lacksProperties, mapRecord } from '../../src/core/mapping/map.js';
import { column, field, guid, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const table = tableOf(
  column('firstname', 'string', { maxLength: 50 }),
  column('gendercode', 'picklist', {
    options: [
      { value: 1, label: 'Male' },
      { value: 2, label: 'Female' },
    ],
  }),
  column('interests', 'multiselect'),
  column('donotemail', 'boolean'),
  column('birthdate', 'date'),
  column('income', 'money'),
  column('modifiedon', 'datetime'),
  column('parentcustomerid', 'lookup'),
  column('statecode', 'state'),
  column('constructor', 'string'),
);
const resource = resourceOf(
  field('firstName', 'string', { length: 30 }),
  field('gender', 'enumeration', { values: ['unknown', 'male', 'female'] }),
  field('genderText', 'string', { length: 20 }),
  field('genderCode', 'byte'),
  field('interests', 'string', { length: 255 }),
  field('blackListEmail', 'boolean'),
  field('birthDate', 'date'),
  field('income', 'double'),
  field('seen', 'datetime'),
  field('location.city', 'string', { length: 50 }),
);
const label = (property: string) => `${property}@OData.Community.Display.V1.FormattedValue`;

describe('mapRecord', () => {
  it('gives the values in the order of the mapping', () => {
    const compiled = compileMapping(
      mappingOf([
        ['income', 'income'],
        ['firstname', 'firstName'],
        ['donotemail', 'blackListEmail'],
        ['modifiedon', 'seen'],
      ]),
      table,
      resource,
    );
    const row = { firstname: 'Ada', income: 20000.0, donotemail: true, modifiedon: '2025-03-02T08:15:00Z' };
    assert.deepEqual(mapRecord(compiled, row), {
      kind: 'mapped',
      values: [20000, 'Ada', true, '2025-03-02 08:15:00.000Z'],
    });
    assert.deepEqual(
      compiled.fields.map((one) => one.field),
      ['income', 'firstName', 'blackListEmail', 'seen'],
    );
  });

  it('makes null the empty value of each type', () => {
    const compiled = compileMapping(
      mappingOf([
        ['firstname', 'firstName'],
        ['gendercode', 'gender'],
        ['donotemail', 'blackListEmail'],
        ['birthdate', 'birthDate'],
        ['income', 'income'],
        ['modifiedon', 'seen'],
      ]),
      table,
      resource,
    );
    const values = ['', 'unknown', false, '', 0, ''];
    const row = {
      firstname: null,
      gendercode: null,
      donotemail: null,
      birthdate: null,
      income: null,
      modifiedon: null,
    };
    assert.deepEqual(mapRecord(compiled, row), { kind: 'mapped', values });
    assert.deepEqual(mapRecord(compiled, {}), { kind: 'mapped', values });
  });

  it('names column, field and limit of what does not fit, and nothing else', () => {
    const compiled = compileMapping(mappingOf([['firstname', 'firstName']]), table, resource);
    assert.deepEqual(mapRecord(compiled, { firstname: 'x'.repeat(31) }), {
      kind: 'refused',
      code: 'text-too-long',
      params: { column: 'firstname', field: 'firstName', limit: 30 },
    });
  });

  it('leaves out what the filter does not let through, before any conversion', () => {
    const filter = {
      join: 'and' as const,
      conditions: [{ column: 'statecode', comparison: 'equals' as const, value: 0 }],
    };
    const compiled = compileMapping(mappingOf([['firstname', 'firstName']], { filter }), table, resource);
    assert.deepEqual(mapRecord(compiled, { firstname: 'x'.repeat(31), statecode: 1 }), { kind: 'filteredOut' });
    assert.equal(mapRecord(compiled, { firstname: 'Ada', statecode: 0 }).kind, 'mapped');
  });

  it('reads a column with an inherited name as a column', () => {
    const compiled = compileMapping(mappingOf([['constructor', 'firstName']]), table, resource);
    assert.deepEqual(mapRecord(compiled, {}), { kind: 'mapped', values: [''] });
    assert.deepEqual(mapRecord(compiled, { constructor: 'Ada' }), { kind: 'mapped', values: ['Ada'] });
    assert.ok(lacksProperties(compiled, { contactid: guid }));
  });
});

describe('picklists', () => {
  const pairs = [
    ['gendercode', 'genderText'],
    ['gendercode', 'genderCode'],
    ['interests', 'interests'],
  ] as const;
  const row = {
    gendercode: 2,
    [label('gendercode')]: 'Female',
    interests: '2,3',
    [label('interests')]: 'Chess; Music',
  };

  it('send technical values by default', () => {
    const compiled = compileMapping(mappingOf(pairs), table, resource);
    assert.deepEqual(mapRecord(compiled, row), { kind: 'mapped', values: ['2', 2, '2,3'] });
    assert.equal(needsDisplayValues(compiled.mapping, table), false);
  });

  it('send display values to text when asked, and the number to a number field', () => {
    const compiled = compileMapping(mappingOf(pairs, { technicalValues: false }), table, resource);
    assert.deepEqual(mapRecord(compiled, row), { kind: 'mapped', values: ['Female', 2, 'Chess; Music'] });
    assert.equal(needsDisplayValues(compiled.mapping, table), true);
  });

  it('are refused when Dynamics gave no label', () => {
    const compiled = compileMapping(mappingOf([pairs[0]], { technicalValues: false }), table, resource);
    const mapped = mapRecord(compiled, { gendercode: 7 });
    assert.deepEqual(mapped, {
      kind: 'refused',
      code: 'display-value-missing',
      params: { column: 'gendercode', field: 'genderText' },
    });
    assert.deepEqual(mapRecord(compiled, { gendercode: null }), { kind: 'mapped', values: [''] });
  });

  it('need no label when nothing but booleans is mapped', () => {
    const mapping = mappingOf([['donotemail', 'firstName']], { technicalValues: false });
    assert.equal(needsDisplayValues(mapping, table), false);
    assert.deepEqual(
      mapRecord(compileMapping(mapping, table, resource), { donotemail: true, [label('donotemail')]: 'No' }),
      {
        kind: 'mapped',
        values: ['true'],
      },
    );
  });
});

describe('replacements', () => {
  const replaced = (
    columnName: string,
    to: string,
    replacements: [existing: string | number | boolean | null, newValue: string | number | boolean][],
    more = {},
  ) => {
    const list = replacements.map(([existingValue, newValue]) => ({ column: columnName, existingValue, newValue }));
    const compiled = compileMapping(mappingOf([[columnName, to]], { replacements: list, ...more }), table, resource);
    return (row: Record<string, unknown>) => {
      const mapped = mapRecord(compiled, row);
      return mapped.kind === 'mapped' ? mapped.values[0] : mapped;
    };
  };

  it('match the technical value, typed by the column', () => {
    const gender = replaced('gendercode', 'gender', [
      ['1', 'male'],
      [2, 'female'],
    ]);
    assert.equal(gender({ gendercode: 1 }), 'male');
    assert.equal(gender({ gendercode: 2 }), 'female');
    assert.equal(gender({ gendercode: null }), 'unknown');
    const id = replaced('parentcustomerid', 'firstName', [[`{${guid.toUpperCase()}}`, 'Acme']]);
    assert.equal(id({ _parentcustomerid_value: guid }), 'Acme');
    const list = replaced('interests', 'firstName', [['3,2', 'both']]);
    assert.equal(list({ interests: '2,3' }), 'both');
    assert.equal(list({ interests: '2' }), '2');
    const time = replaced('modifiedon', 'firstName', [['2025-03-02T09:15:00+01:00', 'then']]);
    assert.equal(time({ modifiedon: '2025-03-02T08:15:00Z' }), 'then');
    const money = replaced('income', 'firstName', [['20000.00', 'much']]);
    assert.equal(money({ income: 20000 }), 'much');
    const bool = replaced('donotemail', 'firstName', [['true', 'no mail']]);
    assert.equal(bool({ donotemail: true }), 'no mail');
    assert.equal(bool({ donotemail: false }), 'false');
  });

  it('match text exactly and null as the empty text', () => {
    const name = replaced('firstname', 'firstName', [
      ['ada', 'Ada'],
      ['', 'Nobody'],
    ]);
    assert.equal(name({ firstname: 'ada' }), 'Ada');
    assert.equal(name({ firstname: 'ADA' }), 'ADA');
    assert.equal(name({ firstname: null }), 'Nobody');
    assert.equal(name({ firstname: '' }), 'Nobody');
    assert.equal(name({ firstname: '__proto__' }), '__proto__');
  });

  it('are taken in their order, and win over display values', () => {
    const first = replaced(
      'gendercode',
      'genderText',
      [
        [1, 'M'],
        [1, 'X'],
      ],
      { technicalValues: false },
    );
    assert.equal(first({ gendercode: 1, [label('gendercode')]: 'Male' }), 'M');
    assert.equal(first({ gendercode: 2, [label('gendercode')]: 'Female' }), 'Female');
  });

  it('give other types their own form', () => {
    assert.equal(replaced('firstname', 'blackListEmail', [['stop', true]])({ firstname: 'stop' }), true);
    assert.equal(replaced('firstname', 'income', [['many', 12.5]])({ firstname: 'many' }), 12.5);
    assert.equal(replaced('firstname', 'birthDate', [['old', '1900-01-01']])({ firstname: 'old' }), '1900-01-01');
  });
});

describe('what a row must carry', () => {
  const filter = { join: 'or' as const, conditions: [{ column: 'statecode', comparison: 'isEmpty' as const }] };
  const mapping = mappingOf(
    [
      ['parentcustomerid', 'firstName'],
      ['gendercode', 'genderText'],
      ['gendercode', 'genderCode'],
    ],
    { filter, technicalValues: false },
  );

  it('is the key, the mapped columns and those of the filter, by their wire names', () => {
    assert.deepEqual(neededProperties(mapping, table), [
      '_parentcustomerid_value',
      'contactid',
      'gendercode',
      'statecode',
    ]);
  });

  it('is missed when it is absent, not when it is null', () => {
    const compiled = compileMapping(mapping, table, resource);
    const row = { contactid: guid, _parentcustomerid_value: null, gendercode: null, statecode: 0 };
    assert.equal(lacksProperties(compiled, row), false);
    for (const property of Object.keys(row))
      assert.equal(lacksProperties(compiled, { ...row, [property]: undefined }), true, property);
    assert.equal(lacksProperties(compiled, { ...row, gendercode: 1 }), true);
    assert.equal(lacksProperties(compiled, { ...row, gendercode: 1, [label('gendercode')]: 'Male' }), false);
  });
});
