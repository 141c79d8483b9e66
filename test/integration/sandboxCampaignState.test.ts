import assert from 'node:assert/strict';
import path from 'node:path';
import { type CampaignApi, campaignApi, contentOf, hrefOf, type Json } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import { temporaryFolder } from '../support/folder.js';
import type { Sandbox } from '../support/sandbox.js';

const ext = 'profileAndServicesExt/profile';

describe('the sandbox: state and control of Campaign', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both), { stateFile: path.join(temporaryFolder(), 'state') });

  const set = (campaign: Json) => own.control.settings({ campaign });

  it('comes back after a restart as it was: records, keys, PKeys, settings, deleted ones gone', async () => {
    const first = await api.create({ externalId: 'A', firstName: 'Žofie 🙂', cusTier: 'gold', blackListEmail: true });
    const gone = await api.create({ externalId: 'B' });
    const last = await api.create({ externalId: 'C', orgUnit: { PKey: 'emea' } });
    await api.send('DELETE', hrefOf(gone));
    await set({ schemaChanges: [{ change: 'add', field: 'cusNew', kind: 'long' }], deleteStatus: 204 });
    await api.patch(hrefOf(last), { cusNew: 7 });
    const before = [await api.get(hrefOf(first)), await api.get(hrefOf(last)), await own.control.snapshot('campaign')];
    await own.restart();
    api = campaignApi(own.url());
    const after = [await api.get(hrefOf(first)), await api.get(hrefOf(last)), await own.control.snapshot('campaign')];
    assert.deepEqual(after, before);
    await api.refused(404, 'GET', hrefOf(gone));
    assert.match(await api.refused(500, 'POST', ext, { externalId: 'A' }), /already exists/);
    const another = await api.create({ externalId: 'B' });
    assert.notEqual(another['PKey'], gone['PKey']);
    assert.equal((await api.send('DELETE', hrefOf(another))).status, 204);
  });

  it('changes PKeys with a restart where the setting says so', async () => {
    await set({ changingPKeys: true });
    const made = await api.create({ externalId: 'A' });
    await own.restart();
    api = campaignApi(own.url());
    await api.refused(500, 'GET', hrefOf(made));
    assert.notEqual((await api.get(`${ext}/A`))['PKey'], made['PKey']);
  });

  it('gives a snapshot of all attributes, without PKeys and addresses', async () => {
    const made = await api.create({ externalId: 'A', email: 'a@acme.test', orgUnit: { PKey: 'emea' } });
    const [seen, ...others] = await own.control.snapshot('campaign');
    assert.deepEqual(others, []);
    assert.ok(seen);
    assert.ok(!JSON.stringify(seen).includes('@_') && !('PKey' in seen) && !('href' in seen));
    assert.equal(seen['orgUnit'], 'emea');
    for (const name of ['externalId', 'title', 'domain', 'location', 'created', 'cusTier', 'blackListEmail']) {
      assert.deepEqual(seen[name], made[name], name);
    }
  });

  it('creates, changes, finds and deletes profiles by hand, their times included', async () => {
    const times = { blackListEmailLastModified: '2020-01-01 00:00:00.000Z', lastModified: '2020-01-02 00:00:00.000Z' };
    await own.control.profiles.put({ ...times, externalId: 'A', blackListEmail: true });
    await own.control.profiles.put({ externalId: 'A', firstName: 'Noor', lastModified: times.lastModified });
    const found = contentOf((await own.control.profiles.get('A')) as Json);
    assert.equal(found.length, 1);
    for (const [name, value] of Object.entries(times)) assert.equal(found[0]?.[name], value, name);
    assert.equal(found[0]?.['firstName'], 'Noor');
    await own.control.post('/profiles/generate', { count: 3 });
    assert.equal((await api.get(`${ext}/_count`))['count'], 4);
    await own.control.post('/profiles/delete/A');
    await api.refused(404, 'GET', `${ext}/A`);
    await assert.rejects(own.control.profiles.put({ gender: 'none' }), /400.*enumeration/s);
    await assert.rejects(own.control.post('/profiles/delete/A'), /404/);
  });

  it('writes the key of each record into the journal, with what was done and what it cost', async () => {
    const since = await own.control.journalEnd();
    const made = await api.create({ externalId: 'A' });
    await api.get(`${ext}/A`);
    await api.patch(hrefOf(made), { firstName: 'Noor' });
    await api.refused(500, 'PATCH', hrefOf(made), { age: 1 });
    await api.send('DELETE', hrefOf(made));
    const entries = await own.control.journal({ since, system: 'campaign' });
    assert.deepEqual(
      entries.map(({ method, key, status, applied, engineCalls }) => [method, key, status, applied, engineCalls]),
      [
        ['POST', 'A', 201, 'created', 1],
        ['GET', 'A', 200, 'read', 1],
        ['PATCH', 'A', 200, 'updated', 1],
        ['PATCH', undefined, 500, 'none', 1],
        ['DELETE', 'A', 200, 'deleted', 1],
      ],
    );
  });

  it('goes back to a first start on reset', async () => {
    const before = await api.create({ externalId: 'A' });
    await set({ deleteStatus: 204, changingPKeys: true });
    await api.patch(hrefOf(before), { firstName: 'Noor' });
    await own.control.post('/reset');
    api = campaignApi(own.url());
    assert.equal((await api.get(`${ext}/_count`))['count'], 0);
    const again = await api.create({ externalId: 'A' });
    assert.equal(again['PKey'], before['PKey']);
    assert.equal((await api.send('DELETE', hrefOf(again))).status, 200);
  });
});
