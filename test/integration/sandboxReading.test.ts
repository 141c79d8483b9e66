import assert from 'node:assert/strict';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

const formatted = 'OData.Community.Display.V1.FormattedValue';
const ids = (rows: readonly Json[]) => rows.map((row) => row['contactid']);

describe('the sandbox: reading contacts', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 6_001 });
    api = await dataverseApi(own.url());
  });
  after(() => own.stop());

  it('pages with absolute links, 5,000 rows unless a smaller page is wanted', async () => {
    const first = await api.page('contacts?$select=fullname');
    assert.equal(first.value.length, 5_000);
    assert.ok(
      first.next?.startsWith(`${api.root}/contacts?$select=fullname&$skiptoken=%3Ccookie%20pagenumber%3D%222%22`),
    );
    assert.equal((await api.page(first.next ?? '')).value.length, 1_001);
    const { value, pages } = await api.all('contacts?$select=fullname', 'odata.maxpagesize=2500');
    assert.equal(pages, 3);
    assert.equal(new Set(ids(value)).size, 6_001);
    const larger = await api.page('contacts?$select=fullname', 'odata.maxpagesize=9000');
    assert.equal(larger.value.length, 5_000);
    assert.equal(larger.answer.headers['preference-applied'], 'odata.maxpagesize=5000');
  });

  it('builds links for the address that was called, with or without the prefix', async () => {
    const plain = `${own.url()}/api/data/v9.2/contacts?$select=lastname`;
    const { next, answer } = await api.page(plain, 'odata.maxpagesize=5');
    assert.ok(next?.startsWith(`${plain}&$skiptoken=`));
    assert.equal(answer.json['@odata.context'], `${own.url()}/api/data/v9.2/$metadata#contacts(lastname)`);
  });

  it('refuses an edited paging token', async () => {
    const { next = '' } = await api.page('contacts?$select=lastname', 'odata.maxpagesize=5');
    const edited = next.replace('pagenumber%3D%222%22', 'pagenumber%3D%223%22');
    assert.notEqual(edited, next);
    assert.deepEqual(await api.refusal('GET', edited), [400, '0x8004112A']);
    assert.deepEqual(await api.refusal('GET', next.replace('lastname', 'firstname')), [400, '0x8004112A']);
  });

  it('gives the key always, nulls too, and annotations only on request', async () => {
    const path = 'contacts?$select=gendercode,donotemail,_parentcustomerid_value,birthdate&$top=50';
    const bare = (await api.page(path)).value;
    assert.deepEqual(Object.keys(bare[0] ?? {}).sort(), [
      '@odata.etag',
      '_parentcustomerid_value',
      'birthdate',
      'contactid',
      'donotemail',
      'gendercode',
    ]);
    const noted = (await api.page(path, 'odata.include-annotations="*"')).value;
    const parented = noted.find((row) => row['_parentcustomerid_value'] !== null) ?? {};
    assert.equal(parented['_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname'], 'account');
    assert.equal(
      parented['_parentcustomerid_value@Microsoft.Dynamics.CRM.associatednavigationproperty'],
      'parentcustomerid_account',
    );
    assert.equal(parented[`donotemail@${formatted}`], parented['donotemail'] ? 'Do Not Allow' : 'Allow');
    const sexless = noted.find((row) => row['gendercode'] === null) ?? {};
    assert.equal(`gendercode@${formatted}` in sexless, false);
    const labels = (await api.page(path, `odata.include-annotations="${formatted}"`)).value;
    assert.equal(
      Object.keys(labels[0] ?? {}).some((name) => name.endsWith('lookuplogicalname')),
      false,
    );
  });

  it('renders each type as Dataverse does', async () => {
    const id = await api.create({
      lastname: 'Types',
      annualincome: 20000,
      acme_interests: '2, 3',
      birthdate: '1990-05-06',
      acme_lastvisit: '2025-03-02T09:15:00.5+01:00',
      acme_nextappointment: '2025-03-02T09:15:00Z',
      address1_city: 'Gent',
      acme_discount: 12.345,
    });
    const row = await api.get(
      `contacts(${id})?$select=annualincome,annualincome_base,acme_interests,birthdate,acme_lastvisit,acme_nextappointment,address1_city,acme_discount,versionnumber`,
      { prefer: 'odata.include-annotations="*"' },
    );
    assert.equal(row['annualincome'], 20000);
    assert.equal(row[`annualincome@${formatted}`], '€20,000.00');
    assert.equal(typeof row['_transactioncurrencyid_value'], 'string');
    assert.deepEqual([row['acme_interests'], row[`acme_interests@${formatted}`]], ['2,3', 'Travel; Music']);
    assert.deepEqual([row['birthdate'], row[`birthdate@${formatted}`]], ['1990-05-06', '5/6/1990']);
    assert.equal(row['acme_lastvisit'], '2025-03-02T08:15:00Z');
    assert.equal(row['acme_nextappointment'], '2025-03-02T09:15:00Z');
    assert.equal(row['address1_composite'], 'Gent');
    assert.equal(row['acme_discount'], 12.35);
    assert.equal(row['@odata.etag'], `W/"${String(row['versionnumber'])}"`);
  });

  it('filters as OData does', async () => {
    const one = await api.create({
      firstname: 'Conor',
      lastname: "O'Neil-Żółć",
      emailaddress1: 'conor@example.com',
      donotphone: true,
    });
    const found = async (filter: string) =>
      ids((await api.page(`contacts?$select=lastname&$filter=${encodeURIComponent(filter)}`)).value);
    for (const filter of [
      "lastname eq 'o''neil-żółć'",
      "startswith(lastname,'O''Neil') and donotphone eq true and not (statecode eq 1)",
      "endswith(emailaddress1,'nor@example.com') or lastname eq 'nobody at all'",
      `contactid eq ${one}`,
      `Microsoft.Dynamics.CRM.In(PropertyName='contactid',PropertyValues=['${one}'])`,
      `Microsoft.Dynamics.CRM.In(PropertyName='contactid',PropertyValues=["${one}","00000000-0000-4000-8000-000000000000"])`,
    ])
      assert.deepEqual(await found(filter), [one], filter);
    const aliased = `contacts?$select=lastname&$filter=Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)&@p1='contactid'&@p2=["${one}"]`;
    assert.deepEqual(ids((await api.page(aliased)).value), [one]);
    assert.ok((await found("parentcustomerid_account/name eq 'Acme Ltd 1'")).length > 0);
    assert.ok(
      (await found("Microsoft.Dynamics.CRM.ContainValues(PropertyName='acme_interests',PropertyValues=['2'])")).length >
        100,
    );
    assert.equal(
      (await found('gendercode eq null')).length + (await found('gendercode ne null')).length,
      5_000 + (await found('gendercode eq null')).length,
    );
    assert.deepEqual(await found('createdon ge 2100-01-01T00:00:00Z'), []);
  });

  it('orders, limits and counts', async () => {
    const { value } = await api.page('contacts?$select=lastname,firstname&$orderby=lastname desc,firstname&$top=200');
    const names = value.map((row) => String(row['lastname']).toLowerCase());
    assert.deepEqual(names, names.toSorted().reverse());
    assert.equal(value.length, 200);
    const counted = await api.page(
      'contacts?$select=lastname&$count=true',
      'odata.maxpagesize=10,odata.include-annotations="*"',
    );
    assert.equal(counted.answer.json['@odata.count'], 5_000);
    assert.equal(counted.answer.json['@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded'], true);
    const count = await api.send('GET', 'contacts/$count?$filter=statecode eq 1'.replaceAll(' ', '%20'));
    assert.match(String(count.headers['content-type']), /^text\/plain/u);
    assert.match(count.text, /^\uFEFF\d+$/u);
    const total = await api.get(`RetrieveTotalRecordCount(EntityNames=@p1)?@p1=["contact"]`);
    const collection = total['EntityRecordCountCollection'] as Json;
    assert.ok(Number((collection['Values'] as number[])[0]) >= 6_001);
    assert.equal((await api.page('contacts?$select=lastname&$top=3', 'odata.maxpagesize=10')).value.length, 10);
  });

  it('refuses what Dataverse refuses', async () => {
    assert.deepEqual(await api.refusal('GET', 'nobodies'), [404, '0x8006088a']);
    assert.deepEqual(await api.refusal('GET', 'Contacts'), [404, '0x8006088a']);
    for (const query of [
      '$select=FirstName',
      '$select=gendercodename',
      '$skip=5',
      '$search=x',
      '$top=x',
      '$filter=lastname eq 5',
      "$filter=(lastname eq 'x'",
      '$filter=nothing eq 1',
      '$orderby=nothing',
    ]) {
      assert.deepEqual(await api.refusal('GET', `contacts?${encodeURI(query)}`), [400, '0x80060888'], query);
    }
    assert.equal((await api.send('PUT', 'contacts')).status, 405);
  });

  it('retrieves one row, conditionally too, and says 404 for what is not there', async () => {
    const id = await api.create({ lastname: 'Single' });
    const { status, headers, json } = await api.send('GET', `contacts(${id.toUpperCase()})?$select=lastname`);
    assert.equal(status, 200);
    assert.equal(json['lastname'], 'Single');
    assert.equal(headers['etag'], json['@odata.etag']);
    const same = await api.send('GET', `contacts(${id})?$select=lastname`, {
      headers: { 'if-none-match': String(headers['etag']) },
    });
    assert.deepEqual([same.status, same.text], [304, '']);
    assert.deepEqual(await api.refusal('GET', 'contacts(00000000-0000-4000-8000-000000000000)'), [404, '0x80040217']);
    assert.deepEqual(await api.refusal('GET', "contacts(emailaddress1='x')"), [400, '0x80060888']);
    assert.equal((await api.get(`contacts(${id})/lastname`))['value'], 'Single');
  });

  it('shows the same people for the same seed, of many languages', async () => {
    const twin = await sandbox({ contacts: 6_001 });
    const other = await sandbox({ contacts: 50, seed: 2 });
    const [mine, theirs, others] = await Promise.all(
      [own, twin, other].map(async (one) => (await (await dataverseApi(one.url())).page('contacts?$top=50')).value),
    );
    assert.deepEqual(mine, theirs);
    assert.notDeepEqual(mine, others);
    await Promise.all([twin.stop(), other.stop()]);
  });

  it('sets a cookie and notices who sends it back', async () => {
    const { headers } = await api.send('GET', 'WhoAmI');
    assert.match(String(headers['set-cookie']), /^ARRAffinity=/u);
    assert.ok(Number(headers['x-ms-dop-hint']) > 0);
    await api.send('GET', 'WhoAmI', { headers: { cookie: 'ARRAffinity=0' } });
    const { records } = (await own.control.counters()) as { records: { dynamics: { cookiesSentBack: number } } };
    assert.equal(records.dynamics.cookiesSentBack, 1);
  });
});
