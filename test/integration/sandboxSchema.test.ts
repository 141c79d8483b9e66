import assert from 'node:assert/strict';
import path from 'node:path';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { temporaryFolder } from '../support/folder.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

describe('the sandbox: metadata that changes', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 10, tables: { new_loyalty: 20, new_loyaltytransaction: 20, new_audit: 3 } });
    api = await dataverseApi(own.url());
  });
  after(() => own.stop());
  beforeEach(async () => {
    await own.control.post('/reset');
    await api.renew();
  });

  const list = async (address: string) => (await api.page(address)).value;
  const definition = (table: string) => `EntityDefinitions(LogicalName='${table}')`;
  const columnsOf = async (table: string) =>
    (await list(`${definition(table)}/Attributes?$select=LogicalName`)).map((row) => row['LogicalName']);
  const detail = async (table: string, name: string, type: string, expand = '') =>
    (await list(`${definition(table)}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata${expand}`)).find(
      (row) => row['LogicalName'] === name,
    );
  const tracked = async (address: string) => (await api.all(address, 'odata.track-changes')).delta;
  const loyalty = { table: 'new_loyalty' };

  it('describes the linked tables', async () => {
    const table = await api.get(
      `${definition('new_loyalty')}?$select=EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,IsCustomEntity,ChangeTrackingEnabled,DisplayName`,
    );
    assert.deepEqual(
      ['EntitySetName', 'PrimaryIdAttribute', 'PrimaryNameAttribute', 'IsCustomEntity', 'ChangeTrackingEnabled'].map(
        (name) => table[name],
      ),
      ['new_loyalties', 'new_loyaltyid', 'new_name', true, true],
    );
    const { LocalizedLabels: labels } = table['DisplayName'] as { LocalizedLabels: Json[] };
    assert.deepEqual(
      labels.map((label) => [label['LanguageCode'], label['Label']]),
      [
        [1033, 'Loyalty'],
        [1036, 'Fidélité'],
      ],
    );
    const [link = {}] = await list(
      `${definition('new_loyaltytransaction')}/ManyToOneRelationships?$filter=ReferencingAttribute eq 'new_loyaltyid'`,
    );
    assert.deepEqual(
      ['ReferencedEntity', 'ReferencedAttribute', 'ReferencingEntityNavigationPropertyName'].map((name) => link[name]),
      ['new_loyalty', 'new_loyaltyid', 'new_loyaltyid'],
    );
    assert.deepEqual((await detail('new_loyalty', 'new_contactid', 'Lookup'))?.['Targets'], ['contact']);
    const set = (await detail('new_loyalty', 'new_level', 'Picklist', '?$expand=OptionSet'))?.['OptionSet'] as Json;
    assert.equal(set['Name'], 'new_loyalty_new_level');
  });

  it('refuses tracking where it is off, until it is switched on', async () => {
    const refused = () => api.refusal('GET', 'new_audits', { prefer: 'odata.track-changes' });
    assert.deepEqual(await refused(), [400, '0x80072491']);
    await own.control.changeDynamics({ table: 'new_audit', tracking: true });
    assert.equal(
      (await api.get(`${definition('new_audit')}?$select=LogicalName,ChangeTrackingEnabled`))['ChangeTrackingEnabled'],
      true,
    );
    const delta = await tracked('new_audits?$select=new_name');
    await own.control.tables.change('new_audit', 1);
    assert.equal((await api.page(delta)).value.length, 1);
    await own.control.changeDynamics({ table: 'new_audit', tracking: false });
    assert.deepEqual(await refused(), [400, '0x80072491']);
  });

  it('takes a column away and brings it back with its values', async () => {
    const points = async () => (await list('new_loyalties?$select=new_points')).map((row) => row['new_points']);
    await own.control.tables.change('new_loyalty', 3, ['new_points']);
    const before = await points();
    const delta = await tracked('new_loyalties?$select=new_points');
    const elsewhere = await tracked('new_stores?$select=new_name');
    await own.control.changeDynamics({ ...loyalty, removeColumn: 'new_points' });
    assert.ok(!(await columnsOf('new_loyalty')).includes('new_points'));
    assert.deepEqual(await api.refusal('GET', delta), [400, '0x80044352']);
    assert.deepEqual(await api.refusal('GET', 'new_loyalties?$select=new_points'), [400, '0x80060888']);
    assert.deepEqual(await list(elsewhere), []);
    await own.control.changeDynamics({ ...loyalty, addColumn: { name: 'new_points', type: 'Integer' } });
    assert.deepEqual(await points(), before);
    const links = async () => (await list('new_loyalties')).map((row) => row['_new_contactid_value']);
    const linked = await links();
    await own.control.changeDynamics({ ...loyalty, removeColumn: 'new_contactid' });
    await own.control.changeDynamics({ ...loyalty, addColumn: { name: 'new_contactid', type: 'Lookup' } });
    assert.deepEqual(await links(), linked);
  });

  it('adds columns of every type', async () => {
    const add = (column: Json) => own.control.changeDynamics({ ...loyalty, addColumn: column });
    const body: Json = {};
    const samples: [Json, unknown][] = [
      [{ type: 'String', maxLength: 5 }, 'abc'],
      [{ type: 'Memo', maxLength: 500 }, 'a\nb'],
      [{ type: 'Integer', min: 0, max: 9 }, 7],
      [{ type: 'Decimal', precision: 3 }, 1.125],
      [{ type: 'Double' }, 0.5],
      [{ type: 'Money' }, 12.5],
      [{ type: 'Boolean' }, true],
      [{ type: 'DateTime' }, '2025-03-02T08:15:00Z'],
      [{ type: 'DateTime', behavior: 'DateOnly' }, '2025-03-02'],
      [{ type: 'Picklist', options: [{ value: 10, label: 'Ten' }] }, 10],
      [
        {
          type: 'MultiSelectPicklist',
          options: [
            { value: 1, label: 'A' },
            { value: 2, label: 'B' },
          ],
        },
        '1,2',
      ],
    ];
    for (const [nth, [column, value]] of samples.entries()) {
      await add({ name: `new_extra${nth}`, ...column });
      body[`new_extra${nth}`] = value;
    }
    await add({ name: 'new_storeid', type: 'Lookup', targets: ['new_store'] });
    const { new_storeid: store } = (await own.control.tables.put('new_store', { new_name: 'Shop' })) as Json;
    const { new_loyaltyid: id } = (await own.control.tables.put('new_loyalty', {
      new_name: 'All',
      ...body,
      new_storeid: store,
    })) as Json;
    const row = await api.get(`new_loyalties(${String(id)})`);
    assert.deepEqual(Object.fromEntries(Object.keys(body).map((name) => [name, row[name]])), body);
    assert.equal(row['_new_storeid_value'], store);
    await own.control.tables.deleteOne('new_store', String(store));
    assert.equal((await api.get(`new_loyalties(${String(id)})`))['_new_storeid_value'], null);
    await assert.rejects(add({ name: 'new_extra0' }), /409/u);
    await assert.rejects(add({ name: 'bare' }), /publisher/u);
    await assert.rejects(add({ name: 'new_x', type: 'Lookup', targets: ['nobody'] }), /nobody/u);
  });

  it('makes a column one of another type, and the first one again', async () => {
    const values = async () => (await list('new_loyalties?$select=new_points')).map((row) => row['new_points']);
    const before = await values();
    const delta = await tracked('new_loyalties?$select=new_points');
    await own.control.changeDynamics({
      ...loyalty,
      retypeColumn: { name: 'new_points', type: 'String', maxLength: 20 },
    });
    assert.deepEqual(await api.refusal('GET', delta), [400, '0x80044352']);
    assert.equal((await detail('new_loyalty', 'new_points', 'String'))?.['MaxLength'], 20);
    assert.ok((await values()).every((value) => value === null));
    await own.control.tables.put('new_loyalty', { new_points: 'many' });
    await own.control.changeDynamics({ ...loyalty, retypeColumn: { name: 'new_points', type: 'Integer' } });
    assert.deepEqual(await values(), [...before, null]);
    await own.control.changeDynamics({ ...loyalty, retypeColumn: { name: 'new_points', type: 'Memo' } });
    await own.control.changeDynamics({ ...loyalty, restoreColumn: 'new_points' });
    assert.deepEqual(await values(), [...before, null]);
    await own.control.changeDynamics({ ...loyalty, removeColumn: 'new_points' });
    await own.control.changeDynamics({ ...loyalty, restoreColumn: 'new_points' });
    assert.deepEqual(await values(), [...before, null]);
    await assert.rejects(own.control.changeDynamics({ ...loyalty, restoreColumn: 'new_nothing' }), /404/u);
  });

  it('changes the limits of a column, and what its dates mean', async () => {
    const change = (column: Json) => own.control.changeDynamics({ ...loyalty, retypeColumn: column });
    const read = async (name: string) => (await list(`new_loyalties?$select=${name}`)).map((row) => row[name]);
    const before = await read('new_balance');
    await change({ name: 'new_balance', type: 'Decimal', precision: 4, max: 9 });
    assert.deepEqual(await read('new_balance'), before);
    assert.equal((await detail('new_loyalty', 'new_balance', 'Decimal'))?.['Precision'], 4);
    await assert.rejects(own.control.tables.put('new_loyalty', { new_balance: 10 }), /0x80044330/u);
    await change({ name: 'new_since', type: 'DateTime', behavior: 'UserLocal' });
    assert.ok((await read('new_since')).every((value) => value === null));
    const since = await detail('new_loyalty', 'new_since', 'DateTime');
    assert.deepEqual(since?.['DateTimeBehavior'], { Value: 'UserLocal' });
  });

  it('adds and removes options', async () => {
    const options = async () => {
      const set = (await detail('new_loyalty', 'new_level', 'Picklist', '?$expand=OptionSet'))?.['OptionSet'] as Json;
      return (set['Options'] as Json[]).map((option) => option['Value']);
    };
    await own.control.changeDynamics({ ...loyalty, addOption: { column: 'new_level', value: 4, label: 'Platinum' } });
    assert.deepEqual(await options(), [1, 2, 3, 4]);
    await own.control.tables.put('new_loyalty', { new_level: 4 });
    await own.control.changeDynamics({ ...loyalty, removeOption: { column: 'new_level', value: 1 } });
    assert.deepEqual(await options(), [2, 3, 4]);
    const first = (
      await api.page('new_loyalties?$select=new_level&$filter=new_level eq 1', 'odata.include-annotations="*"')
    ).value[0];
    assert.equal(first?.['new_level'], 1);
    assert.ok(!('new_level@OData.Community.Display.V1.FormattedValue' in (first ?? {})));
    await assert.rejects(own.control.tables.put('new_loyalty', { new_level: 1 }), /0x8004431A/u);
    await assert.rejects(
      own.control.changeDynamics({ ...loyalty, removeOption: { column: 'new_level', value: 1 } }),
      /404/u,
    );
  });

  it('takes a table away with the lookups to it, and brings it back', async () => {
    const links = async () =>
      (await list('new_loyaltytransactions?$select=_new_loyaltyid_value')).map((row) => row['_new_loyaltyid_value']);
    const before = await links();
    await own.control.changeDynamics({ ...loyalty, removeTable: true });
    assert.deepEqual(await api.refusal('GET', 'new_loyalties'), [404, '0x8006088a']);
    assert.equal((await api.refusal('GET', definition('new_loyalty')))[0], 404);
    assert.ok(!(await columnsOf('new_loyaltytransaction')).includes('new_loyaltyid'));
    await own.control.changeDynamics({ ...loyalty, restoreTable: true });
    assert.equal((await list('new_loyalties?$select=new_name')).length, 20);
    assert.deepEqual(await links(), before);
    await assert.rejects(own.control.changeDynamics({ table: 'contact', removeTable: true }), /409/u);
  });

  it('adds a table, with rows like any other', async () => {
    const columns = [
      { name: 'new_code', maxLength: 10 },
      { name: 'new_contactid', type: 'Lookup', targets: ['contact'] },
    ];
    await own.control.changeDynamics({ table: 'new_visit', addTable: { label: 'Visit', columns } });
    await own.control.tables.generate('new_visit', 5);
    const rows = await list('new_visits?$select=new_name,new_code,_new_contactid_value');
    assert.equal(new Set(rows.map((row) => row['new_visitid'])).size, 5);
    const delta = await tracked('new_visits?$select=new_name');
    await own.control.tables.change('new_visit', 1);
    assert.equal((await list(delta)).length, 1);
    await assert.rejects(own.control.changeDynamics({ table: 'new_visit', addTable: {} }), /409/u);
    await assert.rejects(own.control.changeDynamics({ table: 'visit', addTable: {} }), /begins with/u);
  });

  it('lists a thousand tables, each with columns and rows of its own', async () => {
    await own.control.settings({ dataverse: { dummyTables: 1_000 } });
    const all = await list('EntityDefinitions?$select=LogicalName,EntitySetName,DisplayName,ChangeTrackingEnabled');
    assert.equal(all.length, 1_009);
    assert.ok((await columnsOf('new_dummy0999')).includes('new_colour'));
    assert.deepEqual(await list('new_dummy0999s'), []);
    await own.control.tables.generate('new_dummy0999', 4);
    assert.equal((await list('new_dummy0999s?$select=_new_contactid_value')).length, 4);
    assert.ok((await own.control.get('/status')) !== undefined);
    await own.control.settings({ dataverse: { dummyTables: 2 } });
    assert.equal((await list('EntityDefinitions?$select=LogicalName')).length, 11);
    await own.control.settings({ dataverse: { dummyTables: 0 } });
  });

  it('says what it did not understand', async () => {
    await assert.rejects(own.control.changeDynamics(loyalty), /say what/u);
    await assert.rejects(own.control.changeDynamics({ table: 'nobody', removeColumn: 'x' }), /404/u);
    await assert.rejects(own.control.changeDynamics({ ...loyalty, removeColumn: 'new_loyaltyid' }), /409/u);
    await assert.rejects(own.control.changeDynamics({ ...loyalty, removeThing: 'x' }), /400/u);
  });

  it('finds tables, columns and links again after a restart', async () => {
    const stateFile = path.join(temporaryFolder(), 'state');
    const first = await sandbox({ contacts: 10, tables: { new_loyalty: 20, new_loyaltytransaction: 30 }, stateFile });
    const { control } = first;
    await control.changeDynamics({ table: 'new_visit', addTable: { columns: [{ name: 'new_code' }] } });
    await control.tables.generate('new_visit', 2);
    await control.changeDynamics({ ...loyalty, addColumn: { name: 'new_extra', type: 'Integer' } });
    await control.changeDynamics({ ...loyalty, retypeColumn: { name: 'new_balance', type: 'String' } });
    await control.changeDynamics({ ...loyalty, removeColumn: 'new_note' });
    await control.changeDynamics({ table: 'new_audit', tracking: true });
    await control.changeDynamics({ table: 'new_store', removeTable: true });
    await control.contacts.delete(2);
    const tables = ['contact', 'new_loyalty', 'new_loyaltytransaction', 'new_visit'];
    const snapshots = async (of: Sandbox) => Promise.all(tables.map((table) => of.control.snapshot('dynamics', table)));
    const before = await snapshots(first);
    await control.save();
    await first.stop();
    const again = await sandbox({ stateFile });
    try {
      assert.deepEqual(await snapshots(again), before);
      await assert.rejects(again.control.snapshot('dynamics', 'new_store'), /404/u);
      await again.control.changeDynamics({ table: 'new_store', restoreTable: true });
      assert.deepEqual(await again.control.snapshot('dynamics', 'new_store'), []);
      const { tables: listed } = (await again.control.get('/tables')) as { tables: Json[] };
      assert.equal(listed.find(({ table }) => table === 'new_audit')?.['tracked'], true);
    } finally {
      await again.stop();
    }
  });
});
