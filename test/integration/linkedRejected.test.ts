import assert from 'node:assert/strict';
import type { RejectedDetail, RejectedGroups, RejectedList } from '../../src/core/rejected.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { until } from '../support/until.js';

/** What a spreadsheet would run. */
const formula = '=HYPERLINK("http://evil.test","click")';
const tables = { new_loyalty: 30, new_loyaltytransaction: 20, new_store: 20 };

describe('rejected records of linked tables', function () {
  this.timeout(90_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];
  /** Contacts whose address Campaign refuses, one whose name is too long, and a loyalty of the first. */
  const contacts: string[] = [];
  let tooLong = '';
  let child = '';

  before(async () => {
    world = await linkedWorld({ contacts: 40, tables, seed: 34, settings: { PASSERELLE_SHOW_PERSONAL_DATA: 'on' } });
    control = world.sandbox.control;
    await world.start();
    await world.settled();
  });
  after(() => world.end());

  const put = async (columns: Record<string, unknown>) =>
    String(((await control.contacts.put(columns)) as Record<string, unknown>)['contactid']);
  const list = (query = '') => world.must<RejectedList>('GET', `/rejected${query}`);
  const groups = async () =>
    (await world.must<RejectedGroups>('GET', '/rejected/groups')).groups.map(({ mapping, reason, records }) => [
      mapping,
      reason.code,
      records,
    ]);
  const left = (count: number) =>
    until(async () => (await list()).records.length === count, { what: `${count} are left`, limitMs: 30_000 });
  const keys = ({ records }: RejectedList) => records.map(({ key }) => key).sort();

  it('stand in the list with their reasons, page by page, and in groups; their children wait', async () => {
    for (const nth of [1, 2, 3]) contacts.push(await put({ lastname: formula, emailaddress1: `number ${nth}` }));
    tooLong = await put({ firstname: 'F'.repeat(45), lastname: 'Long' });
    const loyalty = { new_name: 'Of the first', new_contactid: contacts[0] };
    child = String(((await control.tables.put('new_loyalty', loyalty)) as Record<string, unknown>)['new_loyaltyid']);
    await left(4);
    await world.settled({ waiting: 1 });
    assert.deepEqual(await groups(), [
      ['contact', 'campaign-email', 3],
      ['contact', 'text-too-long', 1],
    ]);
    assert.deepEqual(keys(await list('?reason=campaign-email')), [...contacts].sort());
    assert.deepEqual(keys(await list(`?key=${tooLong}`)), [tooLong]);
    assert.deepEqual((await list('?mapping=loyalty')).records, []);
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await list(`?limit=3${cursor}`);
      seen.push(...keys(page));
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    assert.deepEqual([...seen].sort(), [...contacts, tooLong].sort());
    assert.equal((await world.view()).rejected, 4);
    const { now, waiting } = await world.story('loyalty', child);
    assert.deepEqual([now, waiting?.reason.code, waiting?.parentKey], ['waiting', 'parent-rejected', contacts[0]]);
    const { records } = await list('?reason=text-too-long');
    const detail = await world.must<RejectedDetail>('GET', `/rejected/${records[0]?.id}`);
    assert.deepEqual([detail.key, detail.row?.['lastname']], [tooLong, 'Long']);
  });

  it('are exported as lines of JSON and as CSV that no spreadsheet runs', async () => {
    const lines = await world.must<string>('GET', '/rejected/export?format=jsonl');
    const exported = lines
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { key: string }).key);
    assert.deepEqual(exported.sort(), [...contacts, tooLong].sort());
    const { body, headers } = await world.ask<string>('GET', '/rejected/export?format=csv&rows=true');
    assert.match(headers.get('content-type') ?? '', /csv/);
    assert.ok(body.includes('HYPERLINK'), 'the rows are in it');
    for (const line of body.trim().split('\n')) assert.ok(!/(^|,)"?=/.test(line), line);
  });

  it('are tried again as Dynamics has them now, and leave the list with their children in tow', async () => {
    // Nobody changed the records: without a retry nothing would move.
    await control.settings({ campaign: { emailPolicy: false } });
    const [, , third = ''] = contacts;
    const [record] = (await list(`?key=${third}`)).records;
    await world.must('POST', `/rejected/${record?.id}/retry`);
    await left(3);
    await world.must('POST', '/rejected/retry', { mapping: 'contact', reason: 'campaign-email' });
    await left(1);
    await until(async () => (await control.resource('cusLoyalty').get({ crmId: child })).length === 1, {
      what: 'the child follows',
    });
    // What is still refused stays, with its old reason.
    await world.must('POST', '/rejected/retry', {});
    await world.settled();
    await until(async () => (await list()).records[0]?.retrying === false, { what: 'the retry has come to its end' });
    assert.deepEqual(await groups(), [['contact', 'text-too-long', 1]]);
  });

  it('are tried again after a start when the retry was asked for while nothing ran', async () => {
    await world.stop();
    await control.contacts.put({ contactid: tooLong, firstname: 'Short' });
    await world.must('POST', '/rejected/retry', { keys: [tooLong] });
    await world.start();
    await world.settled();
    assert.deepEqual((await list()).records, []);
    assert.deepEqual(await world.differences(), []);
  });

  it('are discarded with a reason, and come back when a newer version is refused', async () => {
    await control.settings({ campaign: { emailPolicy: true } });
    const refused = await put({ lastname: 'Again', emailaddress1: 'nothing' });
    await left(1);
    assert.equal((await world.ask('POST', '/rejected/discard', { mapping: 'contact' })).status, 422);
    await world.must('POST', '/rejected/discard', { mapping: 'contact', why: 'a test person' });
    await left(0);
    await control.contacts.put({ contactid: refused, lastname: 'Changed' });
    await left(1);
    assert.deepEqual(keys(await list()), [refused]);
    await control.contacts.deleteOne(refused);
    await left(0);
    await world.settled();
    assert.deepEqual(await world.differences(), []);
  });

  it('are told what to do when Campaign hides them behind a link of 1 cardinality', async () => {
    await control.settings({ campaign: { oneCardinality: ['cusLoyalty.profile'] } });
    const loyalty = { new_name: 'Of nobody' };
    const { new_loyaltyid: key } = (await control.tables.put('new_loyalty', loyalty)) as Record<string, unknown>;
    await until(async () => (await control.resource('cusLoyalty').get({ crmId: String(key) })).length === 1, {
      what: 'it is there',
    });
    await world.settled();
    await control.tables.put('new_loyalty', { new_loyaltyid: key, new_points: 7 });
    await left(1);
    assert.deepEqual(await groups(), [['loyalty', 'campaign-unseen', 1]]);
    await control.settings({ campaign: { oneCardinality: [] } });
    await world.must('POST', '/rejected/retry', { reason: 'campaign-unseen' });
    await left(0);
    await world.settled();
    assert.deepEqual(await world.differences(), []);
  });

  it('stop a mapping of which too many are refused, and the others go on', async () => {
    await control.tables.generate('new_store', 300);
    await world.settled();
    await control.changeCampaign({ resource: 'cusStore', retypeField: { name: 'name', length: 3 } });
    const before = (await control.resource('cusStore').snapshot()).length;
    await control.tables.generate('new_store', 400);
    const failure = await until(async () => (await world.lane('store')).failure, {
      what: 'stores stand still',
      limitMs: 30_000,
    });
    assert.match(failure.code, /field-shortened|too-many-rejected/);
    assert.equal((await control.resource('cusStore').snapshot()).length, before);
    await control.contacts.change(2, ['firstname']);
    await world.settled({ parked: ['store'] });
    await control.changeCampaign({ resource: 'cusStore', restoreField: 'name' });
    await world.must('POST', '/mappings/store/resume');
    await world.must('POST', '/rejected/retry', { mapping: 'store' });
    await world.settled();
    await left(0);
    assert.deepEqual(await world.differences(), []);
  });
});
