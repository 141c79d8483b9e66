import assert from 'node:assert/strict';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

describe('the sandbox: alternate keys', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 2 });
    api = await dataverseApi(own.url());
    const store = { table: 'new_store' };
    await own.control.changeDynamics({ ...store, addColumn: { name: 'new_code', maxLength: 20 } });
    await own.control.changeDynamics({ ...store, addColumn: { name: 'new_part', type: 'Integer' } });
    await own.control.changeDynamics({ ...store, addKey: { name: 'new_bycode', columns: ['new_code'] } });
    await own.control.changeDynamics({ ...store, addKey: { name: 'new_bypart', columns: ['new_city', 'new_part'] } });
    await own.control.tables.put('new_store', { new_name: 'One', new_code: "O'Neil 1", new_city: 'Bonn', new_part: 5 });
  });
  after(() => own.stop());

  const store = async (key: string) => api.get(encodeURI(`new_stores(${key})?$select=new_name,new_code`));

  it('lists the keys of a table', async () => {
    const path =
      "EntityDefinitions(LogicalName='new_store')/Keys?$select=LogicalName,KeyAttributes,EntityKeyIndexStatus";
    const keys = (await api.page(path)).value.map((key) => [
      key['LogicalName'],
      key['KeyAttributes'],
      key['EntityKeyIndexStatus'],
    ]);
    assert.deepEqual(keys, [
      ['new_bycode', ['new_code'], 'Active'],
      ['new_bypart', ['new_city', 'new_part'], 'Active'],
    ]);
  });

  it('finds a row by a key of one part or of two', async () => {
    assert.equal((await store("new_code='o''neil 1'"))['new_name'], 'One');
    assert.equal((await store("new_part=5,new_city='Bonn'"))['new_name'], 'One');
    assert.deepEqual(await api.refusal('GET', "new_stores(new_code='none')"), [404, '0x80060891']);
    assert.deepEqual(await api.refusal('GET', "new_stores(new_city='Bonn')"), [400, '0x80060888']);
    assert.deepEqual(await api.refusal('GET', "new_stores(new_code='a%2Bb')"), [400, '0x80060888']);
  });

  it('updates or creates by a key, and answers with the key', async () => {
    const patch = (headers = {}) =>
      api.send('PATCH', "new_stores(new_code='N2')", { body: { new_name: 'Two', new_code: 'other' }, headers });
    assert.equal((await patch({ 'if-match': '*' })).status, 404);
    const { new_storeid: other } = (await own.control.tables.put('new_store', { new_code: 'other' })) as Json;
    assert.equal(
      (await patch()).status,
      412,
      'the value in the body wins when a row is created, and this one is taken',
    );
    await own.control.tables.deleteOne('new_store', String(other));
    await api.send('PATCH', "new_stores(new_code='N2')", { body: { new_name: 'Two' } });
    const again = await patch();
    assert.equal(again.status, 204);
    assert.equal(again.headers['odata-entityid'], `${api.root}/new_stores(new_code='N2')`);
    assert.deepEqual(
      [(await store("new_code='N2'"))['new_name'], (await store("new_code='N2'"))['new_code']],
      ['Two', 'N2'],
    );
    assert.equal((await patch({ 'if-none-match': '*' })).status, 412);
  });

  it('refuses a second row with the same key', async () => {
    const body = { new_name: 'Twin', new_code: "O'NEIL 1" };
    assert.deepEqual(await api.refusal('POST', 'new_stores', { body }), [412, '0x80060892']);
    await own.control.tables.put('new_store', { new_name: 'Without' });
    await own.control.tables.put('new_store', { new_name: 'Without, too' });
  });

  it('upserts many by key, and binds by key', async () => {
    const target = (code: string, name: string) => ({
      '@odata.type': 'Microsoft.Dynamics.CRM.new_store',
      '@odata.id': `new_stores(new_code='${code}')`,
      new_name: name,
    });
    const body = { Targets: [target('U1', 'First'), target('U2', 'Second')] };
    assert.equal((await api.send('POST', 'new_stores/Microsoft.Dynamics.CRM.UpsertMultiple', { body })).status, 204);
    const twice = { Targets: [target('U1', 'Once'), target('u1', 'Twice')] };
    const message = 'new_stores/Microsoft.Dynamics.CRM.UpsertMultiple';
    assert.deepEqual(await api.refusal('POST', message, { body: twice }), [412, '0x80040237']);
    assert.equal((await store("new_code='U1'"))['new_name'], 'First');
    const link = { name: 'new_storeid', type: 'Lookup', targets: ['new_store'] };
    await own.control.changeDynamics({ table: 'new_loyalty', addColumn: link });
    const bound = { new_name: 'Bound', 'new_storeid@odata.bind': "/new_stores(new_code='U2')" };
    assert.equal((await api.send('POST', 'new_loyalties', { body: bound })).status, 204);
    const [{ _new_storeid_value: id } = {}] = (await api.page('new_loyalties?$select=_new_storeid_value')).value;
    assert.equal((await store(String(id)))['new_code'], 'U2');
  });

  it('lets a key go, by itself or with its column', async () => {
    await own.control.changeDynamics({ table: 'new_store', removeKey: 'new_bycode' });
    assert.deepEqual(await api.refusal('GET', "new_stores(new_code='U1')"), [400, '0x80060888']);
    await own.control.changeDynamics({ table: 'new_store', removeColumn: 'new_part' });
    assert.deepEqual((await api.page("EntityDefinitions(LogicalName='new_store')/Keys")).value, []);
    const unfit = { table: 'new_store', addKey: { name: 'new_bad', columns: ['new_open'] } };
    await assert.rejects(own.control.changeDynamics(unfit), /no column that a key can have/u);
  });
});
