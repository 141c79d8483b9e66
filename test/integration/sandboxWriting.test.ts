import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

const only = { 'if-match': '*' };
const absent = '00000000-0000-4000-8000-000000000000';

describe('the sandbox: writing contacts', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 20 });
    api = await dataverseApi(own.url());
  });
  afterEach(() =>
    own.control.settings({
      dataverse: { readOnlyColumns: 'ignored', inactiveUpdates: 'allowed', noRowCode: '0x80040217' },
    }),
  );
  after(() => own.stop());

  const refused = (body: unknown) => api.refusal('POST', 'contacts', { body });

  it('creates with 204 and an address, or with 201 and the row', async () => {
    const { status, headers, text } = await api.send('POST', 'contacts', { body: { lastname: 'Plain' } });
    assert.deepEqual([status, text], [204, '']);
    assert.match(String(headers['odata-entityid']), /\/contacts\([0-9a-f-]{36}\)$/u);
    const full = await api.send('POST', 'contacts?$select=fullname', {
      body: { firstname: 'Ada', lastname: 'Full' },
      prefer: 'return=representation',
    });
    assert.equal(full.status, 201);
    assert.equal(full.json['fullname'], 'Ada Full');
    assert.equal(full.headers['odata-entityid'], undefined);
    assert.equal(full.headers['preference-applied'], 'return=representation');
  });

  it('takes an id of the caller once', async () => {
    const contactid = randomUUID();
    assert.equal(await api.create({ contactid, lastname: 'Mine' }), contactid);
    assert.deepEqual(await refused({ contactid, lastname: 'Again' }), [412, '0x80040237']);
  });

  it('upserts by PATCH unless a condition says otherwise', async () => {
    const id = randomUUID();
    const patch = (headers: Record<string, string> = {}, body: Json = { lastname: 'Up' }) =>
      api.send('PATCH', `contacts(${id})`, { headers, body });
    assert.equal((await patch(only)).status, 404);
    assert.equal((await patch({ 'if-none-match': '*' })).status, 204);
    assert.equal((await patch({ 'if-none-match': '*' })).status, 412);
    assert.equal((await patch(only, { jobtitle: 'Boss' })).status, 204);
    const { lastname, jobtitle } = await api.get(`contacts(${id})?$select=lastname,jobtitle`);
    assert.deepEqual([lastname, jobtitle], ['Up', 'Boss']);
    const shown = { body: { jobtitle: 'Chief' }, prefer: 'return=representation' };
    assert.equal((await api.send('PATCH', `contacts(${id})`, shown)).status, 200);
    assert.equal((await api.send('PATCH', `contacts(${randomUUID()})`, shown)).status, 201);
  });

  it('guards a row by its version', async () => {
    const id = await api.create({ lastname: 'Guarded' });
    const etag = String((await api.get(`contacts(${id})?$select=lastname`))['@odata.etag']);
    assert.equal(
      (await api.send('PATCH', `contacts(${id})`, { headers: { 'if-match': etag }, body: { fax: '1' } })).status,
      204,
    );
    assert.deepEqual(
      await api.refusal('PATCH', `contacts(${id})`, { headers: { 'if-match': etag }, body: { fax: '2' } }),
      [412, '0x80060882'],
    );
    assert.deepEqual(await api.refusal('DELETE', `contacts(${id})`, { headers: { 'if-match': etag } }), [
      412,
      '0x80060882',
    ]);
  });

  it('deletes once', async () => {
    const id = await api.create({ lastname: 'Short' });
    assert.equal((await api.send('DELETE', `contacts(${id})`)).status, 204);
    assert.deepEqual(await api.refusal('DELETE', `contacts(${id})`), [404, '0x80040217']);
    await own.control.settings({ dataverse: { noRowCode: '' } });
    assert.deepEqual(await api.refusal('GET', `contacts(${id})`), [404, '']);
  });

  it('writes and empties single properties', async () => {
    const id = await api.create({ lastname: 'Property' });
    assert.equal((await api.send('PUT', `contacts(${id})/jobtitle`, { body: { value: 'x' } })).status, 204);
    assert.equal((await api.get(`contacts(${id})/jobtitle`))['value'], 'x');
    assert.equal((await api.send('DELETE', `contacts(${id})/jobtitle`)).status, 204);
    assert.equal((await api.send('GET', `contacts(${id})/jobtitle`)).status, 204);
    assert.equal((await api.send('DELETE', `contacts(${absent})/jobtitle`)).status, 404);
  });

  it('checks each value against its column', async () => {
    assert.deepEqual(await refused({ lastname: 'x'.repeat(51) }), [400, '0x80044331']);
    assert.deepEqual(await refused({ numberofchildren: -1 }), [400, '0x8004432F']);
    assert.deepEqual(await refused({ acme_discount: 101 }), [400, '0x80044330']);
    assert.deepEqual(await refused({ gendercode: 9 }), [400, '0x8004431A']);
    assert.deepEqual(await refused({ acme_interests: '1,9' }), [400, '0x8004431A']);
    for (const body of [
      { nobody: 1 },
      { lastname: 5 },
      { donotemail: 'no' },
      { birthdate: '2025-02-30' },
      { birthdate: '1990-05-06T00:00:00Z' },
      { gendercode: '1' },
      { acme_lastvisit: 'yesterday' },
      { _parentcustomerid_value: absent },
      { parentcustomerid: absent },
      'no json',
      [1],
    ])
      assert.deepEqual(await refused(body), [400, '0x80048d19'], JSON.stringify(body));
    assert.deepEqual(await refused({ birthdate: '1700-01-01' }), [400, '0x80040239']);
  });

  it('keeps no empty texts', async () => {
    const id = await api.create({ lastname: 'Empty', firstname: '' });
    assert.equal((await api.get(`contacts(${id})?$select=firstname`))['firstname'], null);
  });

  it('binds lookups by their navigation property alone', async () => {
    const { accountid } = (await api.page('accounts?$select=name&$top=1')).value[0] ?? {};
    const bind = (name: string, target: string) => ({ lastname: 'Bound', [`${name}@odata.bind`]: target });
    const id = await api.create(bind('parentcustomerid_account', `/accounts(${String(accountid)})`));
    assert.equal(
      (await api.get(`contacts(${id})?$select=_parentcustomerid_value`))['_parentcustomerid_value'],
      accountid,
    );
    await api.send('PATCH', `contacts(${id})`, { body: { 'parentcustomerid_account@odata.bind': null } });
    assert.equal((await api.get(`contacts(${id})?$select=_parentcustomerid_value`))['_parentcustomerid_value'], null);
    assert.deepEqual(await refused(bind('parentcustomerid', `/accounts(${String(accountid)})`)), [400, '0x80048d19']);
    assert.deepEqual(await refused(bind('parentcustomerid_account', `/contacts(${id})`)), [400, '0x80048d19']);
    assert.deepEqual(await refused(bind('parentcustomerid_account', `/accounts(${absent})`)), [404, '0x80040217']);
  });

  it('keeps state and status together; the state cannot be given at creation', async () => {
    const id = await api.create({ lastname: 'State', statecode: 1 });
    const state = async () => {
      const { statecode, statuscode } = await api.get(`contacts(${id})?$select=statecode,statuscode`);
      return [statecode, statuscode];
    };
    assert.deepEqual(await state(), [0, 1]);
    await api.send('PATCH', `contacts(${id})`, { body: { statecode: 1 } });
    assert.deepEqual(await state(), [1, 2]);
    assert.deepEqual(await api.refusal('PATCH', `contacts(${id})`, { body: { statecode: 0, statuscode: 2 } }), [
      400,
      '0x80048408',
    ]);
    assert.equal((await api.send('PATCH', `contacts(${id})`, { body: { fax: '1' } })).status, 204);
    await own.control.settings({ dataverse: { inactiveUpdates: 'refused', readOnlyColumns: 'refused' } });
    assert.equal((await api.send('PATCH', `contacts(${id})`, { body: { fax: '2' } })).status, 400);
    assert.deepEqual(await refused({ lastname: 'State', statecode: 1 }), [400, '0x80040203']);
  });

  it('drops read-only columns, and counts unchanged values as a change', async () => {
    const id = await api.create({
      lastname: 'Read',
      fullname: 'Someone else',
      versionnumber: 1,
      createdon: '1999-01-01T00:00:00Z',
    });
    const first = await api.get(`contacts(${id})?$select=fullname,versionnumber,createdon,_modifiedby_value`);
    assert.equal(first['fullname'], 'Read');
    assert.notEqual(first['createdon'], '1999-01-01T00:00:00Z');
    assert.equal(first['_modifiedby_value'], (await api.get('WhoAmI'))['UserId']);
    await api.send('PATCH', `contacts(${id})`, { body: { lastname: 'Read' } });
    const second = await api.get(`contacts(${id})?$select=versionnumber`);
    assert.ok(Number(second['versionnumber']) > Number(first['versionnumber']));
  });

  it('takes one version counter for all tables', async () => {
    const version = async (path: string) =>
      Number(
        (await api.page(`${path}?$select=versionnumber&$orderby=versionnumber desc&$top=1`)).value[0]?.[
          'versionnumber'
        ],
      );
    const contact = await version('contacts');
    await api.send('POST', 'accounts', { body: { name: 'New Ltd' } });
    assert.equal(await version('accounts'), contact + 1);
  });

  it('keeps records written by hand and notes changes as the control API makes them', async () => {
    const made = (await own.control.contacts.put({ lastname: 'Hand', gendercode: 2 })) as {
      contactid: string;
      created: boolean;
    };
    assert.equal(made.created, true);
    await own.control.contacts.put({ contactid: made.contactid, statecode: 1 });
    const { lastname, statecode, gendercode } = await api.get(`contacts(${made.contactid})`);
    assert.deepEqual([lastname, statecode, gendercode], ['Hand', 1, 2]);
    await assert.rejects(own.control.contacts.put({ nobody: 1 }), /0x80048d19/u);
    await own.control.contacts.deleteOne(made.contactid);
    assert.equal((await api.send('GET', `contacts(${made.contactid})`)).status, 404);
  });
});
