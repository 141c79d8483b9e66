import assert from 'node:assert/strict';
import type { Campaign } from '../../src/connectors/campaign/index.js';
import type { Dynamics } from '../../src/connectors/dynamics/index.js';
import { type IngressConfig, ingressConfig, type TableMapping } from '../../src/core/config/ingress.js';
import { lookForDrift } from '../../src/activities/lookForDrift.js';
import { planDrift } from '../../src/core/drift/planDrift.js';
import { type LanePlan, lanePlan } from '../../src/core/lanePlan.js';
import { compileMapping, neededProperties, needsDisplayValues } from '../../src/core/mapping/compile.js';
import { lacksProperties, mapRecord } from '../../src/core/mapping/map.js';
import { mappingMistakes } from '../../src/core/mapping/mistakes.js';
import { family } from '../../src/core/rules/links.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { sandboxCampaign, sandboxDynamics } from '../support/sandboxSystems.js';

const signal = new AbortController().signal;
const byCrmId = { by: 'filter', filter: 'byCrmId', parameter: 'crmId_parameter' };

/** A chain of two levels, a table that points to itself, and contacts that point to accounts or to contacts. */
const document: IngressConfig = ingressConfig.parse({
  mappings: [
    {
      id: 'account',
      dynamicsTable: 'account',
      campaignResource: 'cusAccount',
      idField: { column: 'accountid', field: 'crmId', lookup: byCrmId },
      fields: [
        { column: 'name', field: 'name' },
        { column: 'parentaccountid', field: 'parentId', parent: 'account' },
      ],
    },
    {
      id: 'contact',
      dynamicsTable: 'contact',
      campaignResource: 'profile',
      idField: { column: 'contactid', field: 'externalId' },
      fields: [
        { column: 'lastname', field: 'lastName' },
        { column: 'parentcustomerid', field: 'cusAccountId', parent: 'account' },
      ],
    },
    {
      id: 'loyalty',
      dynamicsTable: 'new_loyalty',
      campaignResource: 'cusLoyalty',
      idField: { column: 'new_loyaltyid', field: 'crmId', lookup: byCrmId },
      fields: [
        { column: 'new_contactid', field: 'profileId', parent: 'contact' },
        { column: 'new_level', field: 'level' },
        { column: 'new_points', field: 'points' },
        { column: 'new_interests', field: 'interests' },
      ],
      replacements: [
        { column: 'new_level', existingValue: 1, newValue: 'bronze' },
        { column: 'new_level', existingValue: 2, newValue: 'silver' },
      ],
    },
    {
      id: 'transaction',
      dynamicsTable: 'new_loyaltytransaction',
      campaignResource: 'cusLoyaltyTransaction',
      idField: { column: 'new_loyaltytransactionid', field: 'crmId', lookup: byCrmId },
      fields: [
        { column: 'new_loyaltyid', field: 'loyalty', parent: 'loyalty' },
        { column: 'new_amount', field: 'amount' },
      ],
    },
  ],
});

