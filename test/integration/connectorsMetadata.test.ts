import assert from 'node:assert/strict';
import type { Campaign } from '../../src/connectors/campaign/index.js';
import type { Dynamics } from '../../src/connectors/dynamics/index.js';
import type { TableMapping } from '../../src/core/config/ingress.js';
import { CannotGoOn } from '../../src/core/problems/failures.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { sandboxCampaign, sandboxDynamics } from '../support/sandboxSystems.js';

const { signal } = new AbortController();
type Lookup = TableMapping['idField']['lookup'];

describe('connectors: what an editor asks of the sandbox', () => {
  let server: Sandbox;
  let dynamics: Dynamics;
  let campaign: Campaign;
  before(async () => {
    server = await sandbox({ contacts: 5 });
    dynamics = sandboxDynamics(server);
    campaign = sandboxCampaign(server);
  });
  after(() => Promise.all([dynamics.close(), campaign.close()]));

  it('lists tables with what tells whether they can be mapped, in one call', async () => {
    const before = dynamics.stats().calls;
    const tables = await dynamics.metadata.listTables(signal);
    assert.equal(dynamics.stats().calls, before + 1);
    const contact = tables.find(({ name }) => name === 'contact');
    assert.deepEqual([contact?.primaryKey, contact?.primaryName], ['contactid', 'fullname']);
    assert.deepEqual([contact?.changeTracking, contact?.trackable], [true, true]);
  });

  it('counts the records of several tables in one call, and of those that can be counted when one can not', async () => {
    const before = dynamics.stats().calls;
    const counts = await dynamics.metadata.countRecords(['contact', 'account'], signal);
    assert.equal(dynamics.stats().calls, before + 1);
    assert.equal(counts.get('contact'), 5);
    assert.deepEqual(await dynamics.metadata.countRecords([], signal), new Map());
    const some = await dynamics.metadata.countRecords(['acme_nothing', 'contact'], signal);
    assert.deepEqual([...some], [['contact', 5]]);
  });

  it('lists the filters by which records are found, with their one parameter', async () => {
    const filters = await campaign.metadata.readFilters('cusStore', signal);
    assert.deepEqual(
      filters.map(({ name, parameter }) => [name, parameter]),
      [
        ['byCrmId', 'crmId_parameter'],
        ['byText', 'text'],
      ],
    );
    const { fields } = await campaign.metadata.readResource('cusLoyalty', signal);
    assert.deepEqual(fields['level']?.valueLabels?.['gold'], 'Gold');
    assert.deepEqual([fields['profile']?.type, fields['profile']?.target], ['link', 'profile']);
    await assert.rejects(
      campaign.metadata.readFilters('cusNothing', signal),
      (error) => error instanceof CannotGoOn && error.code === 'campaign-resource-unknown',
    );
  });

  describe('probing a key', () => {
    const probe = async (name: string, field: string, lookup: Lookup) => {
      const resource = await campaign.metadata.readResource(name, signal);
      return campaign.metadata.probeKey(resource, { field, lookup }, signal).then(
        () => 'good',
        (failure: unknown) => {
          assert.ok(failure instanceof CannotGoOn && failure.scope === 'lane', String(failure));
          return failure.code;
        },
      );
    };
    const byPath: Lookup = { by: 'path' };
    const create = async (name: string, body: Record<string, unknown>) => {
      const resource = await campaign.metadata.readResource(name, signal);
      const lookup = { resource, field: 'any', by: byPath };
      return campaign.destination.create(lookup, 'any', body, { signal, check: () => undefined });
    };
    const by = (filter: string, parameter: string): Lookup => ({ by: 'filter', filter, parameter });

    it('tells whether the field can stand in the path', async () => {
      assert.equal(await probe('profile', 'externalId', byPath), 'good');
      await create('profile', { externalId: 'one', firstName: 'A', middleName: 'another' });
      assert.equal(await probe('profile', 'externalId', byPath), 'good');
      // Found by what stands in the path, but that is not this field.
      assert.equal(await probe('profile', 'middleName', byPath), 'good');
      await create('profile', { externalId: 'another' });
      assert.equal(await probe('profile', 'middleName', byPath), 'campaign-key-wrong');
      await create('cusStore', { crmId: 'one' });
      assert.equal(await probe('cusStore', 'crmId', byPath), 'campaign-key-wrong');
    });

    it('tells whether a filter is there and looks at the field', async () => {
      await create('cusAccount', { crmId: 'one', name: 'same', number: '' });
      assert.equal(await probe('cusAccount', 'crmId', by('byCrmId', 'crmId_parameter')), 'good');
      assert.equal(await probe('cusAccount', 'crmId', by('byNothing', 'crmId_parameter')), 'campaign-filter-wrong');
      assert.equal(await probe('cusAccount', 'crmId', by('byCrmId', 'wrong_parameter')), 'campaign-filter-wrong');
    });

    it('tells when several records have one key', async () => {
      await create('cusAccount', { crmId: 'two', name: 'same' });
      assert.equal(await probe('cusAccount', 'name', by('byText', 'text')), 'campaign-key-repeated');
    });
  });
});
