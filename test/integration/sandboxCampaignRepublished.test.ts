import assert from 'node:assert/strict';
import { type CampaignApi, contentOf, hrefOf, inner, type Json } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import type { Sandbox } from '../support/sandbox.js';

const loyalties = 'profileAndServicesExt/cusLoyalty';
const described = 'profileAndServicesExt/resourceType/cusLoyalty';
const resource = 'cusLoyalty';

describe('the sandbox: custom resources of Campaign described, and republished while it runs', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both));

  const change = (asked: Json) => own.control.changeCampaign({ resource, ...asked });
  const fields = async () => inner(await api.get(described), 'content');

  it('describes fields, keys by name, and links with their target', async () => {
    const document = await api.get(hrefOf(inner(await api.get('profileAndServicesExt/'), resource)));
    assert.deepEqual(document, await api.get(described));
    assert.deepEqual([document['schema'], document['label']], ['cus:loyalty', 'Loyalties']);
    const content = inner(document, 'content');
    const seen = Object.entries(content).map(([name]) => {
      const { type, resType, length, readOnly, resTarget } = inner(content, name);
      return [name, type, resType, length, readOnly, resTarget];
    });
    assert.deepEqual(seen, [
      ['crmId', 'string', 'string', '64', false, undefined],
      ['name', 'string', 'string', '127', false, undefined],
      ['profileId', 'string', 'string', '100', false, undefined],
      ['profile', 'link', 'link', '0', false, 'profile'],
      ['points', 'number', 'long', '0', false, undefined],
      ['level', 'enumeration', 'string', '0', false, undefined],
      ['interests', 'string', 'string', '255', false, undefined],
      ['since', 'date', 'date', '0', false, undefined],
      ['balance', 'number', 'double', '0', false, undefined],
      ['active', 'boolean', 'boolean', '0', false, undefined],
      ['created', 'date', 'datetime', '0', true, undefined],
      ['lastModified', 'date', 'datetime', '0', true, undefined],
    ]);
    assert.deepEqual(Object.keys(inner(inner(content, 'level'), 'values')), ['none', 'bronze', 'silver', 'gold']);
    const filters = await api.get(hrefOf(document, 'filters'));
    assert.match(String(inner(filters, 'byCrmId')['data']), /\/cusLoyalty\/byCrmId\?crmId_parameter=\$value$/);
  });

  it('describes what lies under customResources, and the link between its resources', async () => {
    const root = await api.get('customResources/');
    const refs = await api.get(hrefOf(inner(root, 'cusRef')));
    assert.equal(inner(inner(refs, 'content'), 'owner')['resTarget'], 'cusStore');
    assert.equal(refs['data'], '/customResources/cusRef/');
    assert.ok(inner(await api.get(hrefOf(refs, 'filters')), 'byCrmId'));
    const profile = await api.get('profileAndServicesExt/resourceType/profile');
    assert.equal(inner(inner(profile, 'content'), 'cusAccount')['resTarget'], 'cusAccount');
  });

  it('adds and removes a field, one by one, and brings a delivered one back with its values', async () => {
    const made = await api.create({ crmId: 'L1', points: 7, name: 'Card' }, loyalties);
    await change({ addField: { name: 'colour', type: 'enumeration', values: ['none', 'red'] } });
    await change({ removeField: 'points' });
    const now = await api.get(hrefOf(made));
    assert.deepEqual([now['colour'], now['points']], ['none', undefined]);
    assert.deepEqual([(await fields())['points'], inner(await fields(), 'colour')['type']], [undefined, 'enumeration']);
    await api.patch(hrefOf(made), { colour: 'red' });
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { points: 8 }), /'points' attribute unknown/);
    await change({ restoreField: 'points' });
    const back = await api.get(hrefOf(made));
    assert.deepEqual([back['colour'], back['points'], back['name']], ['red', 7, 'Card']);
    await change({ removeField: 'colour' });
    assert.equal((await fields())['colour'], undefined);
  });

  it('changes a type: nothing of the other type comes up, and all is back with the type', async () => {
    const made = await api.create({ crmId: 'L1', points: 7, interests: 'Music' }, loyalties);
    await change({ retypeField: { name: 'points', type: 'string', length: 5 } });
    const { resType, length, label } = inner(await fields(), 'points');
    assert.deepEqual([resType, length, label], ['string', '5', 'Points']);
    assert.equal((await api.get(hrefOf(made)))['points'], '');
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { points: 8 }), /'points'.*cannot be converted/);
    await api.patch(hrefOf(made), { points: 'many' });
    await change({ retypeField: { name: 'points', type: 'long' } });
    assert.equal((await api.get(hrefOf(made)))['points'], 7);
    await change({ retypeField: { name: 'interests', length: 3, readOnly: true } });
    const interests = inner(await fields(), 'interests');
    assert.deepEqual([interests['length'], interests['readOnly']], ['3', true]);
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { interests: 'x' }), /Cannot update the 'interests'/);
    await change({ retypeField: { name: 'interests', readOnly: false } });
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { interests: 'Sport' }), /too long/);
  });

  it('adds and removes values of an enumeration, and keeps what was stored', async () => {
    const made = await api.create({ crmId: 'L1', level: 'gold' }, loyalties);
    await change({
      addValue: { field: 'level', value: 'platinum', label: 'Platinum' },
      removeValue: { field: 'level', value: 'gold' },
    });
    const values = inner(inner(await fields(), 'level'), 'values');
    assert.deepEqual(Object.keys(values), ['none', 'bronze', 'silver', 'platinum']);
    assert.equal(inner(values, 'platinum')['label'], 'Platinum');
    assert.equal((await api.get(hrefOf(made)))['level'], 'gold');
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { level: 'gold' }), /'level' enumeration/);
    await api.patch(hrefOf(made), { level: 'platinum' });
  });

  it('removes a resource with its metadata, keeps its records, and restores it', async () => {
    const profile = await api.create({ externalId: 'P1' });
    const made = await api.create({ crmId: 'L1', profileId: 'P1' }, loyalties);
    const spent = await api.create({ crmId: 'T1', loyaltyId: 'L1' }, 'profileAndServicesExt/cusLoyaltyTransaction');
    await change({ removeResource: true });
    assert.equal((await api.get('profileAndServicesExt/'))[resource], undefined);
    for (const path of [loyalties, described, `${loyalties}/metadata`, hrefOf(made)]) {
      assert.match(await api.refused(404, 'GET', path), /rc=-2003/);
    }
    await api.refused(404, 'POST', loyalties, { crmId: 'L2' });
    assert.equal((await api.get(hrefOf(spent)))['loyalty'], null);
    await api.refused(404, 'PATCH', hrefOf(spent), { loyalty: { PKey: 'L1' } });
    await assert.rejects(own.control.resource(resource).put({ crmId: 'L3' }), /404/);
    await assert.rejects(own.control.resource(resource).snapshot(), /404/);
    await change({ restoreResource: true });
    assert.equal(inner(await api.get(hrefOf(made)), 'profile')['PKey'], profile['PKey']);
    assert.equal(inner(await api.get(hrefOf(spent)), 'loyalty')['PKey'], made['PKey']);
  });

  it('removes a key with its filter, or the filter alone', async () => {
    await api.create({ crmId: 'L1' }, loyalties);
    const filters = async () => Object.keys(await api.get(hrefOf(await api.get(described), 'filters')));
    const found = async () => contentOf(await api.get(`${loyalties}/byCrmId?crmId_parameter=L1`)).length;
    await change({ removeFilter: 'byCrmId' });
    assert.deepEqual(await filters(), ['byText']);
    await api.refused(500, 'GET', `${loyalties}/byCrmId?crmId_parameter=L1`);
    await change({ restoreFilter: 'byCrmId' });
    assert.equal(await found(), 1);
    await change({ removeField: 'crmId' });
    assert.deepEqual(await filters(), ['byText']);
    await api.create({ name: 'Without' }, loyalties);
    await change({ restoreField: 'crmId' });
    assert.equal(await found(), 1);
    assert.match(await api.refused(500, 'POST', loyalties, { crmId: 'L1' }), /already exists/);
    await own.control.settings({
      campaign: {
        customFilters: [{ resource, name: 'byPoints', parameter: 'least', field: 'points', compare: 'atLeast' }],
      },
    });
    await api.create({ crmId: 'L2', points: 3 }, loyalties);
    assert.equal(contentOf(await api.get(`${loyalties}/byPoints?least_parameter=3`)).length, 1);
  });

  it('loses a link whose column becomes another, and has it again with the column', async () => {
    await api.create({ externalId: 'P1' });
    const made = await api.create({ crmId: 'L1', profileId: 'P1' }, loyalties);
    for (const broken of [{ removeField: 'profileId' }, { retypeField: { name: 'profileId', type: 'long' } }]) {
      await change(broken);
      assert.equal((await api.get(hrefOf(made)))['profile'], null);
      await change({ restoreField: 'profileId' });
      assert.equal((await api.get(hrefOf(made)))['profileId'], 'P1');
      assert.ok((await api.get(hrefOf(made)))['profile']);
    }
  });

  it('refuses what does not fit, and changes nothing then', async () => {
    const before = await own.control.get('/settings');
    for (const wrong of [
      { removeField: 'nothing' },
      { addField: { name: 'points', type: 'string' } },
      { addField: { name: 'colour', type: 'enumeration' } },
      { addField: { name: 'colour', type: 'colour' } },
      { retypeField: { name: 'profile', type: 'string' } },
      { addValue: { field: 'level', value: 'gold' } },
      { removeValue: { field: 'level', value: 'none' } },
      { removeFilter: 'byNothing' },
      { dropField: 'points' },
      { resource: 'cusNothing', removeField: 'points' },
    ]) {
      await assert.rejects(change(wrong), /400/, JSON.stringify(wrong));
    }
    assert.deepEqual(await own.control.get('/settings'), before);
  });
});
