import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { compileMapping, type CompiledMapping } from '../../src/core/mapping/compile.js';
import { type MappedValues, mapRecord } from '../../src/core/mapping/map.js';
import { createBody, digestInput, planUpdate } from '../../src/core/mapping/writePlan.js';
import { column, field, guid, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const table = tableOf(
  column('firstname', 'string'),
  column('lastname', 'string'),
  column('city', 'string'),
  column('zip', 'string'),
  column('gendercode', 'picklist'),
  column('donotemail', 'boolean'),
  column('birthdate', 'date'),
  column('modifiedon', 'datetime'),
  column('income', 'money'),
  column('rating', 'double'),
  column('visits', 'integer'),
);
const resource = resourceOf(
  field('firstName', 'string', { length: 30 }),
  field('lastName', 'string', { dataPolicy: 'smartCase' }),
  field('location.city', 'string'),
  field('location.zipCode', 'string'),
  field('gender', 'enumeration', { values: ['unknown', 'male', 'female'] }),
  field('blackListEmail', 'boolean'),
  field('birthDate', 'date'),
  field('seen', 'datetime'),
  field('income', 'double'),
  field('rating', 'float'),
  field('visits', 'long'),
);
const gender = [
  { column: 'gendercode', existingValue: 1, newValue: 'male' },
  { column: 'gendercode', existingValue: 2, newValue: 'female' },
];
const pairs = [
  ['firstname', 'firstName'],
  ['lastname', 'lastName', false],
  ['city', 'location.city'],
  ['zip', 'location.zipCode'],
  ['gendercode', 'gender'],
  ['donotemail', 'blackListEmail'],
  ['birthdate', 'birthDate'],
  ['modifiedon', 'seen'],
  ['income', 'income'],
  ['rating', 'rating'],
  ['visits', 'visits'],
] as const;
const compiled = compileMapping(mappingOf(pairs, { replacements: gender }), table, resource);
const full = {
  firstname: 'Ada',
  lastname: 'Lovelace',
  city: 'Gent',
  zip: '9000',
  gendercode: 2,
  donotemail: true,
  birthdate: '1990-05-06',
  modifiedon: '2025-03-02T08:15:00Z',
  income: 12.5,
  rating: 0.1,
  visits: 3,
};
const fullBody = {
  firstName: 'Ada',
  lastName: 'Lovelace',
  location: { city: 'Gent', zipCode: '9000' },
  gender: 'female',
  blackListEmail: true,
  birthDate: '1990-05-06',
  seen: '2025-03-02 08:15:00.000Z',
  income: 12.5,
  rating: 0.1,
  visits: 3,
};
/** What Campaign returns of a profile in which nothing is set (reference §3.3). */
const defaults = {
  firstName: '',
  lastName: '',
  location: { city: '', zipCode: '', address1: '' },
  gender: 'unknown',
  blackListEmail: false,
  birthDate: '',
  seen: '',
  income: 0,
  rating: 0,
  visits: 0,
};

function mapped(row: Record<string, unknown>, by: CompiledMapping = compiled): MappedValues {
  const result = mapRecord(by, row);
  assert.ok(result.kind === 'mapped');
  return result;
}
const plan = (row: Record<string, unknown>, stored: Record<string, unknown>, all = false) =>
  planUpdate(compiled, mapped(row), stored, { all });

describe('createBody', () => {
  it('carries the key and every field, nested as on the wire', () => {
    assert.deepEqual(createBody(compiled, guid, mapped(full)), { externalId: guid, ...fullBody });
  });

  it('leaves empties out, and items of which nothing is set', () => {
    assert.deepEqual(createBody(compiled, guid, mapped({ donotemail: false, firstname: '', income: 0, zip: '9000' })), {
      externalId: guid,
      location: { zipCode: '9000' },
    });
    assert.deepEqual(createBody(compiled, guid, mapped({})), { externalId: guid });
  });

  it('puts a key into an item when the mapping says so', () => {
    const other = resourceOf(field('ids.crm', 'string'), field('ids.name', 'string'));
    const idField = { column: 'contactid', field: 'ids.crm', lookup: { by: 'path' as const }, unique: true };
    const nested = compileMapping(mappingOf([['firstname', 'ids.name']], { idField }), table, other);
    assert.deepEqual(createBody(nested, guid, mapped({ firstname: 'Ada' }, nested)), {
      ids: { crm: guid, name: 'Ada' },
    });
  });
});

describe('planUpdate', () => {
  it('finds nothing to do when Campaign holds the same', () => {
    assert.deepEqual(plan(full, { ...fullBody, age: 35 }, true), { kind: 'unchanged' });
  });

  it('takes absent, null and the default of a type as one', () => {
    for (const stored of [defaults, {}, { location: null, gender: null, visits: null }, { location: 'x', gender: '' }])
      assert.deepEqual(plan({}, stored, true), { kind: 'unchanged' });
  });

  it('compares datetimes in any form, numbers by value, floats at their precision', () => {
    const stored = {
      ...fullBody,
      seen: '2025-03-02T08:15:00Z',
      income: '12.50',
      rating: Math.fround(0.1),
      visits: '3',
    };
    assert.deepEqual(plan(full, stored, true), { kind: 'unchanged' });
    assert.deepEqual(plan(full, { ...stored, seen: '2025-03-02 09:15:00+01:00' }, true), { kind: 'unchanged' });
  });

  it('sends only what differs, with its item', () => {
    const stored = { ...fullBody, location: { city: 'Brugge', zipCode: '9000' }, gender: 'male' };
    assert.deepEqual(plan(full, stored), {
      kind: 'patch',
      body: { location: { city: 'Gent' }, gender: 'female' },
      fields: ['location.city', 'gender'],
    });
  });

  it('clears a field with the empty form of its type', () => {
    const cleared = plan({}, fullBody, true);
    assert.ok(cleared.kind === 'patch');
    const { address1: _, ...location } = defaults.location;
    assert.deepEqual(cleared.body, { ...defaults, location });
  });

  it('leaves fields without Apply updates alone, unless all are asked for', () => {
    assert.deepEqual(plan({ ...full, lastname: 'King' }, fullBody), { kind: 'unchanged' });
    assert.deepEqual(plan({ ...full, lastname: 'King' }, fullBody, true), {
      kind: 'patch',
      body: { lastName: 'King' },
      fields: ['lastName'],
    });
  });

  it('sends a change of case, even where Campaign may rewrite it', () => {
    assert.deepEqual(plan({ ...full, lastname: 'LOVELACE' }, fullBody, true), {
      kind: 'patch',
      body: { lastName: 'LOVELACE' },
      fields: ['lastName'],
    });
  });

  it('writes over what is nothing that the field could hold', () => {
    const stored = { ...fullBody, visits: {}, seen: 'soon', firstName: ['Ada'], blackListEmail: 'maybe' };
    const result = plan(full, stored);
    assert.deepEqual(result.kind === 'patch' && result.fields, ['firstName', 'blackListEmail', 'seen', 'visits']);
  });
});

describe('digestInput', () => {
  it('holds what updates send and nothing else', () => {
    const digest = digestInput(compiled, mapped(full));
    assert.equal(digestInput(compiled, mapped({ ...full, lastname: 'King', other: 1 })), digest);
    assert.notEqual(digestInput(compiled, mapped({ ...full, city: 'Brugge' })), digest);
  });

  it('does not depend on the order of the fields in the mapping', () => {
    const turned = compileMapping(mappingOf([...pairs].reverse(), { replacements: gender }), table, resource);
    assert.equal(digestInput(turned, mapped(full, turned)), digestInput(compiled, mapped(full)));
  });

  it('differs when the same values go to other fields', () => {
    const one = compileMapping(mappingOf([['firstname', 'firstName']]), table, resource);
    const other = compileMapping(mappingOf([['firstname', 'location.city']]), table, resource);
    assert.notEqual(digestInput(one, mapped(full, one)), digestInput(other, mapped(full, other)));
  });
});

const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const likelyText = nullable(fc.constantFrom('', 'Ada', 'ada', '0', 'false', ',', '"', '","', '\u{1f600}'));
const rows = fc.record({
  firstname: likelyText,
  lastname: likelyText,
  city: likelyText,
  zip: likelyText,
  gendercode: nullable(fc.constantFrom(1, 2)),
  donotemail: nullable(fc.boolean()),
  birthdate: nullable(fc.constantFrom('1990-05-06', '2000-02-29')),
  modifiedon: nullable(fc.constantFrom('2025-03-02T08:15:00Z', '2025-03-02T08:15:00.000Z', '2025-03-02T08:15:01Z')),
  income: nullable(fc.constantFrom(0, 12.5, 20000)),
  rating: nullable(fc.constantFrom(0, 0.1, 3.5)),
  visits: nullable(fc.integer({ min: -3, max: 3 })),
});

type Body = Record<string, unknown>;

/** What Campaign holds after a write: items merged, fields in Campaign's own form. */
function stored(before: Body, sent: Body): Body {
  const after = structuredClone({ ...defaults, ...before, ...sent }) as Body;
  after['location'] = { ...defaults.location, ...(before['location'] as Body), ...(sent['location'] as Body) };
  after['rating'] = Math.fround(Number(after['rating']));
  return after;
}

describe('writing, for any two rows', () => {
  it('ends: after the body or the patch is stored, nothing is left to do', () => {
    fc.assert(
      fc.property(rows, rows, (first, second) => {
        const created = stored({}, createBody(compiled, guid, mapped(first)));
        assert.deepEqual(plan(first, created, true), { kind: 'unchanged' });
        const update = plan(second, created, true);
        const after = update.kind === 'patch' ? stored(created, update.body) : created;
        assert.deepEqual(plan(second, after, true), { kind: 'unchanged' });
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same digest exactly when what updates send is the same', () => {
    fc.assert(
      fc.property(rows, rows, (first, second) => {
        const [a, b] = [mapped(first), mapped(second)];
        const same = compiled.updated.every((index) => Object.is(a.values[index], b.values[index]));
        assert.equal(digestInput(compiled, a) === digestInput(compiled, b), same);
        if (same) assert.deepEqual(plan(second, createBody(compiled, guid, a)), { kind: 'unchanged' });
      }),
      { numRuns: 2000 },
    );
  });

  it('names in `fields` exactly what the patch carries', () => {
    fc.assert(
      fc.property(rows, rows, fc.boolean(), (first, second, all) => {
        const update = plan(second, createBody(compiled, guid, mapped(first)), all);
        if (update.kind === 'unchanged') return;
        const sent = Object.entries(update.body).flatMap(([name, value]) =>
          typeof value === 'object' && value !== null ? Object.keys(value).map((part) => `${name}.${part}`) : [name],
        );
        assert.deepEqual([...sent].sort(), [...update.fields].sort());
      }),
    );
  });
});
