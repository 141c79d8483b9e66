import assert from 'node:assert/strict';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import { runSandboxProgram } from '../support/sandboxProgram.js';

const formatted = 'OData.Community.Display.V1.FormattedValue';
const every = 'odata.include-annotations="*"';

describe('the sandbox: linked tables', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 30 });
    api = await dataverseApi(own.url());
  });
  after(() => own.stop());

  beforeEach(async () => {
    await own.control.post('/reset');
    await api.renew();
    await own.control.tables.generate('new_loyalty', 60);
    await own.control.tables.generate('new_loyaltytransaction', 90);
  });

  const list = async (path: string, prefer?: string) => (await api.page(path, prefer)).value;
  const keysOf = async (set: string, key: string) =>
    (await list(`${set}?$select=${key}`)).map((row) => String(row[key]));
  const tracked = async (path: string) => (await api.all(path, 'odata.track-changes')).delta;
  const refusedByHand = (work: Promise<unknown>, what: RegExp) => assert.rejects(work, what);

  it('links each generated row to the nth row of its parent’s table, round and round', async () => {
    const contacts = await keysOf('contacts', 'contactid');
    const loyalties = await list('new_loyalties?$select=new_loyaltyid,_new_contactid_value');
    assert.equal(loyalties.length, 60);
    assert.deepEqual(
      loyalties.map((row) => row['_new_contactid_value']),
      loyalties.map((_, nth) => contacts[nth % 30]),
    );
    const transactions = await list('new_loyaltytransactions?$select=_new_loyaltyid_value');
    assert.deepEqual(
      transactions.map((row) => row['_new_loyaltyid_value']),
      transactions.map((_, nth) => loyalties[nth % 60]?.['new_loyaltyid']),
    );
  });

  it('keeps a link where it is when the parents become more', async () => {
    const links = async () =>
      (await list('new_loyalties?$select=_new_contactid_value')).map((row) => row['_new_contactid_value']);
    const before = await links();
    await own.control.contacts.generate(7);
    assert.deepEqual(await links(), before);
  });

  it('gives children no parent when there is none', async () => {
    await own.control.contacts.delete(30);
    await own.control.tables.generate('new_loyalty', 3);
    const links = await list('new_loyalties?$select=_new_contactid_value');
    assert.equal(links.length, 63);
    assert.ok(links.every((row) => row['_new_contactid_value'] === null));
  });

  it('links one account in ten to an earlier one', async () => {
    await own.control.tables.generate('account', 2_000);
    const accounts = await list('accounts?$select=accountid,_parentaccountid_value,industrycode,revenue');
    const place = new Map(accounts.map((row, nth) => [row['accountid'], nth]));
    const linked = accounts.filter((row) => row['_parentaccountid_value'] !== null);
    assert.ok(linked.length > 150 && linked.length < 350, String(linked.length));
    for (const row of linked) {
      assert.ok((place.get(row['_parentaccountid_value']) ?? 9_999) < (place.get(row['accountid']) ?? 0));
    }
    assert.ok(accounts.some((row) => row['industrycode'] === 7) && accounts.some((row) => Number(row['revenue']) > 0));
    assert.ok('_transactioncurrencyid_value' in (accounts[0] ?? {}));
  });

  it('generates the same from the same seed', async () => {
    const snapshot = () => own.control.snapshot('dynamics', 'new_loyalty');
    const first = await snapshot();
    await own.control.post('/reset');
    await own.control.tables.generate('new_loyalty', 60);
    const timeless = (rows: readonly Json[]) => rows.map((row) => ({ ...row, createdon: '', modifiedon: '' }));
    assert.deepEqual(timeless(await snapshot()), timeless(first));
    await own.control.tables.generate('new_loyalty', 60, 99);
    const all = await snapshot();
    assert.notEqual(all[60]?.['new_name'], all[0]?.['new_name']);
  });

  it('annotates lookups, choices and multi-select columns', async () => {
    const row =
      (await list('new_loyalties?$select=_new_contactid_value,new_level,new_interests,new_active', every)).find(
        (one) => typeof one['new_interests'] === 'string' && one['new_interests'].length > 1,
      ) ?? assert.fail();
    const contact = await api.get(`contacts(${String(row['_new_contactid_value'])})?$select=fullname`);
    assert.equal(row[`_new_contactid_value@${formatted}`], contact['fullname']);
    assert.equal(row['_new_contactid_value@Microsoft.Dynamics.CRM.lookuplogicalname'], 'contact');
    assert.equal(row['_new_contactid_value@Microsoft.Dynamics.CRM.associatednavigationproperty'], 'new_contactid');
    assert.ok(['Bronze', 'Silver', 'Gold'].includes(String(row[`new_level@${formatted}`])));
    const labels: Json = { 1: 'Travel', 2: 'Music', 3: 'Sport', 4: 'Food' };
    const chosen = String(row['new_interests']).split(',');
    assert.equal(row[`new_interests@${formatted}`], chosen.map((value) => labels[value]).join('; '));
  });

  it('binds, moves and empties a lookup through the Web API', async () => {
    const [first = '', second = ''] = await keysOf('contacts', 'contactid');
    const made = await api.send('POST', 'new_loyalties', {
      body: { new_name: 'By API', 'new_contactid@odata.bind': `/contacts(${first})`, new_interests: '3, 1' },
    });
    assert.equal(made.status, 204);
    const address = String(made.headers['odata-entityid']);
    const read = () => api.get(`${address}?$select=_new_contactid_value,new_interests`);
    assert.deepEqual([(await read())['_new_contactid_value'], (await read())['new_interests']], [first, '3,1']);
    await api.send('PATCH', address, { body: { 'new_contactid@odata.bind': `contacts(${second})` } });
    assert.equal((await read())['_new_contactid_value'], second);
    await api.send('PATCH', address, { body: { 'new_contactid@odata.bind': null } });
    assert.equal((await read())['_new_contactid_value'], null);
    const nowhere = { body: { 'new_contactid@odata.bind': `/contacts(${address.slice(-37, -1)})` } };
    assert.deepEqual(await api.refusal('PATCH', address, nowhere), [404, '0x80040217']);
    const asColumn = { body: { _new_contactid_value: first } };
    assert.deepEqual(await api.refusal('PATCH', address, asColumn), [400, '0x80048d19']);
  });

  it('filters over one lookup and over two', async () => {
    const { contactid, lastname } = (await list('contacts?$select=lastname&$top=1'))[0] ?? {};
    const near = await list(`new_loyalties?$select=new_name&$filter=new_contactid/contactid eq ${String(contactid)}`);
    assert.equal(near.length, 2);
    const name = encodeURIComponent(String(lastname).replaceAll("'", "''"));
    const far = await list(
      `new_loyaltytransactions?$select=new_name&$filter=new_loyaltyid/new_contactid/lastname eq '${name}'`,
    );
    assert.ok(far.length >= 3);
    const byValue = await list(
      `new_loyalties?$select=new_name&$filter=_new_contactid_value eq ${String(contactid)} and Microsoft.Dynamics.CRM.ContainValues(PropertyName='new_interests',PropertyValues=["1","2","3","4"])`,
    );
    assert.ok(byValue.length <= 2);
    assert.deepEqual(await api.refusal('GET', "new_loyalties?$filter=nobody/name eq 'x'"), [400, '0x80060888']);
  });

  it('expands lookups, one within another', async () => {
    const [row = {}] = await list(
      'new_loyaltytransactions?$select=new_name&$expand=new_loyaltyid($select=new_level;$expand=new_contactid($select=fullname)),ownerid($select=fullname)&$top=1',
      every,
    );
    const loyalty = row['new_loyaltyid'] as Json;
    const contact = loyalty['new_contactid'] as Json;
    assert.deepEqual(Object.keys(contact).sort(), ['@odata.etag', 'contactid', 'fullname']);
    assert.ok([1, 2, 3].includes(Number(loyalty['new_level'])));
    assert.equal((row['ownerid'] as Json)['fullname'], '# Passerelle');
    const { contactid } = (await list('contacts?$select=contactid&$top=1'))[0] ?? {};
    await own.control.contacts.deleteOne(String(contactid));
    const lost = (await list('new_loyalties?$select=new_name&$expand=new_contactid&$top=1'))[0];
    assert.equal(lost?.['new_contactid'], null);
    assert.deepEqual(await api.refusal('GET', 'new_loyalties?$expand=nobody'), [400, '0x80060888']);
    const many = Array.from({ length: 16 }, () => 'ownerid').join(',');
    assert.deepEqual(await api.refusal('GET', `new_loyalties?$expand=${many}`), [400, '0x80060888']);
  });

  it('sorts by the name of what a lookup points to', async () => {
    const rows = await list('new_loyalties?$select=_new_contactid_value&$orderby=_new_contactid_value', every);
    const names = rows.map((row) => String(row[`_new_contactid_value@${formatted}`]).toLowerCase());
    assert.deepEqual(
      names,
      names.toSorted((one, other) => (one < other ? -1 : Number(one > other))),
    );
  });

  it('empties the lookups of the children when their parent is deleted, and tells of both', async () => {
    const path = 'new_loyalties?$select=_new_contactid_value,new_points';
    const delta = await tracked(path);
    const { contactid } = (await list('contacts?$select=contactid&$top=1'))[0] ?? {};
    const children = (await list(path)).filter((row) => row['_new_contactid_value'] === contactid);
    assert.equal(children.length, 2);
    assert.equal((await api.send('DELETE', `contacts(${String(contactid)})`)).status, 204);
    const changed = (await api.page(delta)).value;
    assert.deepEqual(
      changed.map((row) => [row['new_loyaltyid'], row['_new_contactid_value'], row['new_points']]),
      children.map((row) => [row['new_loyaltyid'], null, row['new_points']]),
    );
    const relationships =
      "EntityDefinitions(LogicalName='new_loyalty')/ManyToOneRelationships?$filter=ReferencingAttribute eq 'new_contactid'";
    const [{ CascadeConfiguration: cascade } = {}] = await list(relationships);
    assert.equal((cascade as Json)['Delete'], 'RemoveLink');
  });

  it('deletes children with their parent, level by level, where a lookup cascades', async () => {
    const onParentDelete = {
      'new_loyalty.new_contactid': 'Cascade',
      'new_loyaltytransaction.new_loyaltyid': 'Cascade',
    };
    await own.control.settings({ dataverse: { onParentDelete } });
    const delta = await tracked('new_loyaltytransactions?$select=new_name');
    await own.control.contacts.delete(10);
    const rows = async (table: string) => (await own.control.snapshot('dynamics', table)).length;
    assert.deepEqual(
      [await rows('contact'), await rows('new_loyalty'), await rows('new_loyaltytransaction')],
      [20, 40, 60],
    );
    const gone = (await api.page(delta)).value;
    assert.ok(gone.length === 30 && gone.every((row) => row['reason'] === 'deleted'));
  });

  it('does not delete a parent that a lookup holds', async () => {
    const onParentDelete = {
      'new_loyalty.new_contactid': 'Cascade',
      'new_loyaltytransaction.new_loyaltyid': 'Restrict',
    };
    await own.control.settings({ dataverse: { onParentDelete } });
    const { contactid } = (await list('contacts?$select=contactid&$top=1'))[0] ?? {};
    assert.deepEqual(await api.refusal('DELETE', `contacts(${String(contactid)})`), [405, '0x80040227']);
    await refusedByHand(own.control.contacts.delete(1), /0x80040227/u);
    // All or nothing: the loyalties that would have gone with it are there as well.
    assert.equal((await own.control.snapshot('dynamics', 'new_loyalty')).length, 60);
    await own.control.tables.delete('new_loyaltytransaction', 90);
    assert.equal((await api.send('DELETE', `contacts(${String(contactid)})`)).status, 204);
    assert.equal((await own.control.snapshot('dynamics', 'new_loyalty')).length, 58);
  });

  it('empties what contacts have of a deleted account', async () => {
    await own.control.contacts.generate(300);
    const of = async (id: string) => list(`contacts?$select=fullname&$filter=_parentcustomerid_value eq ${id}`);
    const owned = (await list('contacts?$select=_parentcustomerid_value')).find(
      (row) => row['_parentcustomerid_value'],
    );
    const id = String(owned?.['_parentcustomerid_value']);
    assert.ok((await of(id)).length > 0);
    await own.control.tables.deleteOne('account', id);
    assert.deepEqual(await of(id), []);
  });

  it('changes rows by chance, the usual columns or those named', async () => {
    const path = 'new_loyalties?$select=new_points,new_note,_new_contactid_value';
    const before = await list(path);
    const delta = await tracked(path);
    await own.control.tables.change('new_loyalty', 5, ['new_note']);
    const noted = (await api.page(delta)).value;
    assert.ok(noted.length >= 1 && noted.every((row) => String(row['new_note']).startsWith('changed')));
    const points = new Map(before.map((row) => [row['new_loyaltyid'], row['new_points']]));
    assert.ok(noted.every((row) => row['new_points'] === points.get(row['new_loyaltyid'])));
    await own.control.tables.change('new_loyalty', 1, ['new_contactid']);
    const moved = (await list(path)).filter(
      (row, nth) => row['_new_contactid_value'] !== before[nth]?.['_new_contactid_value'],
    );
    assert.equal(moved.length, 1);
    await refusedByHand(own.control.tables.change('new_loyalty', 1, ['versionnumber']), /no column versionnumber/u);
    const twice = async () => {
      await own.control.post('/reset');
      await own.control.tables.generate('new_store', 20);
      await own.control.post('/tables/new_store/change', { count: 5, seed: 7 });
      return (await own.control.snapshot('dynamics', 'new_store')).map((row) => [row['new_city'], row['new_size']]);
    };
    assert.deepEqual(await twice(), await twice());
  });

  it('puts rows by hand, lookups as bare ids, and deletes them', async () => {
    const [contactid = ''] = await keysOf('contacts', 'contactid');
    const { new_loyaltyid: id, created } = (await own.control.tables.put('new_loyalty', {
      new_name: 'By hand',
      new_contactid: contactid,
      new_level: 3,
      new_interests: '2,4',
    })) as Json;
    assert.equal(created, true);
    const read = () => api.get(`new_loyalties(${String(id)})?$select=_new_contactid_value,new_level`);
    assert.deepEqual([(await read())['_new_contactid_value'], (await read())['new_level']], [contactid, 3]);
    await own.control.tables.put('new_loyalty', { new_loyaltyid: id, new_contactid: null });
    assert.equal((await read())['_new_contactid_value'], null);
    await refusedByHand(own.control.tables.put('new_loyalty', { new_contactid: id }), /points to nothing/u);
    await refusedByHand(own.control.tables.put('new_loyalty', { new_level: 9 }), /0x8004431A/u);
    await refusedByHand(own.control.tables.put('nobody', {}), /there is no table nobody/u);
    await own.control.tables.deleteOne('new_loyalty', String(id));
    assert.equal((await api.send('GET', `new_loyalties(${String(id)})`)).status, 404);
    await refusedByHand(own.control.tables.deleteOne('new_loyalty', String(id)), /404/u);
  });

  it('counts the rows of every table, and of those asked for alone', async () => {
    const path = 'RetrieveTotalRecordCount(EntityNames=@p1)?@p1=["new_loyalty","new_loyaltytransaction","new_store"]';
    const { EntityRecordCountCollection: counts } = await api.get(encodeURI(path));
    assert.deepEqual((counts as Json)['Values'], [60, 90, 0]);
    assert.equal((await api.send('GET', 'new_loyalties/$count')).text, '\uFEFF60');
    const { tables } = (await own.control.get('/tables')) as { tables: Json[] };
    assert.deepEqual(
      tables.find(({ table }) => table === 'new_loyalty'),
      { table: 'new_loyalty', set: 'new_loyalties', rows: 60, deleted: 0, tracked: true },
    );
  });

  it('tells counts of hours ago where they are to lag, until the clock has moved on', async () => {
    const count = async () => {
      const path = 'RetrieveTotalRecordCount(EntityNames=@p1)?@p1=["new_store"]';
      const { EntityRecordCountCollection: counts } = await api.get(encodeURI(path));
      return ((counts as Json)['Values'] as number[])[0] ?? -1;
    };
    const before = await count();
    await own.control.settings({ dataverse: { countsLagHours: 24 } });
    await own.control.tables.generate('new_store', 3);
    assert.equal(await count(), before);
    await own.control.settings({ dataverse: { countsLagHours: 0 } });
    assert.equal(await count(), before + 3);
    await own.control.settings({ dataverse: { countsLagHours: 12 } });
    await own.control.tables.generate('new_store', 4);
    assert.equal(await count(), before + 3);
    await own.control.post('/clock', { advanceMs: 13 * 3_600_000 });
    await api.renew();
    assert.equal(await count(), before + 7);
    await own.control.settings({ dataverse: { countsLagHours: 0 } });
  });

  it('lets the links of one table expire, and all of them with the clock', async () => {
    const loyalties = await tracked('new_loyalties?$select=new_name');
    const stores = await tracked('new_stores?$select=new_name');
    await own.control.expireTracking('new_loyalty');
    assert.deepEqual(await api.refusal('GET', loyalties), [400, '0x80044352']);
    assert.deepEqual((await api.page(stores)).value, []);
    await own.control.advanceClock(7.1 * 86_400_000);
    await api.renew();
    assert.deepEqual(await api.refusal('GET', stores), [400, '0x80044352']);
    await refusedByHand(own.control.expireTracking('nobody'), /there is no table nobody/u);
  });

  it('is worked from the command line', async () => {
    const run = (...args: string[]) => runSandboxProgram('--url', own.url(), 'dynamics', ...args);
    await run('generate', 'new_store', '4', '--seed', '2');
    assert.match(await run('change', 'new_store', '1', '--columns', 'new_city', '--seed', '3'), /"changed": 1/u);
    const { new_storeid: id } = JSON.parse(await run('put', 'new_store', '{"new_name":"Own"}')) as Json;
    await run('delete', 'new_store', String(id));
    assert.match(await run('delete', 'new_store', '1'), /"new_stores": 3/u);
    assert.match(await run('tables'), /"table":"new_store","set":"new_stores","rows":3,"deleted":2/u);
    await run('customize', 'new_store', '{"removeColumn":"new_city"}');
    const rows = await runSandboxProgram('--url', own.url(), 'snapshot', 'dynamics', 'new_store');
    assert.ok(!rows.includes('new_city') && rows.trim().split('\n').length === 3);
    const delta = await tracked('new_stores?$select=new_name');
    await runSandboxProgram('--url', own.url(), 'expire', 'tracking', '--table', 'new_store');
    assert.deepEqual(await api.refusal('GET', delta), [400, '0x80044352']);
  });

  it('takes the bulk messages on tables of one’s own', async () => {
    const target = (name: string) => ({ '@odata.type': 'Microsoft.Dynamics.CRM.new_store', new_name: name });
    const body = { Targets: [target('One'), target('Two')] };
    const made = await api.send('POST', 'new_stores/Microsoft.Dynamics.CRM.CreateMultiple', { body });
    assert.equal(made.status, 200);
    assert.equal((await list('new_stores?$select=new_name')).length, 2);
  });
});
