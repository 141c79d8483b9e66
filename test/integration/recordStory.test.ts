import assert from 'node:assert/strict';
import type { RecordStory } from '../../src/core/recordStory.js';
import type { ProblemDetails } from '../../src/core/views.js';
import { type Contract, contractOf } from '../support/apiContract.js';
import { keptOut } from '../support/linkedMappings.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { until } from '../support/until.js';

type Story = RecordStory['mappings'][number];

const ofJobTitle = [{ pointer: '/conditions/0', column: 'jobtitle', comparison: 'notEquals' }];
const ofCity = [{ pointer: '/conditions/0', column: 'new_city', comparison: 'notEquals' }];

describe('the story of a record, told by both systems', function () {
  this.timeout(120_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];
  let contract: Contract;
  let answered = '';

  const asked = async (key: string) => {
    const path = `/records/${key}`;
    const answer = await world.ask<RecordStory & ProblemDetails>('GET', path);
    const text = JSON.stringify(answer.body);
    answered += text;
    contract.holds('GET', `/api/v1/instances/dev/workflows/ingress${path}`, { ...answer, text, tookMs: 0 });
    return answer;
  };
  const told = async (key: string): Promise<Story> => {
    const { status, body } = await asked(key);
    assert.equal(status, 200, JSON.stringify(body));
    assert.equal(body.mappings.length, 1, JSON.stringify(body));
    return body.mappings[0] as Story;
  };
  const becomes = (key: string, now: Story['now']) =>
    until(
      async () => {
        const { status, body } = await asked(key);
        const [story] = status === 200 ? body.mappings : [];
        return story?.now === now ? story : Promise.reject(new Error(JSON.stringify(body)));
      },
      { what: `it is ${now}` },
    );
  const put = async (table: string, key: string, columns: Record<string, unknown>) =>
    String(((await control.tables.put(table, columns)) as Record<string, unknown>)[key]);
  const putContact = (columns: Record<string, unknown> = {}) =>
    put('contact', 'contactid', { firstname: 'Test', lastname: 'Parent', ...columns });
  const putLoyalty = (contact: string) =>
    put('new_loyalty', 'new_loyaltyid', { new_name: 'Gold card', new_contactid: contact });
  const putStore = (columns: Record<string, unknown>) =>
    put('new_store', 'new_storeid', { new_name: 'Corner', new_city: 'Geneva', ...columns });
  const away = (pathMatches: string) =>
    control.faults.add({ system: 'dynamics', method: 'GET', pathMatches, action: { status: 503 } });
  /** Only what the API asks by key: the reader follows the changes all the same. */
  const byKey = 'filter=|%24filter=';

  before(async () => {
    world = await linkedWorld({
      contacts: 5,
      mappings: (all) =>
        all.map((mapping) => {
          if (mapping.id === 'contact') return { ...mapping, applyDeletes: false };
          if (mapping.id !== 'store') return mapping;
          const conditions = [{ column: 'new_city', comparison: 'notEquals' as const, value: keptOut }];
          return { ...mapping, filter: { join: 'and' as const, conditions } };
        }),
    });
    control = world.sandbox.control;
    contract = contractOf((await (await fetch(`${world.api.url()}/api/v1/openapi.json`)).json()) as object);
    await world.start();
    await world.settled();
  });
  after(() => world.end());

  it('that never passed the filter: left out, by which condition, though nothing is kept of it', async () => {
    const key = await putContact({ jobtitle: keptOut });
    await world.settled();
    const { mapping, now, inCampaign, last, lastWrite, conditions } = await told(key);
    assert.deepEqual([mapping, now, inCampaign, last, lastWrite], ['contact', 'filteredOut', false, null, null]);
    assert.deepEqual(conditions, ofJobTitle);
  });

  it('that was deleted in Dynamics and stays: kept, although its mapping has a filter', async () => {
    const key = await putContact();
    await becomes(key, 'written');
    await control.contacts.deleteOne(key);
    const { inCampaign, last, lastWrite, conditions } = await becomes(key, 'kept');
    assert.deepEqual([inCampaign, last?.outcome, lastWrite?.result, conditions], [true, 'gone', 'inserted', []]);
  });

  it('that left the filter and was deleted for it', async () => {
    const key = await putContact();
    await becomes(key, 'written');
    await control.contacts.put({ contactid: key, jobtitle: keptOut });
    const { inCampaign, last, lastWrite, conditions } = await becomes(key, 'filteredOut');
    assert.deepEqual([inCampaign, last?.outcome, lastWrite?.result], [false, 'deletedFiltered', 'deletedFiltered']);
    assert.deepEqual(conditions, ofJobTitle);
  });

  it('that left the filter and stays, and then is deleted in Dynamics', async () => {
    const key = await putStore({});
    await becomes(key, 'written');
    await control.tables.put('new_store', { new_storeid: key, new_city: keptOut });
    const { inCampaign, last, conditions } = await becomes(key, 'filteredOut');
    assert.deepEqual([inCampaign, last?.outcome, conditions], [true, 'filteredOut', ofCity]);
    await control.tables.deleteOne('new_store', key);
    const after = await becomes(key, 'deleted');
    assert.deepEqual([after.inCampaign, after.last?.outcome, after.conditions], [false, 'deleted', []]);
  });

  it('that waits for a parent which its filter leaves out', async () => {
    const parent = await putContact({ jobtitle: keptOut });
    const { waiting } = await becomes(await putLoyalty(parent), 'waiting');
    assert.deepEqual([waiting?.parentKey, waiting?.reason.code], [parent, 'parent-filtered']);
    assert.deepEqual(waiting?.conditions, ofJobTitle);
  });

  it('that waits for a parent which left the filter, and for one that waits itself', async () => {
    const parent = await putContact();
    await becomes(parent, 'written');
    await control.contacts.put({ contactid: parent, jobtitle: keptOut });
    await becomes(parent, 'filteredOut');
    const loyalty = await putLoyalty(parent);
    const { waiting } = await becomes(loyalty, 'waiting');
    assert.deepEqual([waiting?.reason.code, waiting?.conditions], ['parent-filtered', ofJobTitle]);
    const columns = { new_name: 'Bought', new_loyaltyid: loyalty };
    const child = await put('new_loyaltytransaction', 'new_loyaltytransactionid', columns);
    const grandchild = await becomes(child, 'waiting');
    assert.deepEqual([grandchild.waiting?.reason.code, grandchild.waiting?.conditions], ['parent-not-there', []]);
  });

  it('that neither system knows', async () => {
    const { status, body } = await asked('0c0ffee0-0000-4000-8000-00000000dead');
    assert.deepEqual([status, body.code], [404, 'record-unknown']);
  });

  it('as far as it is known here, while Dynamics does not answer', async () => {
    const [unknown, stays] = [await putContact({ jobtitle: keptOut }), await putStore({})];
    await becomes(stays, 'written');
    await control.tables.put('new_store', { new_storeid: stays, new_city: keptOut });
    await becomes(stays, 'filteredOut');
    const parent = await putContact({ jobtitle: keptOut });
    const child = await putLoyalty(parent);
    await becomes(child, 'waiting');
    await world.settled({ waiting: 4 });
    const fault = await away(byKey);
    const { status, body } = await asked(unknown);
    assert.deepEqual([status, body.code], [404, 'record-not-kept'], JSON.stringify(body));
    const { inCampaign, conditions, now } = await told(stays);
    assert.deepEqual([now, inCampaign, conditions], ['filteredOut', true, null]);
    const { waiting } = await told(child);
    assert.deepEqual([waiting?.reason.code, waiting?.conditions], ['parent-not-known', null]);
    await control.faults.clear(fault);
  });

  it('that Dynamics has and nobody has read yet', async () => {
    await world.stop();
    const key = await putStore({});
    const { now, inCampaign, last, conditions } = await told(key);
    assert.deepEqual([now, inCampaign, last, conditions], ['unread', false, null, []]);
  });

  it('without a value of the record, or of the filter', () => {
    assert.ok(answered.length > 1_000 && !answered.includes(keptOut) && !answered.includes('Corner'));
  });
});
