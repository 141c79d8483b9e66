import assert from 'node:assert/strict';
import type { Problem } from '../../src/core/problems/problem.js';
import { bornTooEarly, parentsOfRecords } from '../support/linkedCompare.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { until } from '../support/until.js';

const tables = { new_loyalty: 500, new_loyaltytransaction: 100, new_store: 60 };

describe('linked tables whose systems change', function () {
  this.timeout(90_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];

  before(async () => {
    world = await linkedWorld({ contacts: 100, tables, seed: 33 });
    control = world.sandbox.control;
  });
  after(() => world.end());

  const nothingWrong = async () => assert.deepEqual(await world.differences(), []);
  const changed = (resource: string, key: string, field: string, value: unknown) =>
    until(async () => (await control.resource(resource).get({ crmId: key }))[0]?.[field] === value, {
      what: `${resource} shows the change`,
    });
  const keyIn = async (table: string, key: string) =>
    (await control.snapshot('dynamics', table)).map((row) => String(row[key])).at(-1) ?? '';
  /** The mapping stands still for this reason alone, which names it and the thing, and all the others run. */
  async function standsStill(mapping: string, reason: { code: string; names: string }): Promise<Problem> {
    const failure = await until(async () => (await world.lane(mapping)).failure, {
      what: `${mapping} stands still`,
      limitMs: 30_000,
    });
    assert.equal(failure.code, reason.code);
    assert.ok(failure.remedy.length > 0);
    assert.ok(failure.sentence.includes(reason.names), failure.sentence);
    const { status, lanes } = await world.view();
    assert.equal(status, 'RUNNING');
    assert.deepEqual(
      lanes.filter(({ state }) => state === 'parked').map(({ lane }) => lane),
      [mapping],
    );
    return failure;
  }

  it('a field that goes in the middle of the first load stops its mapping alone, until it is back', async () => {
    await control.latency('campaign', 250);
    await world.start();
    await until(async () => (await control.resource('cusLoyalty').snapshot()).length > 0, {
      what: 'loyalties are being loaded',
      limitMs: 30_000,
      everyMs: 5,
    });
    await control.changeCampaign({ resource: 'cusLoyalty', removeField: 'balance' });
    const written = (await control.resource('cusLoyalty').snapshot()).length;
    assert.ok(written < tables.new_loyalty, 'it went in the middle');
    await control.latency('campaign', 0);
    await standsStill('loyalty', { code: 'field-missing', names: 'balance' });
    await until(async () => (await world.lane('store')).state === 'live', { what: 'stores are loaded' });
    assert.equal((await world.lane('transaction')).behind, 'loyalty');
    await control.changeCampaign({ resource: 'cusLoyalty', restoreField: 'balance' });
    await world.must('POST', '/mappings/loyalty/resume');
    await world.settled();
    await nothingWrong();
    const journal = await control.journal({ system: 'campaign' });
    assert.deepEqual(bornTooEarly(journal, await parentsOfRecords(control)), []);
  });

  it('a resource that goes stops its mapping until it is back', async () => {
    await control.changeCampaign({ resource: 'cusStore', removeResource: true });
    const store = await keyIn('new_store', 'new_storeid');
    await control.tables.put('new_store', { new_storeid: store, new_city: 'Nowhere' });
    await standsStill('store', { code: 'campaign-resource-unknown', names: 'cusStore' });
    await control.changeCampaign({ resource: 'cusStore', restoreResource: true });
    await world.must('POST', '/mappings/store/resume');
    await changed('cusStore', store, 'city', 'Nowhere');
    await world.settled();
    await nothingWrong();
  });

  it('a value that an enumeration loses stops the mapping at the first refusal, and a retry brings the refused record', async () => {
    await control.changeCampaign({ resource: 'cusLoyalty', removeValue: { field: 'level', value: 'gold' } });
    const { new_loyaltyid: key } = (await control.tables.put('new_loyalty', {
      new_name: 'Gold',
      new_level: 3,
    })) as Record<string, unknown>;
    await standsStill('loyalty', { code: 'enumeration-value-removed', names: 'gold' });
    await control.changeCampaign({ resource: 'cusLoyalty', addValue: { field: 'level', value: 'gold' } });
    await world.must('POST', '/mappings/loyalty/resume');
    await world.must('POST', '/rejected/retry', { mapping: 'loyalty' });
    await changed('cusLoyalty', String(key), 'level', 'gold');
    await world.settled();
    await nothingWrong();
    assert.equal((await world.view()).rejected, 0);
  });

  it('an option that goes is found at the start; the other mappings run', async () => {
    await world.stop();
    await control.changeDynamics({ table: 'new_loyalty', removeOption: { column: 'new_level', value: 3 } });
    await world.start();
    await standsStill('loyalty', { code: 'replacement-not-of-column', names: 'new_level' });
    await control.changeDynamics({
      table: 'new_loyalty',
      addOption: { column: 'new_level', value: 3, label: 'Gold' },
    });
    await world.stop();
    await world.start();
    await world.settled();
    await nothingWrong();
  });
});
