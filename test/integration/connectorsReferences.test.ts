import assert from 'node:assert/strict';
import type { Campaign } from '../../src/connectors/campaign/index.js';
import type { Gate, KeyLookup } from '../../src/core/ports.js';
import { RecordRefused } from '../../src/core/problems/failures.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { sandboxCampaign } from '../support/sandboxSystems.js';

const gate: Gate = { signal: new AbortController().signal, check: () => undefined };

describe('connectors: a record that only a filter finds', () => {
  let server: Sandbox;
  let campaign: Campaign;
  let lookup: KeyLookup;
  let last = 0;
  const newKey = () => {
    last += 1;
    return `0c0ffee1-0000-4000-8000-${String(last).padStart(12, '0')}`;
  };

  before(async () => {
    server = await sandbox();
    campaign = sandboxCampaign(server);
    const resource = await campaign.metadata.readResource('cusRef', gate.signal);
    lookup = { resource, field: 'crmId', by: { by: 'filter', filter: 'byCrmId', parameter: 'crmId_parameter' } };
  });
  afterEach(() => server.control.settings({ campaign: { changingPKeys: false } }));
  after(async () => {
    await campaign.close();
    await server.stop();
  });

  const create = (key: string) => campaign.destination.create(lookup, key, { crmId: key, name: 'first' }, gate);
  const patch = (key: string, body: Record<string, unknown>) =>
    campaign.destination.patchUnseen(lookup, key, body, gate);
  const named = async (key: string) =>
    (await server.control.resource('cusRef').get({ crmId: key })).map(({ name }) => name);
  /** Methods of the calls that `act` makes. */
  const callsOf = async (act: () => Promise<unknown>) => {
    const since = await server.control.journalEnd();
    await act();
    return (await server.control.journal({ since, system: 'campaign' })).map(({ method }) => method);
  };

  it('is changed with one call after it was created, found or changed, whatever becomes of its PKey', async () => {
    for (const changingPKeys of [false, true]) {
      await server.control.settings({ campaign: { changingPKeys } });
      const [made, met] = [newKey(), newKey()];
      await server.control.resource('cusRef').put({ crmId: met, name: 'first' });
      await create(made);
      await campaign.destination.find(lookup, met, gate);
      for (const key of [made, met]) {
        for (const name of ['second', 'third']) {
          assert.deepEqual(await callsOf(async () => assert.equal(await patch(key, { name }), true)), ['PATCH']);
          assert.deepEqual(await named(key), [name]);
        }
      }
    }
  });

  it('is not changed where nothing was seen of it yet, and not called', async () => {
    const key = newKey();
    await server.control.resource('cusRef').put({ crmId: key, name: 'first' });
    assert.deepEqual(await callsOf(async () => assert.equal(await patch(key, { name: 'second' }), null)), []);
    assert.deepEqual(await named(key), ['first']);
  });

  it('is looked up again when Campaign knows its PKey no more, or the record is gone', async () => {
    await server.control.settings({ campaign: { changingPKeys: true } });
    const [moved, gone] = [newKey(), newKey()];
    await create(moved);
    await create(gone);
    await server.control.resource('cusRef').put({ crmId: moved, name: 'by hand' });
    await server.control.resource('cusRef').delete(gone);
    for (const key of [moved, gone]) {
      assert.equal(await patch(key, { name: 'second' }), null);
      assert.deepEqual(await callsOf(() => patch(key, { name: 'second' })), []);
    }
    assert.deepEqual([await named(moved), await named(gone)], [['by hand'], []]);
    assert.ok(await campaign.destination.find(lookup, moved, gate));
    assert.equal(await patch(moved, { name: 'second' }), true);
    assert.equal(await campaign.destination.find(lookup, gone, gate), null);
  });

  it('is forgotten once it was deleted, and another with its key is met anew', async () => {
    const key = newKey();
    await create(key);
    const found = await campaign.destination.find(lookup, key, gate);
    assert.ok(found && (await campaign.destination.remove(found, gate)));
    assert.equal(await patch(key, { name: 'second' }), null);
    await create(key);
    assert.equal(await patch(key, { name: 'second' }), true);
    assert.deepEqual(await named(key), ['second']);
  });

  it('whose new parent is gone is looked up first, so that the refusal names the link', async () => {
    const [key, parent] = [newKey(), newKey()];
    await create(key);
    const body = { owner: { PKey: parent } };
    assert.equal(await patch(key, body), null);
    const found = await campaign.destination.find(lookup, key, gate);
    assert.ok(found);
    await assert.rejects(campaign.destination.patch(found, body, gate), (error) => {
      assert.ok(error instanceof RecordRefused);
      assert.deepEqual([error.code, error.params['field']], ['campaign-parent-missing', 'owner']);
      return true;
    });
  });
});
