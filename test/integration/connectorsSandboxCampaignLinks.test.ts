import assert from 'node:assert/strict';
import type { Campaign } from '../../src/connectors/campaign/index.js';
import type { CampaignResource } from '../../src/core/metadata.js';
import type { Gate, KeyLookup } from '../../src/core/ports.js';
import { RecordRefused } from '../../src/core/problems/failures.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { sandboxCampaign } from '../support/sandboxSystems.js';

const gate: Gate = { signal: new AbortController().signal, check: () => undefined };

describe('connectors: links of Campaign of the sandbox', () => {
  let server: Sandbox;
  let campaign: Campaign;
  let profile: CampaignResource;
  let ref: CampaignResource;
  let last = 0;
  const newKey = () => {
    last += 1;
    return `0c0ffee0-0000-e711-a94e-${String(last).padStart(12, '0')}`;
  };

  before(async () => {
    server = await sandbox();
    campaign = sandboxCampaign(server);
    profile = await campaign.metadata.readResource('profile', gate.signal);
    ref = await campaign.metadata.readResource('cusRef', gate.signal);
  });
  after(async () => {
    await campaign.close();
    await server.stop();
  });

  const ofProfile = (): KeyLookup => ({ resource: profile, field: 'externalId', by: { by: 'path' } });
  const ofRef = (): KeyLookup => ({
    resource: ref,
    field: 'crmId',
    by: { by: 'filter', filter: 'byCrmId', parameter: 'crmId_parameter' },
  });
  const find = async (lookup: KeyLookup, key: string) => {
    const found = await campaign.destination.find(lookup, key, gate);
    assert.ok(found);
    return found;
  };
  const putStore = (crmId: string) => server.control.resource('cusStore').put({ crmId, name: crmId });
  const ownerOf = async (key: string) => ((await find(ofRef(), key)).body['owner'] as { name: string } | null)?.name;
  const isParentMissing = (field: string) => (error: unknown) => {
    assert.ok(error instanceof RecordRefused, String(error));
    assert.deepEqual([error.code, error.params['field']], ['campaign-parent-missing', field]);
    return true;
  };

  it('are described as such where they have no column of their own', () => {
    const { owner } = ref.fields;
    assert.deepEqual([owner?.type, owner?.readOnly], ['link', false]);
  });

  it('are written by reference, changed and cleared', async () => {
    const [key, one, other] = [newKey(), newKey(), newKey()];
    await Promise.all([putStore(one), putStore(other)]);
    assert.equal(
      await campaign.destination.create(ofRef(), key, { crmId: key, name: 'first', owner: { PKey: one } }, gate),
      'created',
    );
    assert.equal(await ownerOf(key), one);
    const found = await find(ofRef(), key);
    assert.equal(await campaign.destination.patch(found, { owner: { PKey: other } }, gate), true);
    assert.equal(await ownerOf(key), other);
    assert.equal(await campaign.destination.patch(found, { owner: null, name: 'second' }, gate), true);
    const { body } = await find(ofRef(), key);
    assert.deepEqual([body['owner'], body['name']], [null, 'second']);
  });

  it('to a parent that is gone make a record refused when it is created, and nothing is created', async () => {
    const [key, gone] = [newKey(), newKey()];
    const body = { crmId: key, name: 'Zebulon', owner: { PKey: gone } };
    await assert.rejects(campaign.destination.create(ofRef(), key, body, gate), (error) => {
      assert.ok(!JSON.stringify([error, (error as Error).message, (error as Error).stack]).includes('Zebulon'));
      return isParentMissing('owner')(error);
    });
    assert.equal(await campaign.destination.find(ofRef(), key, gate), null);
    await putStore(gone);
    assert.equal(await campaign.destination.create(ofRef(), key, body, gate), 'created');
  });

  it('to a parent that is gone make a record refused when it is changed, and nothing is changed', async () => {
    const [key, one, gone] = [newKey(), newKey(), newKey()];
    await putStore(one);
    await campaign.destination.create(ofRef(), key, { crmId: key, name: 'before', owner: { PKey: one } }, gate);
    const found = await find(ofRef(), key);
    await assert.rejects(
      campaign.destination.patch(found, { name: 'after', owner: { PKey: gone } }, gate),
      isParentMissing('owner'),
    );
    const { body } = await find(ofRef(), key);
    assert.deepEqual([body['name'], await ownerOf(key)], ['before', one]);
  });

  it('to a parent that is gone are told from a record that is gone', async () => {
    const [key, gone] = [newKey(), newKey()];
    await campaign.destination.create(ofRef(), key, { crmId: key }, gate);
    const found = await find(ofRef(), key);
    assert.equal(await campaign.destination.remove(found, gate), true);
    assert.equal(await campaign.destination.patch(found, { owner: { PKey: gone } }, gate), false);
    assert.equal(await campaign.destination.patch(found, { name: 'x' }, gate), false);
    assert.equal(await campaign.destination.remove(found, gate), false);
  });

  it('of a record that is changed by its key: a parent that is gone is told from a record that is', async () => {
    const [key, parent, absent] = [newKey(), newKey(), newKey()];
    const byKey = (of: string, body: Record<string, unknown>) =>
      campaign.destination.patchUnseen(ofProfile(), of, body, gate);
    await campaign.destination.create(ofProfile(), key, { externalId: key, firstName: 'Noor' }, gate);
    await assert.rejects(byKey(key, { firstName: 'Ada', cusAccount: { PKey: parent } }), isParentMissing('cusAccount'));
    assert.equal((await find(ofProfile(), key)).body['firstName'], 'Noor');
    for (const body of [{ firstName: 'Ada' }, { firstName: 'Ada', cusAccount: { PKey: parent } }, { cusAccount: null }])
      assert.equal(await byKey(absent, body), false);
    assert.equal(await campaign.destination.find(ofProfile(), absent, gate), null);
    await server.control.resource('cusAccount').put({ crmId: parent });
    assert.equal(await byKey(key, { firstName: 'Ada', cusAccount: { PKey: parent } }), true);
    const { body } = await find(ofProfile(), key);
    assert.deepEqual([body['firstName'], body['cusAccountId']], ['Ada', parent]);
    assert.equal(await byKey(key, { cusAccount: null }), true);
    assert.equal((await find(ofProfile(), key)).body['cusAccount'], null);
  });
});
