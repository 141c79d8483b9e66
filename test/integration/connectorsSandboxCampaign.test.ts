import assert from 'node:assert/strict';
import type { Campaign } from '../../src/connectors/campaign/index.js';
import type { CampaignResource } from '../../src/core/metadata.js';
import type { Gate, KeyLookup } from '../../src/core/ports.js';
import { CannotGoOn, PassesByItself, RecordRefused } from '../../src/core/problems/failures.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { sandboxCampaign } from '../support/sandboxSystems.js';

const gate: Gate = { signal: new AbortController().signal, check: () => undefined };

describe('connectors: Campaign of the sandbox', () => {
  let server: Sandbox;
  let campaign: Campaign;
  let profile: CampaignResource;
  let last = 0;
  const newKey = () => {
    last += 1;
    return `0c0ffee0-0000-e711-a94e-${String(last).padStart(12, '0')}`;
  };
  const connect = (change: { clientSecret?: string; clientId?: string; tenant?: string } = {}) =>
    sandboxCampaign(server, change);
  const byPath = (): KeyLookup => ({ resource: profile, field: 'externalId', by: { by: 'path' } });
  const create = (body: Record<string, unknown>) =>
    campaign.destination.create(byPath(), String(body['externalId']), body, gate);
  const find = (key: string, lookup = byPath()) => campaign.destination.find(lookup, key, gate);

  before(async () => {
    server = await sandbox({ contacts: 0 });
  });
  beforeEach(async () => {
    campaign = connect();
    profile ??= await campaign.metadata.readResource('profile', gate.signal);
  });
  afterEach(async () => {
    await campaign.close();
    await server.control.faults.clear();
  });

  it('lets in who has the secret, and tells the others why not', async () => {
    await campaign.testConnection(gate.signal);
    const refusal = async (change: Parameters<typeof connect>[0], code: string) => {
      const other = connect(change);
      await assert.rejects(other.testConnection(gate.signal), (error) => {
        assert.ok(error instanceof CannotGoOn, String(error));
        assert.equal(error.code, code);
        return true;
      });
      await other.close();
    };
    await refusal({ clientSecret: 'wrong' }, 'campaign-secret-wrong');
    await refusal({ clientId: 'wrong' }, 'campaign-secret-wrong');
    await refusal({ tenant: 'nowhere' }, 'campaign-tenant-unknown');
    await server.control.settings({ campaign: { provisioned: false } });
    await refusal({}, 'campaign-not-provisioned');
    await server.control.settings({ campaign: { provisioned: true } });
  });

  it('describes profiles under the names of the configuration', () => {
    const { fields } = profile;
    assert.deepEqual(
      [profile.root, fields['email']?.type, fields['email']?.length],
      ['profileAndServicesExt', 'string', 128],
    );
    assert.equal(fields['email']?.dataPolicy, 'email');
    assert.equal(fields['location.city']?.type, 'string');
    assert.equal(fields['location'], undefined);
    assert.deepEqual(
      [fields['gender']?.type, fields['gender']?.values],
      ['enumeration', ['unknown', 'male', 'female']],
    );
    assert.deepEqual([fields['birthDate']?.type, fields['created']?.type], ['date', 'datetime']);
    assert.deepEqual([fields['age']?.readOnly, fields['domain']?.readOnly], [true, true]);
    assert.deepEqual([fields['denyListEmail']?.type, fields['denyListEmail']?.wire], ['boolean', 'blackListEmail']);
    assert.equal(fields['blackListEmail'], undefined);
    assert.ok(fields['ccpaOptOut']);
  });

  it('lists its resources, and knows no other', async () => {
    const names = (await campaign.metadata.listResources(gate.signal)).map(({ name }) => name);
    assert.ok(names.includes('profile'));
    await assert.rejects(
      campaign.metadata.readResource('cusNothing', gate.signal),
      (error) => error instanceof CannotGoOn && error.code === 'campaign-resource-unknown' && error.scope === 'lane',
    );
  });

  it('takes a record through its life', async () => {
    const key = newKey();
    assert.equal(await find(key), null);
    assert.equal(
      await create({ externalId: key, firstName: 'Noor', location: { city: 'Gent' }, denyListEmail: true }),
      'created',
    );
    assert.equal(await create({ externalId: key, firstName: 'Other' }), 'exists');
    const found = await find(key);
    assert.ok(found);
    assert.deepEqual(
      [found.body['firstName'], (found.body['location'] as { city?: string }).city, found.body['denyListEmail']],
      ['Noor', 'Gent', true],
    );
    assert.equal(await campaign.destination.patch(found, { firstName: 'Ada', denyListEmail: false }, gate), true);
    const changed = await find(key);
    assert.deepEqual([changed?.body['firstName'], changed?.body['blackListEmail']], ['Ada', false]);
    assert.equal(await campaign.destination.remove(found, gate), true);
    assert.equal(await campaign.destination.remove(found, gate), false);
    assert.equal(await campaign.destination.patch(found, { firstName: 'x' }, gate), false);
    assert.equal(await find(key), null);
  });

  it('finds a record by a filter as well, and tells a filter that does not fit', async () => {
    const key = newKey();
    await create({ externalId: key });
    const by = (filter: string, parameter: string) => ({
      ...byPath(),
      by: { by: 'filter', filter, parameter } as const,
    });
    assert.equal((await find(key, by('byExternalId', 'externalId_parameter')))?.body['externalId'], key);
    assert.equal(await find(newKey(), by('byExternalId', 'externalId_parameter')), null);
    await assert.rejects(
      find(key, by('byNothing', 'x_parameter')),
      (error) => error instanceof CannotGoOn && error.code === 'campaign-filter-wrong',
    );
  });

  it('tells when the key can not stand in the path', async () => {
    const key = newKey();
    await create({ externalId: key });
    await server.control.settings({ campaign: { pathKey: '' } });
    try {
      const change = () => campaign.destination.patchUnseen(byPath(), key, { firstName: 'Ada' }, gate);
      for (const call of [() => find(key), change])
        await assert.rejects(call, (error) => error instanceof CannotGoOn && error.code === 'campaign-key-wrong');
    } finally {
      await server.control.settings({ campaign: { pathKey: 'externalId' } });
    }
  });

  for (const settings of [
    { readOne: 'wrapped' },
    { readOne: 'wrappedList' },
    { deleteStatus: 204 },
    { changingPKeys: true },
    { doubleSlashes: true },
    { linkHost: 'https://mc.adobe.io' },
    { engineErrors: 'json' },
  ]) {
    it(`copes with ${JSON.stringify(settings)}`, async () => {
      await server.control.settings({ campaign: settings });
      try {
        const key = newKey();
        assert.equal(await create({ externalId: key }), 'created');
        assert.equal(await create({ externalId: key }), 'exists');
        const found = await find(key);
        assert.ok(found);
        assert.equal(await campaign.destination.patch(found, { firstName: 'Ada' }, gate), true);
        assert.equal(await campaign.destination.patch(found, { firstName: 'Eva' }, gate), true);
        assert.equal((await find(key))?.body['firstName'], 'Eva');
        assert.equal(await campaign.destination.remove(found, gate), true);
        assert.equal(await find(key), null);
      } finally {
        const defaults = {
          readOne: 'bare',
          deleteStatus: 200,
          changingPKeys: false,
          doubleSlashes: false,
          linkHost: '',
          engineErrors: 'text',
        };
        await server.control.settings({ campaign: defaults });
      }
    });
  }

  const refusals: [body: Record<string, unknown>, code: string, field: string][] = [
    [{ gender: 'Zebulon' }, 'campaign-enumeration', 'gender'],
    [{ email: 'Zebulon' }, 'campaign-email', 'email'],
    [{ firstName: 'Zebulon'.repeat(20) }, 'campaign-too-long', 'firstName'],
    [{ age: 42 }, 'campaign-read-only', 'age'],
  ];
  for (const [body, code, field] of refusals) {
    it(`refuses a record for good: ${code}`, async () => {
      await assert.rejects(create({ externalId: newKey(), ...body }), (error) => {
        assert.ok(error instanceof RecordRefused, String(error));
        assert.deepEqual([error.code, error.params['field']], [code, field]);
        assert.ok(!JSON.stringify([error, error.message, error.stack]).includes('Zebulon'));
        return true;
      });
    });
  }

  it('refuses to change a record’s key', async () => {
    const key = newKey();
    await create({ externalId: key });
    const found = await find(key);
    assert.ok(found);
    await assert.rejects(
      campaign.destination.patch(found, { externalId: newKey() }, gate),
      (error) => error instanceof RecordRefused && error.code === 'campaign-inconsistent',
    );
  });

  it('parks the lane when a mapped field is gone', async () => {
    await assert.rejects(create({ externalId: newKey(), cusNothing: 'x' }), (error) => {
      assert.ok(error instanceof CannotGoOn, String(error));
      assert.deepEqual(
        [error.code, error.scope, error.params['field']],
        ['campaign-field-unknown', 'lane', 'cusNothing'],
      );
      return true;
    });
  });

  it('tells that a create of which the answer was lost may have been done, and it has', async () => {
    const key = newKey();
    await server.control.faults.add({
      system: 'campaign',
      method: 'POST',
      when: { count: 1 },
      action: { reset: true, applied: true },
    });
    await assert.rejects(
      create({ externalId: key }),
      (error) => error instanceof PassesByItself && error.outcomeUnknown,
    );
    assert.ok(await find(key));
    assert.equal(await create({ externalId: key }), 'exists');
  });

  it('goes on with a new token when the old one is refused in the middle', async () => {
    await create({ externalId: newKey() });
    await server.control.expireTokens('ims');
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => create({ externalId: newKey() })));
    assert.ok(outcomes.every((outcome) => outcome === 'created'));
  });
});
