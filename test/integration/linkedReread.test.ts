import assert from 'node:assert/strict';
import { writesIn } from '../support/linkedCompare.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { until } from '../support/until.js';

const weekMs = 8 * 24 * 60 * 60 * 1_000;
const stores = 300;
const tables = { new_loyalty: 400, new_loyaltytransaction: 250, new_store: stores };

describe('tables that are read again', function () {
  this.timeout(90_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];

  before(async () => {
    world = await linkedWorld({ contacts: 300, tables, seed: 32 });
    control = world.sandbox.control;
    await world.start();
    await world.settled();
  });
  after(() => world.end());

  const keysOf = async (table: string, key: string) =>
    (await control.snapshot('dynamics', table)).map((row) => String(row[key]));
  const nothingWrong = async () => assert.deepEqual(await world.differences(), []);
  const writes = async (since: number) =>
    writesIn(await control.journal({ since })).map(({ applied, key }) => `${applied} ${key}`);
  const parked = (mapping: string, code: string) =>
    until(
      async () => {
        const { state, failure } = await world.lane(mapping);
        return state === 'parked' && failure?.code === code && failure;
      },
      { what: `${mapping} stands still: ${code}`, limitMs: 30_000 },
    );

  it('after a week of silence, find what was deleted meanwhile, and write nothing that is equal', async () => {
    await world.stop();
    const [contact = '', changed = ''] = await keysOf('contact', 'contactid');
    const [loyalty = ''] = (await keysOf('new_loyalty', 'new_loyaltyid')).slice(-1);
    const [first = '', second = '', put = ''] = await keysOf('new_store', 'new_storeid');
    const [account = ''] = (await keysOf('account', 'accountid')).slice(-1);
    const loyaltyOf = (await control.snapshot('dynamics', 'new_loyalty'))
      .filter((row) => row['_new_contactid_value'] === contact)
      .map((row) => String(row['new_loyaltyid']));
    const transactionsOf = (await control.snapshot('dynamics', 'new_loyaltytransaction'))
      .filter((row) => row['_new_loyaltyid_value'] === loyalty)
      .map((row) => String(row['new_loyaltytransactionid']));
    const employees = (await control.snapshot('dynamics', 'contact'))
      .filter((row) => row['_parentcustomerid_value'] === account)
      .map((row) => String(row['contactid']))
      .filter((key) => key !== contact);
    const subsidiaries = (await control.snapshot('dynamics', 'account'))
      .filter((row) => row['_parentaccountid_value'] === account)
      .map((row) => String(row['accountid']));
    await control.contacts.deleteOne(contact);
    await control.contacts.put({ contactid: changed, firstname: 'Later' });
    await control.tables.deleteOne('new_loyalty', loyalty);
    await control.tables.deleteOne('account', account);
    for (const key of [first, second]) await control.tables.deleteOne('new_store', key);
    await control.tables.put('new_store', { new_storeid: put, new_city: 'Elsewhere' });
    await control.advanceClock(weekMs);
    const since = await control.journalEnd();
    await world.start();
    // It arrives while the sweep looks for what is gone.
    const born = String(
      ((await control.tables.put('new_store', { new_name: 'Just opened' })) as Record<string, unknown>)['new_storeid'],
    );
    await world.settled();
    await nothingWrong();
    const journal = await writes(since);
    assert.deepEqual(
      [...journal].sort(),
      [
        ...[contact, loyalty, account, first, second].map((key) => `deleted ${key}`),
        ...new Set(
          [...loyaltyOf, ...transactionsOf, ...employees, ...subsidiaries, changed, put].map((key) => `updated ${key}`),
        ),
        `created ${born}`,
      ].sort(),
    );
    const place = (entry: string) => journal.indexOf(entry);
    for (const key of loyaltyOf) assert.ok(place(`updated ${key}`) < place(`deleted ${contact}`));
    for (const key of transactionsOf) assert.ok(place(`updated ${key}`) < place(`deleted ${loyalty}`));
    for (const key of employees) assert.ok(place(`updated ${key}`) < place(`deleted ${account}`));
  });

  it('are replayed at once, or at the next start: only what differs is written', async () => {
    const [gone = '', tampered = ''] = await keysOf('new_store', 'new_storeid');
    await control.resource('cusStore').delete(gone);
    await control.resource('cusStore').put({ crmId: tampered, city: 'By hand' });
    const [loyalty = ''] = await keysOf('new_loyalty', 'new_loyaltyid');
    await control.resource('cusLoyalty').put({ crmId: loyalty, points: 999_999 });
    const since = await control.journalEnd();
    await world.must('POST', '/mappings/loyalty/replay');
    await control.latency('campaign', 40);
    await world.must('POST', '/mappings/store/replay?now=true');
    const again = await until(
      async () => {
        const answer = await world.ask<{ code: string }>('POST', '/mappings/store/replay?now=true');
        return answer.status === 409 && answer;
      },
      { what: 'a second replay is refused', everyMs: 5 },
    );
    assert.equal(again.body.code, 'replay-under-way');
    assert.equal((await world.ask('DELETE', '/mappings/store/replay')).status, 409);
    await control.latency('campaign', 0);
    await until(async () => (await writes(since)).length >= 2 && (await world.lane('store')).replay === null, {
      what: 'the replay is over',
      limitMs: 30_000,
    });
    assert.deepEqual((await writes(since)).sort(), [`created ${gone}`, `updated ${tampered}`]);
    assert.deepEqual((await world.lane('loyalty')).replay, { state: 'requested' });
    const [difference, ...others] = await world.differences();
    assert.ok(difference?.includes(loyalty), 'the other one waits for the next start');
    assert.deepEqual(others, []);

    const between = await control.journalEnd();
    await world.stop();
    await world.start();
    await world.settled();
    await nothingWrong();
    assert.deepEqual(await writes(between), [`updated ${loyalty}`]);
    assert.equal((await world.lane('loyalty')).replay, null);
  });

  it('stand still before a wiped table empties Campaign, and go on when a person confirms', async () => {
    const wiped = 120;
    const before = await control.journalEnd();
    await control.tables.delete('new_store', wiped);
    const failure = await parked('store', 'too-many-deletes');
    assert.ok(failure.remedy.length > 0);
    // A table whose token is lost is swept: that is no way round the brake.
    await control.tables.delete('new_loyaltytransaction', wiped);
    await control.expireTracking('new_loyaltytransaction');
    await parked('transaction', 'too-many-deletes');
    const deleted = async () => (await writes(before)).filter((write) => write.startsWith('deleted')).length;
    assert.equal(await deleted(), 0);
    await control.contacts.change(3, ['firstname']);
    await world.settled({ parked: ['store', 'transaction'] });
    // Fewer than there are: it stands still again.
    await world.must('POST', '/mappings/store/confirm-deletes', { upTo: wiped - 10 });
    await until(async () => (await parked('store', 'too-many-deletes')).at !== failure.at, {
      what: 'it stands still again',
    });
    assert.equal(await deleted(), 0);
    await world.must('POST', '/mappings/store/confirm-deletes', { upTo: wiped + 10 });
    await world.must('POST', '/mappings/transaction/confirm-deletes', { upTo: wiped + 10 });
    await world.settled();
    await nothingWrong();
    assert.equal(await deleted(), 2 * wiped);
  });
});
