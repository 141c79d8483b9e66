import assert from 'node:assert/strict';
import { ingressConfig } from '../../src/core/config/ingress.js';
import { compileMapping, neededProperties } from '../../src/core/mapping/compile.js';
import { contactToProfile } from '../../src/core/mapping/contactToProfile.js';
import { mapRecord } from '../../src/core/mapping/map.js';
import { mappingMistakes } from '../../src/core/mapping/mistakes.js';
import { createBody } from '../../src/core/mapping/writePlan.js';
import type { CampaignResource, DynamicsTable } from '../../src/core/metadata.js';
import { describeProblem } from '../../src/core/problems/describe.js';
import { CannotGoOn } from '../../src/core/problems/failures.js';
import { column, field, guid, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const table = tableOf(
  column('firstname', 'string'),
  column('gendercode', 'picklist'),
  column('birthdate', 'date'),
  column('parentcustomerid', 'lookup'),
);
const resource = resourceOf(
  field('firstName', 'string', { length: 10 }),
  field('gender', 'enumeration', { values: ['unknown', 'male', 'female'] }),
  field('age', 'long', { readOnly: true }),
  field('visits', 'long'),
  field('orgUnit', 'link'),
  field('location', 'item'),
  field('location.city', 'string'),
  field('short', 'string', { length: 20 }),
);

type Pairs = Parameters<typeof mappingOf>[0];
const found = (pairs: Pairs, more: Parameters<typeof mappingOf>[1] = {}) =>
  mappingMistakes(mappingOf(pairs, more), table, resource).map(({ pointer, code }) => `${pointer} ${code}`);
const idField = (from: string, to: string) => ({
  idField: { column: from, field: to, lookup: { by: 'path' as const }, unique: true },
});

describe('mappingMistakes', () => {
  it('finds none in a mapping that can run', () => {
    assert.deepEqual(found([['firstname', 'location.city']]), []);
    assert.deepEqual(found([]), []);
  });

  it('finds columns and fields that do not exist, inherited names among them', () => {
    assert.deepEqual(
      found([
        ['nickname', 'firstName'],
        ['firstname', 'nickName'],
        ['constructor', 'constructor'],
        ['__proto__', '__proto__.polluted'],
      ]),
      [
        '/fields/0/column column-missing',
        '/fields/1/field field-missing',
        '/fields/2/column column-missing',
        '/fields/2/field field-missing',
        '/fields/3/column column-missing',
        '/fields/3/field field-missing',
      ],
    );
  });

  it('finds fields that take no value', () => {
    assert.deepEqual(
      found([
        ['firstname', 'age'],
        ['firstname', 'orgUnit'],
        ['firstname', 'location'],
      ]),
      ['/fields/0/field field-read-only', '/fields/1/field field-not-mappable', '/fields/2/field field-not-mappable'],
    );
  });

  it('finds types that cannot go together and fields with two columns', () => {
    assert.deepEqual(
      found([
        ['birthdate', 'visits'],
        ['firstname', 'visits'],
        ['firstname', 'externalId'],
      ]),
      [
        '/fields/0/field types-incompatible',
        '/fields/1/field field-mapped-twice',
        '/fields/2/field field-mapped-twice',
      ],
    );
  });

  it('finds an ID field that cannot carry the Dynamics key', () => {
    assert.deepEqual(found([], idField('firstname', 'gender')), [
      '/idField/column key-column-wrong',
      '/idField/field key-field-not-text',
    ]);
    assert.deepEqual(found([], idField('nobody', 'short')), [
      '/idField/column column-missing',
      '/idField/field key-field-too-short',
    ]);
    assert.deepEqual(found([], idField('contactid', 'age')), ['/idField/field field-read-only']);
    assert.deepEqual(found([], idField('contactid', 'nowhere')), ['/idField/field field-missing']);
  });

  it('finds replacements that never match or do not fit', () => {
    const replacements = [
      { column: 'gendercode', existingValue: 'Female', newValue: 'female' },
      { column: 'gendercode', existingValue: 2, newValue: 'Female' },
      { column: 'gendercode', existingValue: null, newValue: 'male' },
      { column: 'firstname', existingValue: 'a', newValue: 'x'.repeat(11) },
      { column: 'parentcustomerid', existingValue: 'Acme', newValue: '' },
    ];
    const pairs = [
      ['gendercode', 'gender'],
      ['firstname', 'firstName'],
      ['parentcustomerid', 'location.city'],
    ] as const;
    assert.deepEqual(found(pairs, { replacements }), [
      '/replacements/0/existingValue replacement-not-of-column',
      '/replacements/1/newValue replacement-does-not-fit',
      '/replacements/3/newValue replacement-does-not-fit',
      '/replacements/4/existingValue replacement-not-of-column',
    ]);
  });

  it('finds the mistakes of the filter', () => {
    const filter = {
      join: 'and' as const,
      conditions: [{ column: 'gendercode', comparison: 'greater' as const, value: 1 }],
    };
    assert.deepEqual(found([], { filter }), ['/filter/conditions/0/comparison comparison-not-for-column']);
  });

  it('can say each in both languages, with nothing left to fill in', () => {
    const mistakes = mappingMistakes(
      mappingOf(
        [
          ['nickname', 'nickName'],
          ['birthdate', 'visits'],
          ['firstname', 'orgUnit'],
        ],
        idField('firstname', 'short'),
      ),
      table,
      resource,
    );
    for (const { code, params = {} } of mistakes)
      for (const locale of ['en', 'fr'] as const) {
        const { sentence, remedy } = describeProblem({ code, params }, locale);
        assert.doesNotMatch(sentence + remedy, /\{\w+\}/);
      }
  });
});

describe('compileMapping', () => {
  it('throws what parks the lane, naming mapping, column and table', () => {
    assert.throws(
      () => compileMapping(mappingOf([['nickname', 'firstName']]), table, resource),
      (error) =>
        error instanceof CannotGoOn &&
        error.scope === 'lane' &&
        error.code === 'column-missing' &&
        error.params['mapping'] === 'contact' &&
        error.params['column'] === 'nickname',
    );
  });

  it('throws for every mapping with a mistake', () => {
    assert.throws(() => compileMapping(mappingOf([['firstname', 'age']]), table, resource), CannotGoOn);
    assert.throws(() => compileMapping(mappingOf([], idField('contactid', 'nowhere')), table, resource), CannotGoOn);
  });
});

/** The columns and fields of the standard contact and profile that the mapping out of the box uses (reference §11 and §3.1). */
const contact: DynamicsTable = tableOf(
  ...['salutation', 'firstname', 'middlename', 'lastname', 'emailaddress1', 'mobilephone', 'telephone1', 'fax'].map(
    (name) => column(name, 'string'),
  ),
  ...['line1', 'line2', 'line3', 'postalcode', 'city'].map((name) => column(`address1_${name}`, 'string')),
  column('gendercode', 'picklist'),
  column('birthdate', 'date'),
);
const profile: CampaignResource = resourceOf(
  field('salutation', 'string', { length: 20 }),
  field('firstName', 'string', { length: 30 }),
  field('middleName', 'string', { length: 30 }),
  field('lastName', 'string', { length: 50 }),
  field('email', 'string', { length: 128, dataPolicy: 'email' }),
  ...['mobilePhone', 'phone', 'fax'].map((name) => field(name, 'string', { length: 32 })),
  ...['address1', 'address2', 'address3', 'zipCode', 'city'].map((name) => field(`location.${name}`, 'string')),
  field('gender', 'enumeration', { values: ['unknown', 'male', 'female'] }),
  field('birthDate', 'date'),
);

describe('contactToProfile', () => {
  it('is a valid document as it stands', () => {
    assert.deepEqual(ingressConfig.parse({ mappings: [contactToProfile] }), { mappings: [contactToProfile] });
  });

  it('fits the standard contact and profile', () => {
    assert.deepEqual(mappingMistakes(contactToProfile, contact, profile), []);
    assert.equal(neededProperties(contactToProfile, contact).length, 16);
  });

  it('writes a contact as Campaign expects it', () => {
    const compiled = compileMapping(contactToProfile, contact, profile);
    const row = {
      contactid: guid,
      salutation: 'Mrs',
      firstname: 'Ada',
      lastname: 'Lovelace',
      gendercode: 2,
      birthdate: '1990-05-06',
      emailaddress1: 'ada@acme.test',
      mobilephone: '+32470000000',
      address1_line1: 'Korenmarkt 1',
      address1_postalcode: '9000',
      address1_city: 'Gent',
    };
    const mapped = mapRecord(compiled, row);
    assert.ok(mapped.kind === 'mapped');
    assert.deepEqual(createBody(compiled, guid, mapped), {
      externalId: guid,
      salutation: 'Mrs',
      firstName: 'Ada',
      lastName: 'Lovelace',
      gender: 'female',
      birthDate: '1990-05-06',
      email: 'ada@acme.test',
      mobilePhone: '+32470000000',
      location: { address1: 'Korenmarkt 1', zipCode: '9000', city: 'Gent' },
    });
  });

  it('rejects a first name that Dynamics holds and Campaign does not', () => {
    const compiled = compileMapping(contactToProfile, contact, profile);
    const mapped = mapRecord(compiled, { firstname: 'x'.repeat(50) });
    assert.equal(mapped.kind === 'refused' && mapped.code, 'text-too-long');
  });
});
