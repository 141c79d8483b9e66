import assert from 'node:assert/strict';
import path from 'node:path';
import { type CampaignApi, campaignApi, contentOf, hrefOf, inner } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import { temporaryFolder } from '../support/folder.js';
import type { Sandbox } from '../support/sandbox.js';
import { runSandboxProgram } from '../support/sandboxProgram.js';

const loyalties = 'profileAndServicesExt/cusLoyalty';

describe('the sandbox: records of custom resources of Campaign by hand, in order and over a restart', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both), { stateFile: path.join(temporaryFolder(), 'state') });

  it('creates, changes, finds and deletes records by hand, and counts them', async () => {
    const hand = own.control.resource('cusLoyalty');
    await own.control.resource('profile').put({ externalId: 'P1' });
    await hand.put({ crmId: 'L1', profileId: 'P1', lastModified: '2020-01-02 00:00:00.000Z' });
    await hand.put({ crmId: 'L1', points: 3 });
    await hand.put({ crmId: 'L2', points: 3 });
    const [found] = await hand.get({ crmId: 'L1' });
    assert.deepEqual([found?.['points'], found?.['profile']], [3, 'P1']);
    assert.equal((await hand.get({ points: '3' })).length, 2);
    assert.equal((await hand.get({ profileId: 'P1', points: '3' })).length, 1);
    await hand.generate(4);
    assert.equal((await hand.get({ crmId: '' })).length, 4);
    assert.match(JSON.stringify(await own.control.counters()), /"cusLoyalty":6/);
    await hand.delete('L1');
    assert.deepEqual(await hand.get({ crmId: 'L1' }), []);
    await assert.rejects(hand.delete('L1'), /404/);
    await assert.rejects(hand.put({ level: 'none such' }), /400.*enumeration/s);
    await assert.rejects(hand.get({}), /400/);
    await assert.rejects(hand.get({ nothing: '1' }), /400/);
    await assert.rejects(own.control.resource('cusNothing').generate(1), /404/);
    await assert.rejects(own.control.post('/resources/cusLoyalty/empty'), /404/);
    const { resources } = (await own.control.get('/resources')) as { resources: { name: string }[] };
    assert.deepEqual(
      resources.find(({ name }) => name === 'cusLoyalty'),
      { name: 'cusLoyalty', roots: ['profileAndServicesExt'], records: 5 },
    );
  });

  it('does the same from the command line', async () => {
    const run = (...args: string[]) => runSandboxProgram('--url', own.url(), ...args);
    const campaign = (...args: string[]) => run('campaign', ...args);
    assert.match(await campaign('put', 'cusLoyalty', '{"crmId":"L 1","points":3}'), /"points": 3/);
    assert.match(await campaign('find', 'cusLoyalty', 'crmId', 'L 1'), /^\{"crmId":"L 1"/);
    assert.match(await campaign('generate', 'cusStore', '2'), /"cusStores": 2/);
    assert.match(await campaign('resources'), /\{"name":"cusStore","roots":\["customResources"\],"records":2\}/);
    assert.match(await run('snapshot', 'campaign', 'cusLoyalty'), /^\{"crmId":"L 1".*\}\n$/);
    assert.match(await campaign('publish', 'cusLoyalty', '{"removeField":"points"}'), /"change": "remove"/);
    assert.ok(!(await run('snapshot', 'campaign', 'cusLoyalty')).includes('points'));
    assert.match(await campaign('delete', 'cusLoyalty', 'L 1'), /"deleted": 1/);
    await own.control.profiles.put({ externalId: 'P/1' });
    assert.match(await campaign('delete', 'profile', 'P/1'), /"deleted": 1/);
    await assert.rejects(campaign('publish', 'cusLoyalty', '{"removeField":"nothing"}'), /has no field nothing/);
  });

  it('gives a snapshot of one resource, hidden records included, links by the key of their target', async () => {
    await own.control.settings({ campaign: { oneCardinality: ['cusRef.owner'] } });
    await api.create({ crmId: 'S1' }, 'customResources/cusStore');
    await api.create({ crmId: 'R1', owner: { PKey: 'S1' } }, 'customResources/cusRef');
    await api.create({ crmId: 'R2' }, 'customResources/cusRef');
    assert.equal(contentOf(await api.get('customResources/cusRef')).length, 1);
    const seen = await own.control.resource('cusRef').snapshot();
    assert.deepEqual(
      seen.map(({ crmId, owner }) => [crmId, owner]),
      [
        ['R1', 'S1'],
        ['R2', null],
      ],
    );
    assert.deepEqual(Object.keys(seen[0] ?? {}), ['crmId', 'name', 'owner', 'created', 'lastModified']);
    assert.deepEqual(await own.control.snapshot('campaign'), []);
    await assert.rejects(own.control.resource('cusNothing').snapshot(), /404/);
  });

  it('comes back after a restart as it was: records, links, what is hidden, what was republished', async () => {
    await api.create({ externalId: 'P1' });
    const seen = await api.create({ crmId: 'L1', profileId: 'P1', points: 4 }, loyalties);
    const hidden = await api.create({ crmId: 'L2', profileId: 'P2' }, loyalties);
    const store = await api.create({ crmId: 'S1' }, 'customResources/cusStore');
    const ref = await api.create({ crmId: 'R1', owner: { PKey: 'S1' } }, 'customResources/cusRef');
    await own.control.settings({
      campaign: { oneCardinality: ['cusLoyalty.profile'], cascadingDeletes: ['cusRef.owner'] },
    });
    await own.control.changeCampaign({ resource: 'cusLoyalty', retypeField: { name: 'points', type: 'double' } });
    await api.patch(hrefOf(seen), { points: 4.5 });
    const before = [await api.get(hrefOf(seen)), await own.control.resource('cusLoyalty').snapshot()];
    await own.restart();
    api = campaignApi(own.url());
    assert.deepEqual([await api.get(hrefOf(seen)), await own.control.resource('cusLoyalty').snapshot()], before);
    await api.refused(404, 'GET', hrefOf(hidden));
    assert.match(await api.refused(500, 'POST', loyalties, { crmId: 'L2' }), /already exists/);
    assert.equal(inner(await api.get(hrefOf(ref)), 'owner')['PKey'], store['PKey']);
    await own.control.changeCampaign({ resource: 'cusLoyalty', restoreField: 'points' });
    assert.equal((await api.get(hrefOf(seen)))['points'], 4);
    await api.send('DELETE', hrefOf(store));
    await api.refused(404, 'GET', hrefOf(ref));
    await own.control.post('/reset');
    assert.deepEqual(await own.control.resource('cusLoyalty').snapshot(), []);
  });

  it('keeps a list in order while records come, change and go between its pages', async () => {
    const created = new Map<string, unknown>();
    const create = async (crmId: string, points: number) =>
      created.set(crmId, hrefOf(await api.create({ crmId, name: crmId, points }, loyalties)));
    for (let at = 0; at < 30; at += 1) await create(`L${at}`, (at * 7) % 30);
    const whole = async (order: string) => contentOf(await api.get(`${loyalties}?_order=${order}&_lineCount=1000`));
    const inOrder = async () => {
      const seen = (await whole('points')).map(({ points }) => Number(points));
      assert.deepEqual(
        seen,
        seen.toSorted((a, b) => a - b),
      );
      const down = (await whole('points%20desc')).map(({ points }) => Number(points));
      assert.deepEqual(down, seen.toReversed());
      return seen.length;
    };
    assert.equal(await inOrder(), 30);
    await api.patch(String(created.get('L3')), { points: 100 });
    await api.patch(String(created.get('L4')), { points: -1 });
    await api.send('DELETE', String(created.get('L5')));
    await create('new', 11);
    assert.equal(await inOrder(), 30);
    await api.patch(String(created.get('new')), { points: 12 });
    await api.send('DELETE', String(created.get('new')));
    assert.equal(await inOrder(), 29);

    const first = await api.get(`${loyalties}?_order=crmId&_lineCount=20`);
    const second = await api.get(hrefOf(first, 'next'));
    const keys = [...contentOf(first), ...contentOf(second)].map(({ crmId }) => String(crmId));
    assert.deepEqual(keys, keys.toSorted());
    assert.equal(keys.length, 29);
    const filtered = await api.get(`${loyalties}/byText?text=L1&_order=points&_lineCount=3`);
    const more = await api.get(hrefOf(filtered, 'next'));
    assert.deepEqual([contentOf(filtered).length, contentOf(more).length], [3, 3]);
    const found = await api.get(`${loyalties}/byCrmId?crmId_parameter=L7&_order=points`);
    assert.deepEqual(
      contentOf(found).map(({ crmId }) => crmId),
      ['L7'],
    );
  });
});
