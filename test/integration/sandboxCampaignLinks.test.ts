import assert from 'node:assert/strict';
import { type CampaignApi, contentOf, hrefOf, inner, type Json } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import type { Sandbox } from '../support/sandbox.js';

const ext = 'profileAndServicesExt';
const loyalties = `${ext}/cusLoyalty`;

describe('the sandbox: custom resources and links of Campaign', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both));

  const set = (campaign: Json) => own.control.settings({ campaign });
  const byCrmId = async (path: string, key: string) =>
    contentOf(await api.get(`${path}/byCrmId?crmId_parameter=${encodeURIComponent(key)}`));
  const only = async (path: string, key: string): Promise<Json> => {
    const [found, ...others] = await byCrmId(path, key);
    assert.deepEqual(others, []);
    return found ?? {};
  };

  it('creates, finds by its custom filter, changes and deletes records of a custom resource', async () => {
    const sent = {
      crmId: 'L1',
      name: 'Gold card',
      points: 12,
      level: 'gold',
      interests: 'Travel, Music',
      since: '2024-02-29',
      balance: 1.5,
      active: true,
    };
    const made = await api.create(sent, loyalties);
    for (const [name, value] of Object.entries(sent)) assert.equal(made[name], value, name);
    assert.equal(made['created'], made['lastModified']);
    assert.equal(made['profile'], null);
    assert.deepEqual(await only(loyalties, 'L1'), made);
    assert.deepEqual(await byCrmId(loyalties, 'l1'), []);
    await api.patch(hrefOf(made), { points: 13 });
    assert.equal((await only(loyalties, 'L1'))['points'], 13);
    assert.match(await api.refused(500, 'POST', loyalties, { crmId: 'L1' }), /cusloyalty_scrmid[^]*already exists/);
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { crmId: 'L2' }), /RST-360012/);
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { level: 'platinum' }), /'level' enumeration/);
    await api.send('DELETE', hrefOf(made));
    assert.deepEqual(await byCrmId(loyalties, 'L1'), []);
  });

  it('serves a resource under the root where it belongs, and under no other', async () => {
    for (const [root, name, others] of [
      [ext, 'cusAccount', ['profileAndServices', 'customResources']],
      ['customResources', 'cusStore', ['profileAndServices', ext]],
    ] as const) {
      const made = await api.create({ crmId: 'A' }, `${root}/${name}`);
      assert.equal(hrefOf(made), `${api.root}/${root}/${name}/${String(made['PKey'])}`);
      for (const other of others) await api.refused(404, 'GET', `${other}/${name}`);
      await api.refused(500, 'GET', `${root}/${name}/A`);
    }
  });

  it('links by writing the scalar column, whether or not the parent is there yet', async () => {
    const child = await api.create({ crmId: 'L1', profileId: 'P1' }, loyalties);
    assert.deepEqual([child['profileId'], child['profile']], ['P1', null]);
    const parent = await api.create({ externalId: 'P1', firstName: 'Noor', lastName: 'Jansen' });
    const linked = inner(await api.get(hrefOf(child)), 'profile');
    assert.deepEqual(linked, {
      PKey: parent['PKey'],
      href: hrefOf(parent),
      title: 'Noor Jansen',
      name: '',
      label: '',
    });
    await api.patch(hrefOf(child), { profileId: 'P2' });
    assert.equal((await api.get(hrefOf(child)))['profile'], null);
    await api.patch(hrefOf(child), { profileId: 'P1' });
    await api.send('DELETE', hrefOf(parent));
    const orphan = await api.get(hrefOf(child));
    assert.deepEqual([orphan['profileId'], orphan['profile']], ['P1', null]);
  });

  it('links by an opaque PKey or a raw key, which writes the column, and refuses a key that is not there with 404', async () => {
    const parent = await api.create({ externalId: 'P1' });
    const opaque = await api.create({ crmId: 'L1', profile: { PKey: parent['PKey'] } }, loyalties);
    const raw = await api.create({ crmId: 'L2', profile: { PKey: 'P1' } }, loyalties);
    for (const made of [opaque, raw]) {
      assert.equal(made['profileId'], 'P1');
      assert.equal(inner(made, 'profile')['PKey'], parent['PKey']);
    }
    for (const [method, path] of [
      ['POST', loyalties],
      ['PATCH', hrefOf(raw)],
    ] as const) {
      assert.match(
        await api.refused(404, method, path, { points: 1, profile: { PKey: 'nobody' } }),
        /RST-360011[^]*Unable to find document with path 'profile\/nobody'/,
      );
      await api.refused(500, method, path, { profile: { PKey: '@nobody' } });
    }
    assert.equal((await api.get(`${loyalties}/_count`))['count'], 2);
    assert.equal((await api.get(hrefOf(raw)))['points'], 0);
    await api.patch(hrefOf(raw), { profile: null });
    assert.equal((await api.get(hrefOf(raw)))['profileId'], '');
  });

  it('ignores a nested object without a key silently', async () => {
    await api.create({ externalId: 'P1', firstName: 'Noor' });
    const made = await api.create({ crmId: 'L1', profile: { firstName: 'Noor', externalId: 'P1' } }, loyalties);
    assert.deepEqual([made['profileId'], made['profile']], ['', null]);
    await api.patch(hrefOf(made), { profileId: 'P1' });
    await api.patch(hrefOf(made), { profile: { name: 'other' }, points: 2 });
    const now = await api.get(hrefOf(made));
    assert.deepEqual([now['profileId'], now['points']], ['P1', 2]);
  });

  it('writes a link without a column by reference only, and reads it back', async () => {
    const refs = 'customResources/cusRef';
    const store = await api.create({ crmId: 'S1', name: 'Gent' }, 'customResources/cusStore');
    const made = await api.create({ crmId: 'R1', owner: { PKey: 'S1' } }, refs);
    assert.deepEqual(inner(made, 'owner'), {
      PKey: store['PKey'],
      href: hrefOf(store),
      title: 'Gent',
      name: 'Gent',
      label: '',
    });
    assert.match(await api.refused(404, 'POST', refs, { crmId: 'R2', owner: { PKey: 'S2' } }), /RST-360011/);
    const other = await api.create({ crmId: 'S2' }, 'customResources/cusStore');
    await api.patch(hrefOf(made), { owner: { PKey: other['PKey'] } });
    assert.equal(inner(await api.get(hrefOf(made)), 'owner')['PKey'], other['PKey']);
    await api.send('DELETE', hrefOf(other));
    assert.equal((await api.get(hrefOf(made)))['owner'], null);
  });

  it('links two levels deep, from profiles upwards, and a resource to itself', async () => {
    const accounts = `${ext}/cusAccount`;
    await api.create({ crmId: 'A1', name: 'Holding' }, accounts);
    const branch = await api.create({ crmId: 'A2', name: 'Branch', parentId: 'A1', industry: 'retail' }, accounts);
    assert.equal(inner(branch, 'parent')['name'], 'Holding');
    const own = await api.create({ crmId: 'A3', parentId: 'A3' }, accounts);
    assert.equal(inner(own, 'parent')['PKey'], own['PKey']);
    const profile = await api.create({ externalId: 'P1', cusAccountId: 'A2' });
    assert.equal(inner(profile, 'cusAccount')['name'], 'Branch');
    const plain = await api.get(`profileAndServices/profile/${String(profile['PKey'])}`);
    assert.deepEqual([plain['cusAccount'], plain['cusAccountId']], [undefined, undefined]);
    const loyalty = await api.create({ crmId: 'L1', profileId: 'P1' }, loyalties);
    const at = '2024-03-05 09:15:00.000Z';
    const transaction = await api.create(
      { crmId: 'T1', loyaltyId: 'L1', amount: -2.5, kind: 'burn', at },
      `${ext}/cusLoyaltyTransaction`,
    );
    assert.equal(inner(transaction, 'loyalty')['PKey'], loyalty['PKey']);
    assert.deepEqual([transaction['amount'], transaction['kind'], transaction['at']], [-2.5, 'burn', at]);
  });

  it('hides the orphan of a link of 1 cardinality until its parent is there', async () => {
    await set({ oneCardinality: ['cusLoyalty.profile'] });
    const orphan = await api.create({ crmId: 'L1', profileId: 'P1', points: 5 }, loyalties);
    const without = await api.create({ crmId: 'L2' }, loyalties);
    for (const hidden of [orphan, without]) {
      for (const [method, body] of [['GET'], ['PATCH', { points: 6 }], ['DELETE']] as const) {
        assert.match(await api.refused(404, method, hrefOf(hidden), body), /RST-360011/);
      }
    }
    assert.deepEqual(contentOf(await api.get(loyalties)), []);
    assert.deepEqual(await byCrmId(loyalties, 'L1'), []);
    assert.equal((await api.get(`${loyalties}/_count`))['count'], 0);
    assert.match(await api.refused(500, 'POST', loyalties, { crmId: 'L1' }), /already exists/);
    const stored = await own.control.resource('cusLoyalty').get({ crmId: 'L1' });
    assert.equal(stored[0]?.['points'], 5);

    const parent = await api.create({ externalId: 'P1' });
    assert.equal(inner(await only(loyalties, 'L1'), 'profile')['PKey'], parent['PKey']);
    assert.equal((await api.get(`${loyalties}/_count`))['count'], 1);
    await api.patch(hrefOf(orphan), { points: 6 });
    await api.send('DELETE', hrefOf(parent));
    await api.refused(404, 'GET', hrefOf(orphan));
    await set({ oneCardinality: [] });
    assert.equal((await api.get(hrefOf(orphan)))['points'], 6);
  });

  it('deletes along the links that cascade, and along no other', async () => {
    await set({ cascadingDeletes: ['cusLoyalty.profile', 'cusLoyaltyTransaction.loyalty', 'cusRef.owner'] });
    const transactions = `${ext}/cusLoyaltyTransaction`;
    const profile = await api.create({ externalId: 'P1', cusAccountId: 'A1' });
    await api.create({ externalId: 'P2' });
    for (const [crmId, profileId] of [
      ['L1', 'P1'],
      ['L2', 'P1'],
      ['L3', 'P2'],
    ]) {
      await api.create({ crmId, profileId }, loyalties);
      await api.create({ crmId: `T-${crmId}`, loyaltyId: crmId }, transactions);
    }
    const account = await api.create({ crmId: 'A1' }, `${ext}/cusAccount`);
    await api.send('DELETE', hrefOf(account));
    assert.equal((await api.get(hrefOf(profile)))['cusAccount'], null);
    await api.send('DELETE', hrefOf(profile));
    const keys = async (path: string) => contentOf(await api.get(path)).map(({ crmId }) => crmId);
    assert.deepEqual([await keys(loyalties), await keys(transactions)], [['L3'], ['T-L3']]);

    const store = await api.create({ crmId: 'S1' }, 'customResources/cusStore');
    await api.create({ crmId: 'R1', owner: { PKey: 'S1' } }, 'customResources/cusRef');
    await own.control.resource('cusStore').delete('S1');
    assert.deepEqual(await keys('customResources/cusRef'), []);
    await api.refused(404, 'DELETE', hrefOf(store));
  });

  it('refuses settings that name a link which is not there', async () => {
    for (const name of ['oneCardinality', 'cascadingDeletes']) {
      for (const link of ['cusLoyalty.points', 'cusNothing.profile', 'profile']) {
        await assert.rejects(set({ [name]: [link] }), /400.*There is no link/s);
      }
    }
  });
});
