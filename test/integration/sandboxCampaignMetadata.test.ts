import assert from 'node:assert/strict';
import { type CampaignApi, contentOf, hrefOf, inner, type Json } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import type { Sandbox } from '../support/sandbox.js';

const ext = 'profileAndServicesExt/profile';
const described = 'profileAndServicesExt/resourceType/profile';

describe('the sandbox: metadata of Campaign', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both));

  const set = (campaign: Json) => own.control.settings({ campaign });
  const fields = async (path = described) => inner(await api.get(path), 'content');

  it('lists the resources of each root, and leads to their fields', async () => {
    const root = await api.get('profileAndServicesExt/');
    const own = ['cusAccount', 'cusLoyalty', 'cusLoyaltyTransaction'];
    assert.deepEqual(Object.keys(root), ['apiName', 'profile', 'service', 'orgUnitBase', 'geoUnitBase', ...own]);
    assert.equal(inner(root, 'profile')['data'], '/profileAndServicesExt/profile/');
    assert.deepEqual(Object.keys(await api.get('profileAndServices')), ['apiName', 'profile', 'service']);
    assert.deepEqual(Object.keys(await api.get('customResources/')), ['apiName', 'cusStore', 'cusRef']);
    const document = await api.get(hrefOf(root, 'profile'));
    assert.deepEqual(document, await api.get(described));
    assert.deepEqual(document, await api.get(hrefOf(document)));
    assert.deepEqual(
      [document['schema'], document['type'], document['apiName']],
      ['nms:recipient', 'item', 'resourceType'],
    );
  });

  it('describes fields as Campaign does: length as text, dates by resType, values by name', async () => {
    const content = await fields();
    const seen = (name: string): unknown[] => {
      const { type, resType, length, readOnly } = inner(content, name);
      return [type, resType, length, readOnly];
    };
    assert.deepEqual(seen('firstName'), ['string', 'string', '30', false]);
    assert.deepEqual(seen('externalId'), ['string', 'string', '100', false]);
    assert.deepEqual(seen('birthDate'), ['date', 'date', '0', false]);
    assert.deepEqual(seen('created'), ['date', 'datetime', '0', true]);
    assert.deepEqual(seen('gender'), ['enumeration', 'byte', '0', false]);
    assert.deepEqual(seen('timeZone'), ['enumeration', 'string', '64', false]);
    assert.deepEqual(seen('age'), ['number', 'long', '0', true]);
    assert.deepEqual(seen('blackListEmail'), ['boolean', 'boolean', '0', false]);
    assert.deepEqual(seen('cusRevenue'), ['number', 'double', '0', false]);
    assert.deepEqual(Object.keys(inner(inner(content, 'gender'), 'values')), ['unknown', 'male', 'female']);
    assert.equal(inner(inner(inner(content, 'location'), 'content'), 'city')['length'], '50');
    assert.equal(inner(content, 'orgUnit')['resTarget'], 'orgUnitBase');
    assert.equal(inner(content, 'email')['dataPolicy'], 'email');
    assert.equal(inner(content, 'logs')['type'], 'collection');
    await set({ metadataValues: 'array' });
    assert.ok(Array.isArray(inner(await fields(), 'gender')['values']));
  });

  it('describes no custom field under the plain root', async () => {
    const plain = await fields('profileAndServices/resourceType/profile');
    assert.ok(!Object.keys(plain).some((name) => name.startsWith('cus')));
    assert.ok(plain['email'] !== undefined);
  });

  it('describes every attribute that a record shows', async () => {
    const record = await api.create({});
    const content = await fields();
    for (const name of Object.keys(record)) assert.ok(name === 'PKey' || name === 'href' || content[name], name);
  });

  it('lists the filters with their address', async () => {
    const document = await api.get(described);
    const filters = await api.get(hrefOf(document, 'filters'));
    assert.match(String(inner(filters, 'byText')['data']), /\/profile\/byText\?text=\$value$/);
    assert.match(String(inner(filters, 'byExternalId')['data']), /\?externalId_parameter=\$value$/);
    const plain = await api.get(hrefOf(await api.get('profileAndServices/resourceType/profile'), 'filters'));
    assert.equal(plain['byExternalId'], undefined);
    assert.equal(plain['byAcsId'], undefined);
  });

  it('adds the ACS ID to new records once the option is on', async () => {
    const old = await api.create({});
    await set({ acsId: true });
    assert.equal((await api.get(hrefOf(old)))['acsId'], '');
    const { acsId } = await api.create({ firstName: 'Noor' });
    assert.match(String(acsId), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
    assert.equal(contentOf(await api.get(`${ext}/byAcsId?acsId=${String(acsId)}`))[0]?.['firstName'], 'Noor');
  });

  it('publishes changes while it runs: field added, removed, read-only, shorter, value removed', async () => {
    const made = await api.create({ cusTier: 'gold', cusCompany: 'ACME', firstName: 'Maximiliaan' });
    await set({
      schemaChanges: [
        { change: 'add', field: 'cusNew', kind: 'string', length: 10 },
        { change: 'add', field: 'cusColour', kind: 'enumeration', values: ['none', 'red'] },
        { change: 'remove', field: 'cusCompany' },
        { change: 'remove', field: 'location.address4' },
        { change: 'readOnly', field: 'cusJobTitle' },
        { change: 'length', field: 'firstName', length: 5 },
        { change: 'removeValue', field: 'cusTier', value: 'bronze' },
      ],
    });
    const content = await fields();
    assert.equal(inner(content, 'cusNew')['length'], '10');
    assert.equal(content['cusCompany'], undefined);
    assert.equal(inner(content, 'cusJobTitle')['readOnly'], true);
    const now = await api.get(hrefOf(made));
    assert.deepEqual([now['cusNew'], now['cusColour'], now['cusCompany']], ['', 'none', undefined]);
    assert.equal(inner(now, 'location')['address4'], undefined);
    await api.patch(hrefOf(made), { cusNew: 'x', cusColour: 'red' });
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { cusCompany: 'x' }), /attribute unknown/);
    assert.match(
      await api.refused(500, 'PATCH', hrefOf(made), { cusJobTitle: 'x' }),
      /Cannot update the 'cusJobTitle'/,
    );
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { firstName: 'Noortje' }), /too long/);
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { cusTier: 'bronze' }), /'cusTier' enumeration/);
    await set({ schemaChanges: [] });
    const back = await api.get(hrefOf(made));
    assert.deepEqual([back['cusNew'], back['cusCompany'], back['cusTier']], [undefined, 'ACME', 'gold']);
  });

  it('refuses changes that do not fit what is published', async () => {
    const wrong = [
      { change: 'remove', field: 'cusNothing' },
      { change: 'add', field: 'email', kind: 'string' },
      { change: 'removeValue', field: 'gender', value: 'other' },
      { change: 'readOnly', resource: 'nothing', field: 'email' },
      { change: 'length', field: 'cusVip', length: 3 },
    ];
    for (const change of wrong) await assert.rejects(set({ schemaChanges: [change] }), /400/);
  });
});
