import assert from 'node:assert/strict';
import { compileMapping, neededProperties, needsDisplayValues } from '../../src/core/mapping/compile.js';
import { lacksProperties, type MappedValues, mapRecord } from '../../src/core/mapping/map.js';
import {
  createBody,
  digestInput,
  hiddenFields,
  planUpdate,
  selfReference,
  updateBody,
} from '../../src/core/mapping/writePlan.js';
import { type Linked, linked, other, parents, resource, table } from './linkFixtures.js';
import { column, field, guid, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const compiledOf = (links: readonly Linked[]) => compileMapping(linked(links), table, resource, parents);
const annotation = '@Microsoft.Dynamics.CRM.lookuplogicalname';
const polymorphic = (key: string | null, names = 'account') => ({
  _parentcustomerid_value: key,
  ...(key !== null && { [`_parentcustomerid_value${annotation}`]: names }),
});

describe('a link of one table', () => {
  const compiled = compiledOf([['managerid', 'managerId', 'contact']]);

  it('gives the key in lower case, as value and as parent', () => {
    const row = { _managerid_value: `{${other.toUpperCase()}}` };
    assert.deepEqual(mapRecord(compiled, row), { kind: 'mapped', values: [other] });
    const [link] = compiled.links;
    assert.deepEqual([link?.field, link?.parent, link?.keyOf(row)], ['managerId', 'contact', other]);
  });

  it('is empty where the row points to nobody', () => {
    for (const row of [{ _managerid_value: null }, {}]) {
      assert.deepEqual(mapRecord(compiled, row), { kind: 'mapped', values: [''] });
      assert.equal(compiled.links[0]?.keyOf(row), null);
    }
  });

  it('refuses what is no key, and waits for nobody then', () => {
    for (const value of ['Acme', 7, {}]) {
      const mapped = mapRecord(compiled, { _managerid_value: value });
      assert.equal(mapped.kind === 'refused' && mapped.code, 'unexpected-value');
      assert.equal(compiled.links[0]?.keyOf({ _managerid_value: value }), null);
    }
  });

  it('needs no annotation', () => {
    assert.equal(needsDisplayValues(compiled.mapping, table), false);
    assert.equal(lacksProperties(compiled, { contactid: guid, _managerid_value: other }), false);
    assert.deepEqual(neededProperties(compiled.mapping, table), ['_managerid_value', 'contactid']);
  });
});

describe('a lookup of several tables', () => {
  const compiled = compiledOf([
    ['parentcustomerid', 'cusAccountId', 'account'],
    ['parentcustomerid', 'managerId', 'contact'],
  ]);
  const keys = (row: Record<string, unknown>) => compiled.links.map(({ keyOf }) => keyOf(row));

  it('fills the field of the table that the row names, and empties the others', () => {
    assert.deepEqual(mapRecord(compiled, polymorphic(other)), { kind: 'mapped', values: [other, ''] });
    assert.deepEqual(keys(polymorphic(other)), [other, null]);
    assert.deepEqual(mapRecord(compiled, polymorphic(other, 'contact')), { kind: 'mapped', values: ['', other] });
    assert.deepEqual(keys(polymorphic(other, 'contact')), [null, other]);
    assert.deepEqual(mapRecord(compiled, polymorphic(other, 'lead')), { kind: 'mapped', values: ['', ''] });
    assert.deepEqual(mapRecord(compiled, polymorphic(null)), { kind: 'mapped', values: ['', ''] });
  });

  it('must say which table it points to: a row that does not is read again, and refused if that does not help', () => {
    assert.equal(needsDisplayValues(compiled.mapping, table), true);
    const bare = { contactid: guid, _parentcustomerid_value: other };
    assert.equal(lacksProperties(compiled, bare), true);
    assert.equal(lacksProperties(compiled, { ...bare, ...polymorphic(other) }), false);
    assert.equal(lacksProperties(compiled, { ...bare, ...polymorphic(null) }), false);
    assert.deepEqual(mapRecord(compiled, bare), {
      kind: 'refused',
      code: 'lookup-table-missing',
      params: { column: 'parentcustomerid', field: 'cusAccountId' },
    });
    assert.deepEqual(keys(bare), [null, null]);
  });
});

describe('a link by reference', () => {
  const compiled = compiledOf([
    ['lastname', 'lastName'],
    ['managerid', 'manager', 'contact'],
    ['parentcustomerid', 'cusAccount', 'account', false],
  ]);
  const mapped = (manager: string | null, account: string | null = null): MappedValues => {
    const result = mapRecord(compiled, { lastname: 'King', _managerid_value: manager, ...polymorphic(account) });
    assert.ok(result.kind === 'mapped');
    return result;
  };
  const opaque = { PKey: '@x1', href: 'https://…', title: 'x', name: 'x', label: 'x' };
  const plan = (values: MappedValues, stored: object, how = {}) =>
    planUpdate(compiled, values, { lastName: 'King', ...stored }, { all: false, ...how });

  it('is written with the key of the record that it names, and cleared with null', () => {
    assert.deepEqual(createBody(compiled, guid, mapped(other)), {
      externalId: guid,
      lastName: 'King',
      manager: { PKey: other },
    });
    assert.deepEqual(createBody(compiled, guid, mapped(null)), { externalId: guid, lastName: 'King' });
    assert.deepEqual(updateBody(compiled, mapped(other)), { lastName: 'King', manager: { PKey: other } });
    assert.deepEqual(updateBody(compiled, mapped(null)), { lastName: 'King', manager: null });
  });

  it('holds when both sides are empty or the raw key comes back, never by an opaque one', () => {
    for (const manager of [null, undefined, {}, { PKey: '' }])
      assert.deepEqual(plan(mapped(null), { manager }), { kind: 'unchanged' });
    assert.deepEqual(plan(mapped(other), { manager: { PKey: other.toUpperCase() } }), { kind: 'unchanged' });
    const sent = { kind: 'patch', body: { manager: { PKey: other } }, fields: ['manager'] };
    for (const manager of [opaque, null, { PKey: guid }]) assert.deepEqual(plan(mapped(other), { manager }), sent);
    assert.deepEqual(plan(mapped(null), { manager: opaque }), {
      kind: 'patch',
      body: { manager: null },
      fields: ['manager'],
    });
  });

  it('is believed when the ledger says that it was sent last, unless updates do not send it', () => {
    const stored = { manager: opaque, cusAccount: opaque };
    assert.deepEqual(plan(mapped(other), stored, { sentLast: true }), { kind: 'unchanged' });
    assert.deepEqual(plan(mapped(other, guid), stored, { sentLast: true, all: true }), {
      kind: 'patch',
      body: { cusAccount: { PKey: guid } },
      fields: ['cusAccount'],
    });
    assert.equal(plan(mapped(other), { manager: null }, { sentLast: true }).kind, 'patch');
    assert.deepEqual(hiddenFields(compiled, mapped(other, guid), stored), ['manager', 'cusAccount']);
    assert.deepEqual(hiddenFields(compiled, mapped(null), stored), []);
    assert.deepEqual(hiddenFields(compiled, mapped(other), { manager: { PKey: other } }), []);
  });

  it('to the record itself follows its creation', () => {
    assert.deepEqual(createBody(compiled, guid, mapped(guid, guid)), {
      externalId: guid,
      lastName: 'King',
      cusAccount: { PKey: guid },
    });
    assert.deepEqual(selfReference(compiled, guid, mapped(guid, guid)), { manager: { PKey: guid } });
    assert.equal(selfReference(compiled, guid, mapped(other)), null);
    assert.deepEqual(updateBody(compiled, mapped(guid)), { lastName: 'King', manager: { PKey: guid } });
  });

  it('through a text field needs no such thing', () => {
    const scalar = compiledOf([['managerid', 'managerId', 'contact']]);
    const values: MappedValues = { kind: 'mapped', values: [guid] };
    assert.deepEqual(createBody(scalar, guid, values), { externalId: guid, managerId: guid });
    assert.equal(selfReference(scalar, guid, values), null);
  });

  it('changes the digest with the key that it names', () => {
    assert.notEqual(digestInput(compiled, mapped(other)), digestInput(compiled, mapped(guid)));
    assert.equal(digestInput(compiled, mapped(other, guid)), digestInput(compiled, mapped(other)));
  });
});

describe('updateBody', () => {
  it('sends every field with Apply updates, nested, empties in their empty form, and no other', () => {
    const wide = resourceOf(field('lastName', 'string'), field('location.city', 'string'), field('visits', 'long'));
    const wideTable = tableOf(column('lastname', 'string'), column('city', 'string'), column('visits', 'integer'));
    const compiled = compileMapping(
      mappingOf([
        ['lastname', 'lastName', false],
        ['city', 'location.city'],
        ['visits', 'visits'],
      ]),
      wideTable,
      wide,
    );
    const mapped = mapRecord(compiled, { lastname: 'King', city: null, visits: 0 });
    assert.ok(mapped.kind === 'mapped');
    assert.deepEqual(updateBody(compiled, mapped), { location: { city: '' }, visits: 0 });
  });
});
