import assert from 'node:assert/strict';
import type { RejectedGroups, RejectedList } from '../../src/core/rejected.js';
import { bornTooEarly, parentsOfRecords, writesIn } from '../support/linkedCompare.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { until } from '../support/until.js';

const tables = { new_loyalty: 500, new_loyaltytransaction: 100, new_store: 60 };
/** Of so many in a row a fifth may be rejected. */
const brakeRecords = 200;

describe('linked tables in trouble', function () {
  this.timeout(90_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];

  before(async () => {
    world = await linkedWorld({ contacts: 100, tables, seed: 33 });
    control = world.sandbox.control;
  });
  after(() => world.end());

  const put = async (table: string, key: string, columns: Record<string, unknown>) =>
    String(((await control.tables.put(table, columns)) as Record<string, unknown>)[key]);
  const putLoyalty = (columns: Record<string, unknown>) =>
    put('new_loyalty', 'new_loyaltyid', { new_name: 'Card', ...columns });
  const shows = (resource: string, key: string, field: string, value: unknown) =>
    until(async () => (await control.resource(resource).get({ crmId: key }))[0]?.[field] === value, {
      what: `${resource} shows ${String(value)}`,
      limitMs: 30_000,
    });
  const nothingWrong = async () => {
    await world.settled();
    assert.deepEqual(await world.differences(), []);
    assert.equal((await world.view()).rejected, 0);
  };
  const rejectedAre = (...expected: readonly (readonly [mapping: string, code: string, records: number])[]) =>
    until(
      async () => {
        const { groups } = await world.must<RejectedGroups>('GET', '/rejected/groups');
        const told = groups.map(({ mapping, reason, records }) => [mapping, reason.code, records]);
        return JSON.stringify(told) === JSON.stringify(expected) || Promise.reject(new Error(JSON.stringify(told)));
      },
      { what: 'these are rejected', limitMs: 30_000 },
    );
  /** The mapping stands still for a reason that names the thing; the workflow runs. */
  async function standsStill(mapping: string, reason: { code: string; names: string }): Promise<void> {
    const failure = await until(async () => (await world.lane(mapping)).failure, {
      what: `${mapping} stands still`,
      limitMs: 30_000,
    });
    assert.deepEqual([failure.code, failure.params?.['mapping']], [reason.code, mapping]);
    assert.ok(failure.remedy.length > 0);
    assert.ok(failure.sentence.includes(reason.names), failure.sentence);
    assert.equal((await world.view()).status, 'RUNNING');
  }
  const standing = async () =>
    (await world.view()).lanes.filter(({ state }) => state === 'parked').map(({ lane }) => lane);

  it('a field that goes in the middle of the first load stops its mapping alone, until it is back', async () => {
    await control.faults.add({ system: 'campaign', pathMatches: 'cusLoyalty', action: { delayMs: 300 } });
    await world.start();
    await until(async () => (await control.resource('cusLoyalty').snapshot()).length > 0, {
      what: 'loyalties are being loaded',
      limitMs: 30_000,
      everyMs: 5,
    });
    await control.changeCampaign({ resource: 'cusLoyalty', removeField: 'balance' });
    const written = (await control.resource('cusLoyalty').snapshot()).length;
    assert.ok(written < tables.new_loyalty, 'it went in the middle');
    await control.faults.clear();
    await standsStill('loyalty', { code: 'field-missing', names: 'balance' });
    await until(async () => (await world.lane('store')).state === 'live', { what: 'stores are loaded' });
    assert.equal((await world.lane('transaction')).behind, 'loyalty');
    await control.changeCampaign({ resource: 'cusLoyalty', restoreField: 'balance' });
    await world.must('POST', '/mappings/loyalty/resume');
    await nothingWrong();
    const journal = await control.journal({ system: 'campaign' });
    assert.deepEqual(bornTooEarly(journal, await parentsOfRecords(control)), []);
  });

  it('a resource and a value of an enumeration that go stop two mappings; resume and retry bring what was refused', async () => {
    await control.changeCampaign({ resource: 'cusStore', removeResource: true });
    await control.changeCampaign({ resource: 'cusLoyalty', removeValue: { field: 'level', value: 'gold' } });
    const store = await put('new_store', 'new_storeid', { new_name: 'New', new_city: 'Nowhere' });
    const loyalty = await putLoyalty({ new_level: 3 });
    await standsStill('store', { code: 'campaign-resource-unknown', names: 'cusStore' });
    await standsStill('loyalty', { code: 'enumeration-value-removed', names: 'gold' });
    assert.deepEqual((await standing()).sort(), ['loyalty', 'store']);
    await control.changeCampaign({ resource: 'cusStore', restoreResource: true });
    await control.changeCampaign({ resource: 'cusLoyalty', addValue: { field: 'level', value: 'gold' } });
    for (const mapping of ['store', 'loyalty']) await world.must('POST', `/mappings/${mapping}/resume`);
    await world.must('POST', '/rejected/retry', { mapping: 'loyalty' });
    await shows('cusStore', store, 'city', 'Nowhere');
    await shows('cusLoyalty', loyalty, 'level', 'gold');
    await nothingWrong();
  });

  it('an option that goes while nothing runs is found at the start; the other mappings run', async () => {
    await world.stop();
    await control.changeDynamics({ table: 'new_loyalty', removeOption: { column: 'new_level', value: 3 } });
    await world.start();
    await standsStill('loyalty', { code: 'option-removed', names: 'new_level' });
    assert.deepEqual(await standing(), ['loyalty']);
    const option = { column: 'new_level', value: 3, label: 'Gold' };
    await control.changeDynamics({ table: 'new_loyalty', addOption: option });
    await world.stop();
    await world.start();
    await nothingWrong();
  });

  it('a rejected parent keeps its child waiting; a retry reads it anew and brings both', async () => {
    const contact = await put('contact', 'contactid', { lastname: 'Refused', emailaddress1: 'no address' });
    const other = await put('contact', 'contactid', { lastname: 'Long', firstname: 'F'.repeat(45) });
    const child = await putLoyalty({ new_contactid: contact });
    await rejectedAre(['contact', 'campaign-email', 1], ['contact', 'text-too-long', 1]);
    await until(async () => (await world.story('loyalty', child)).waiting?.reason.code === 'parent-rejected', {
      what: 'the child waits',
    });
    // Nobody changes the records: without a retry nothing would move.
    await control.settings({ campaign: { emailPolicy: false } });
    await world.must('POST', '/rejected/retry', {});
    await shows('cusLoyalty', child, 'profileId', contact);
    await rejectedAre(['contact', 'text-too-long', 1]);
    await control.settings({ campaign: { emailPolicy: true } });
    const { records } = await world.must<RejectedList>('GET', '/rejected');
    assert.equal(records[0]?.key, other);
    await control.contacts.put({ contactid: other, firstname: 'Short' });
    await nothingWrong();
  });

  it('a record that Campaign hides behind a link of 1 cardinality is rejected with what to do about it', async () => {
    await control.settings({ campaign: { oneCardinality: ['cusLoyalty.profile'] } });
    const key = await putLoyalty({ new_contactid: null, new_points: 1 });
    await shows('cusLoyalty', key, 'points', 1);
    await control.tables.put('new_loyalty', { new_loyaltyid: key, new_points: 7 });
    await rejectedAre(['loyalty', 'campaign-unseen', 1]);
    await control.settings({ campaign: { oneCardinality: [] } });
    await world.must('POST', '/rejected/retry', { reason: 'campaign-unseen' });
    await shows('cusLoyalty', key, 'points', 7);
    await nothingWrong();
  });

  it('too many refusals stop a mapping before the rest of its records is tried', async () => {
    const more = 3 * brakeRecords;
    const since = await control.journalEnd();
    const value = 'PGS-220000 PostgreSQL error: value too long for type character varying(127)';
    await control.faults.add({
      system: 'campaign',
      method: 'POST',
      pathMatches: 'cusStore',
      action: { status: 500, body: JSON.stringify(value) },
    });
    await control.tables.generate('new_store', more);
    await standsStill('store', { code: 'too-many-rejected', names: 'store' });
    const tried = (await control.journal({ since })).filter(
      ({ method, system }) => method === 'POST' && system === 'campaign',
    );
    assert.ok(tried.length < more, `${tried.length} of ${more} were tried`);
    assert.equal(writesIn(await control.journal({ since })).length, 0);
    await control.faults.clear();
    await world.must('POST', '/mappings/store/resume');
    await world.must('POST', '/rejected/retry', { mapping: 'store' });
    await nothingWrong();
  });
});