describe('mappings against the metadata of the sandbox', () => {
  let own: Sandbox;
  let dynamics: Dynamics;
  let campaign: Campaign;

  before(async () => {
    own = await sandbox({ contacts: 20, tables: { new_loyalty: 20 } });
    dynamics = sandboxDynamics(own);
    campaign = sandboxCampaign(own);
  });
  after(async () => {
    await Promise.all([dynamics.close(), campaign.close()]);
    await own.stop();
  });

  const mappingOf = (id: string): TableMapping => document.mappings.find((one) => one.id === id) ?? assert.fail();
  async function planOf(id: string): Promise<LanePlan> {
    const mapping = mappingOf(id);
    const table = await dynamics.metadata.readTable(mapping.dynamicsTable, signal);
    const resource = await campaign.metadata.readResource(mapping.campaignResource, signal);
    return lanePlan.parse({ version: 1, mapping, table, resource, ...family(mapping, document.mappings) });
  }

  it('finds no mistake in links through columns and by reference', async () => {
    for (const { id } of document.mappings) {
      const { mapping, table, resource, parents } = await planOf(id);
      assert.deepEqual(mappingMistakes(mapping, table, resource, parents), [], id);
    }
  });

  it('reads which table a lookup of several tables points to', async () => {
    const { mapping, table, resource, parents } = await planOf('contact');
    assert.equal(needsDisplayValues(mapping, table), true);
    const compiled = compileMapping(mapping, table, resource, parents);
    const properties = neededProperties(mapping, table);
    const read = async (displayValues: boolean) => {
      const page = await dynamics.source.read({ table, position: null, properties, displayValues }, signal);
      return page.records.map(([, row]) => row ?? {});
    };
    const parented = (await read(true)).filter((row) => row['_parentcustomerid_value'] !== null);
    assert.ok(parented.length > 0);
    for (const row of parented) {
      const key = String(row['_parentcustomerid_value']);
      const mapped = mapRecord(compiled, row);
      assert.deepEqual(mapped.kind === 'mapped' && mapped.values[1], key);
      assert.deepEqual(
        compiled.links.map(({ keyOf }) => keyOf(row)),
        [key],
      );
    }
    const bare = (await read(false)).filter((row) => row['_parentcustomerid_value'] !== null);
    assert.ok(bare.every((row) => lacksProperties(compiled, row)));
  });

  it('sees that the filter by which records are found is gone', async () => {
    const plan = await planOf('account');
    const parks = async () => {
      const drift = await lookForDrift(plan, { dynamics, campaign }, signal);
      return drift?.parks.map(({ thing, code }) => `${thing} ${code}`);
    };
    const publish = (change: object) => own.control.changeCampaign({ resource: 'cusAccount', ...change });
    assert.deepEqual(await parks(), []);
    await publish({ removeFilter: 'byCrmId' });
    assert.deepEqual(await parks(), ['crmId campaign-filter-wrong']);
    await publish({ restoreFilter: 'byCrmId' });
    assert.deepEqual(await parks(), []);
  });

  it('sees what an administrator changes on either side', async () => {
    const plan = await planOf('loyalty');
    const parks = async () => {
      const now = await planOf('loyalty');
      return planDrift(plan, now.table, now.resource).parks.map(({ thing, code }) => `${thing} ${code}`);
    };
    assert.deepEqual(await parks(), []);
    const inDynamics = (change: object) => own.control.changeDynamics({ table: 'new_loyalty', ...change });
    const inCampaign = (change: object) => own.control.changeCampaign({ resource: 'cusLoyalty', ...change });
    await inDynamics({
      addColumn: { name: 'new_shoesize', type: 'Integer' },
      addOption: { column: 'new_level', value: 4, label: 'Platinum' },
    });
    await inCampaign({ addField: { name: 'shoeSize', type: 'long' } });
    assert.deepEqual(await parks(), []);
    const { table, resource } = await planOf('loyalty');
    assert.deepEqual(
      planDrift(plan, table, resource)
        .notes.map(({ thing, code }) => `${thing} ${code}`)
        .sort(),
      ['new_level option-appeared', 'new_shoesize column-appeared', 'shoeSize field-appeared'],
    );

    await inDynamics({ removeOption: { column: 'new_level', value: 3 } });
    await inCampaign({ removeValue: { field: 'level', value: 'gold' } });
    assert.deepEqual(await parks(), ['new_level option-removed'], 'no replacement says gold');
    await inCampaign({ removeValue: { field: 'level', value: 'silver' } });
    assert.deepEqual(await parks(), ['new_level option-removed', 'level enumeration-value-removed']);
    await inCampaign({ retypeField: { name: 'interests', type: 'string', length: 20 } });
    await inCampaign({ removeField: 'points' });
    await inDynamics({ removeColumn: 'new_points' });
    assert.deepEqual(await parks(), [
      'new_points column-missing',
      'points field-missing',
      'new_level option-removed',
      'level enumeration-value-removed',
      'interests field-shortened',
    ]);
  });
});
