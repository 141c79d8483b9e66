import assert from 'node:assert/strict';
import { bornTooEarly, dangling, parentsOfRecords, writesIn } from '../support/linkedCompare.js';
import { keptOut } from '../support/linkedMappings.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { repeatedWrites } from '../support/compare.js';
import { until } from '../support/until.js';

const rows = { contacts: 600, tables: { new_loyalty: 900, new_loyaltytransaction: 700, new_store: 150 } };
/** "Within seconds": the round that looks after waiting records, the read by key and the write, on a busy machine. */
const followsWithinMs = 15_000;

describe('linked tables', function () {
  this.timeout(90_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];

  before(async () => {
    world = await linkedWorld({ ...rows, seed: 31 });
    control = world.sandbox.control;
  });
  after(() => world.end());

  const put = async (table: string, key: string, columns: Record<string, unknown>) =>
    String(((await control.tables.put(table, columns)) as Record<string, unknown>)[key]);
  const putContact = (columns: Record<string, unknown>) =>
    put('contact', 'contactid', { firstname: 'Test', lastname: 'Parent', ...columns });
  const putLoyalty = (contact: string | null, columns: Record<string, unknown> = {}) =>
    put('new_loyalty', 'new_loyaltyid', { new_name: 'Gold card', new_contactid: contact, ...columns });
  const putTransaction = (loyalty: string | null) =>
    put('new_loyaltytransaction', 'new_loyaltytransactionid', { new_name: 'Bought', new_loyaltyid: loyalty });
  const putAccount = (columns: Record<string, unknown>) => put('account', 'accountid', { name: 'Holding', ...columns });
  const inCampaign = async (resource: string, crmId: string) => (await control.resource(resource).get({ crmId }))[0];
  const waits = (mapping: string, key: string, code: string) =>
    until(
      async () => {
        const { now, waiting } = await world.story(mapping, key);
        const reason = waiting?.reason.code;
        return (now === 'waiting' && reason === code) || Promise.reject(new Error(`${now} ${reason}`));
      },
      { what: `${mapping} waits for its parent: ${code}` },
    );
  const follows = (resource: string, key: string) =>
    until(() => inCampaign(resource, key), { what: `the ${resource} follows`, limitMs: followsWithinMs });
  const nothingWrong = async () => assert.deepEqual(await world.differences(), []);

  it('are loaded side by side while contacts change, no child before its parent', async () => {
    await control.latency('campaign', 15);
    await world.start();
    const seen: string[] = [];
    await until(
      async () => {
        seen.push(...(await dangling(control)));
        await control.contacts.change(5, ['firstname', 'emailaddress1']);
        return (await world.view()).lanes.every(({ state }) => state === 'live');
      },
      { what: 'all first loads are over', limitMs: 60_000, everyMs: 200 },
    );
    assert.deepEqual(seen, []);
    await control.latency('campaign', 0);
    await world.settled();
    await nothingWrong();
    const journal = await control.journal({ system: 'campaign' });
    assert.deepEqual(bornTooEarly(journal, await parentsOfRecords(control)), []);
    assert.equal(repeatedWrites(journal).refused, 0, 'nothing was created twice');
    const created = (resource: string) =>
      journal
        .filter(({ applied, path }) => applied === 'created' && path.includes(`/${resource}`))
        .map(({ seq }) => seq);
    assert.ok(Math.min(...created('cusStore')) < Math.max(...created('profile')), 'tables were loaded side by side');
  });

  it('children wait for a parent that is rejected, kept out or not there, with the reason, and follow by themselves', async () => {
    const [rejected, keptOutside] = [
      await putContact({ emailaddress1: 'no address at all' }),
      await putContact({ jobtitle: keptOut }),
    ];
    const loyalty = await putLoyalty(rejected);
    const transaction = await putTransaction(loyalty);
    const [stays, moves, leaves] = [
      await putLoyalty(keptOutside, { new_points: 1 }),
      await putLoyalty(keptOutside),
      await putLoyalty(keptOutside),
    ];
    await waits('loyalty', loyalty, 'parent-rejected');
    await waits('transaction', transaction, 'parent-not-there');
    for (const key of [stays, moves, leaves]) await waits('loyalty', key, 'parent-filtered');
    assert.equal((await world.view()).backlog.records, 0, 'what waits is no backlog');

    // One is to be written as it is then, one names another parent, one is deleted.
    await control.tables.put('new_loyalty', { new_loyaltyid: stays, new_points: 2 });
    await control.tables.put('new_loyalty', { new_loyaltyid: moves, new_contactid: await putContact({}) });
    await control.tables.deleteOne('new_loyalty', leaves);
    await follows('cusLoyalty', moves);
    await control.contacts.put({ contactid: keptOutside, jobtitle: 'Let in' });
    await control.contacts.put({ contactid: rejected, emailaddress1: 'an@address.test' });
    await follows('cusLoyalty', stays);
    await follows('cusLoyaltyTransaction', transaction);
    await world.settled();
    await nothingWrong();
    const journal = await control.journal({ system: 'campaign' });
    assert.deepEqual(bornTooEarly(journal, await parentsOfRecords(control)), []);
    const writes = writesIn(journal).filter(({ key }) => key === stays || key === leaves);
    assert.deepEqual(
      writes.map(({ applied, key }) => [applied, key]),
      [['created', stays]],
    );
  });

  it('a deleted parent goes after its children, whether the delete cuts them loose or takes them with it', async () => {
    const cascade = { 'new_loyaltytransaction.new_loyaltyid': 'Cascade' };
    await control.settings({ dataverse: { onParentDelete: cascade } });
    const contact = await putContact({});
    const loyalties = [await putLoyalty(contact), await putLoyalty(contact), await putLoyalty(null)];
    const [cutLoose = '', , alone = ''] = loyalties;
    const transactions = [await putTransaction(alone), await putTransaction(alone)];
    const top = await putAccount({});
    const middle = await putAccount({ parentaccountid: top });
    const end = await putAccount({ parentaccountid: middle });
    // It names itself: it waits for nobody.
    const own = await putAccount({});
    await control.tables.put('account', { accountid: own, parentaccountid: own });
    await world.settled();
    await nothingWrong();

    const since = await control.journalEnd();
    await control.contacts.deleteOne(contact);
    await control.tables.deleteOne('new_loyalty', alone);
    await control.tables.deleteOne('account', middle);
    await control.tables.deleteOne('account', own);
    await world.settled();
    await nothingWrong();
    const journal = await control.journal({ since, system: 'campaign' });
    const last = (key: string) => writesIn(journal).findLast((entry) => entry.key === key);
    const before = (child: string, parent: string) =>
      assert.ok((last(child)?.seq ?? Number.POSITIVE_INFINITY) < (last(parent)?.seq ?? 0), `${child} before ${parent}`);
    before(cutLoose, contact);
    for (const transaction of transactions) before(transaction, alone);
    before(end, middle);
    const gone = [contact, alone, middle, own, ...transactions];
    for (const key of gone) assert.equal(last(key)?.applied, 'deleted');
    await control.settings({ dataverse: { onParentDelete: {} } });
  });

  it('a lane that stands still holds back its own children only', async () => {
    const [contactHere, loyaltyHere] = [await putContact({}), await putLoyalty(null)];
    await world.settled();
    await control.changeCampaign({ resource: 'profile', removeField: 'salutation' });
    const contact = await putContact({ firstname: 'Behind', salutation: 'Dr.' });
    await until(async () => (await world.lane('contact')).state === 'parked', {
      what: 'the contact lane stands still',
      limitMs: 30_000,
    });
    const loyalty = await putLoyalty(contact);
    const transaction = await putTransaction(loyalty);
    const alive = await putLoyalty(contactHere);
    const store = await put('new_store', 'new_storeid', { new_name: 'Corner shop' });
    await control.tables.put('new_loyalty', { new_loyaltyid: loyaltyHere, new_contactid: contactHere });
    await follows('cusStore', store);
    await follows('cusLoyalty', alive);
    await waits('loyalty', loyalty, 'parent-not-there');
    await waits('transaction', transaction, 'parent-not-there');
    const view = await world.view();
    assert.equal(view.status, 'RUNNING');
    await control.changeCampaign({ resource: 'profile', restoreField: 'salutation' });
    await world.must('POST', '/mappings/contact/resume');
    await follows('cusLoyaltyTransaction', transaction);
    await world.settled();
    await nothingWrong();
  });
});
