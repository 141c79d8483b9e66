import assert from 'node:assert/strict';
import { fromWire, toWire } from '../../src/connectors/campaign/aliases.js';
import { filtersIn } from '../../src/connectors/campaign/filters.js';
import { fieldsOf } from '../../src/connectors/campaign/fields.js';
import { columnOf } from '../../src/connectors/dynamics/columns.js';
import type { CampaignResource } from '../../src/core/metadata.js';

const column = (LogicalName: string, AttributeType: string, more: object = {}) => ({
  LogicalName,
  AttributeType,
  DisplayName: null,
  ...more,
});

describe('connectors: columns of Dynamics', () => {
  it('show lookups under the property of their id, with their targets', () => {
    assert.deepEqual(
      columnOf(column('ownerid', 'Owner'), { LogicalName: 'ownerid', Targets: ['systemuser', 'team'] }),
      {
        name: 'ownerid',
        label: 'ownerid',
        type: 'lookup',
        property: '_ownerid_value',
        targets: ['systemuser', 'team'],
      },
    );
  });

  it('tell dates, points in time and wall-clock values apart', () => {
    const type = (Value: string) => {
      const shown = columnOf(column('when', 'DateTime'), { LogicalName: 'when', DateTimeBehavior: { Value } });
      return [shown?.type, shown?.wallClock];
    };
    assert.deepEqual(type('DateOnly'), ['date', undefined]);
    assert.deepEqual(type('UserLocal'), ['datetime', undefined]);
    assert.deepEqual(type('TimeZoneIndependent'), ['datetime', true]);
  });

  it('take options from the column or from its global choice, and both sides of a two-option column', () => {
    const label = (Label: string) => ({ UserLocalizedLabel: { Label } });
    const global = {
      LogicalName: 'c',
      OptionSet: null,
      GlobalOptionSet: { Options: [{ Value: 2, Label: label('B') }] },
    };
    assert.deepEqual(columnOf(column('c', 'Picklist'), global)?.options, [{ value: 2, label: 'B' }]);
    const sides = { TrueOption: { Value: 1, Label: label('No') }, FalseOption: { Value: 0, Label: null } };
    assert.deepEqual(columnOf(column('c', 'Boolean'), { LogicalName: 'c', OptionSet: sides })?.options, [
      { value: true, label: 'No' },
      { value: false, label: 'false' },
    ]);
  });

  it('have labels by language where the environment has several', () => {
    const localized = (Label: string, LanguageCode: number) => ({ Label, LanguageCode });
    const labelled = (LocalizedLabels: object[], UserLocalizedLabel: object | null) => {
      const shown = columnOf(
        column('c', 'String', { DisplayName: { LocalizedLabels, UserLocalizedLabel } }),
        undefined,
      );
      return [shown?.label, shown?.labels];
    };
    const [english, canadian, german] = [localized('Name', 1033), localized('Nom', 3084), localized('Namen', 1031)];
    assert.deepEqual(labelled([german, english, canadian], english), ['Name', { en: 'Name', fr: 'Nom' }]);
    assert.deepEqual(labelled([german, canadian], german), ['Namen', { fr: 'Nom' }]);
    assert.deepEqual(labelled([english], english), ['Name', undefined]);
    assert.deepEqual(labelled([german], null), ['Namen', undefined]);
    assert.deepEqual(labelled([], null), ['c', undefined]);
  });

  it('leave out what can not be read', () => {
    const absent = [
      column('ownername', 'String', { AttributeOf: 'ownerid' }),
      column('secret', 'String', { IsValidForRead: false }),
      column('parties', 'PartyList'),
      column('entityimage', 'Virtual', { AttributeTypeName: { Value: 'ImageType' } }),
    ];
    assert.deepEqual(
      absent.map((one) => columnOf(one, undefined)),
      [null, null, null, null],
    );
    const multi = column('m', 'Virtual', { AttributeTypeName: { Value: 'MultiSelectPicklistType' } });
    assert.equal(columnOf(multi, undefined)?.type, 'multiselect');
    assert.equal(columnOf(column('new', 'Hologram'), undefined)?.type, 'other');
  });
});

describe('connectors: fields of Campaign', () => {
  const fields = fieldsOf({
    email: { type: 'string', resType: 'string', length: '128', dataPolicy: 'email', label: 'Email', mandatory: false },
    gender: { type: 'enumeration', resType: 'byte', values: { unknown: {}, male: { name: 'male' } } },
    preferredLanguage: { type: 'enumeration', resType: 'string', values: ['none', { name: 'en_gb' }] },
    location: { type: 'item', content: { city: { type: 'string', resType: 'string', length: '40' } } },
    postalAddress: { type: 'item', readOnly: true, content: { line1: { type: 'string', resType: 'string' } } },
    created: { type: 'date', resType: 'datetime' },
    orgUnit: { type: 'link', resType: 'link', resTarget: 'orgUnitBase' },
    blackListEmail: { type: 'boolean', resType: 'boolean' },
    age: { type: 'number', resType: 'long', readOnly: true },
    odd: { type: 'thing', resType: 'blob' },
  });

  it('are flat, with the children of items under a dotted path', () => {
    assert.deepEqual(Object.keys(fields).sort(), [
      'age',
      'created',
      'denyListEmail',
      'email',
      'gender',
      'location.city',
      'odd',
      'orgUnit',
      'postalAddress.line1',
      'preferredLanguage',
    ]);
    assert.equal(fields['location.city']?.length, 40);
    assert.equal(fields['postalAddress.line1']?.readOnly, true);
  });

  it('have the type of their technical form, which tells dates and points in time apart', () => {
    const types = Object.fromEntries(Object.entries(fields).map(([path, field]) => [path, field.type]));
    assert.equal(types['created'], 'datetime');
    assert.equal(types['gender'], 'enumeration');
    assert.equal(types['age'], 'long');
    assert.equal(types['odd'], 'other');
    assert.deepEqual(fields['email'], {
      path: 'email',
      label: 'Email',
      type: 'string',
      readOnly: false,
      length: 128,
      mandatory: false,
      dataPolicy: 'email',
    });
    assert.equal(fields['created']?.readOnly, true);
    assert.equal(fields['orgUnit']?.target, 'orgUnitBase');
  });

  it('list the names of enumerations, whatever form they come in', () => {
    assert.deepEqual(fields['gender']?.values, ['unknown', 'male']);
    assert.deepEqual(fields['preferredLanguage']?.values, ['none', 'en_gb']);
  });

  it('have display texts of values where these differ from the names', () => {
    const values = (given: unknown) => {
      const { of } = fieldsOf({ of: { type: 'enumeration', resType: 'string', values: given } });
      return [of?.values, of?.valueLabels];
    };
    assert.deepEqual(values([{ name: 'a', label: 'A' }, 'b']), [['a', 'b'], { a: 'A' }]);
    assert.deepEqual(values({ a: { label: 'A' }, b: { name: 'b', label: '' }, c: 3 }), [['a', 'b', 'c'], { a: 'A' }]);
    assert.deepEqual(values(['a']), [['a'], undefined]);
  });

  it('are found by filters with one parameter', () => {
    const filters = filtersIn({
      byText: {
        label: 'By text',
        data: 'https://mc.adobe.io/acme/campaign/profileAndServicesExt/x//byText?text=$value',
      },
      byBoth: { data: '/x/byBoth?a=$value&b=$value' },
      all: { data: '/x/all' },
      apiName: 'filters',
    });
    assert.deepEqual(filters, [{ name: 'byText', label: 'By text', parameter: 'text' }]);
  });

  it('go to the wire under Campaign’s names and come back under both', () => {
    const resource: CampaignResource = { name: 'profile', label: 'Profile', root: 'profileAndServicesExt', fields };
    const sent = toWire(
      resource,
      JSON.parse('{"email":"a","denyListEmail":true,"__proto__":{"x":1}}') as object as Record<string, unknown>,
    );
    assert.deepEqual(Object.keys(sent), ['email', 'blackListEmail', '__proto__']);
    assert.equal((sent as { x?: number }).x, undefined);
    const read = fromWire(resource, { email: 'a', blackListEmail: true });
    assert.deepEqual(read, { email: 'a', blackListEmail: true, denyListEmail: true });
    const plain = { ...resource, fields: {} };
    const body = { email: 'a' };
    assert.equal(toWire(plain, body), body);
    assert.equal(fromWire(plain, body), body);
  });
});
