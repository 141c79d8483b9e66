import assert from 'node:assert/strict';
import { type DataverseApi, dataverseApi, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

const path = 'contacts?$select=firstname,lastname,jobtitle';
const track = (size = 5_000) => `odata.track-changes,odata.maxpagesize=${size}`;

describe('the sandbox: change tracking', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 25 });
  });
  beforeEach(async () => {
    await own.control.post('/reset');
    api = await dataverseApi(own.url());
  });
  after(() => own.stop());

  const gone = (rows: readonly Json[]) => rows.filter((row) => row['reason'] === 'deleted').map((row) => row['id']);
  const live = (rows: readonly Json[]) =>
    rows.filter((row) => row['reason'] === undefined).map((row) => row['contactid']);
  const link = async () => (await api.all(path, track())).delta;

  it('reads all live rows first and gives the delta link on the last page only', async () => {
    const deleted = await api.create({ lastname: 'Gone before' });
    await api.send('DELETE', `contacts(${deleted})`);
    const first = await api.page(path, track(10));
    assert.equal(first.delta, undefined);
    assert.equal(first.answer.headers['preference-applied'], 'odata.track-changes,odata.maxpagesize=10');
    const { value, pages, delta } = await api.all(path, track(10));
    assert.deepEqual([value.length, pages], [25, 3]);
    assert.equal(new Set(live(value)).size, 25);
    assert.match(
      delta,
      /\/contacts\?\$select=firstname,lastname,jobtitle&\$deltatoken=\d+%21\d\d%2f\d\d%2f\d{4}%20\d\d%3a\d\d%3a\d\d$/u,
    );
  });

  it('gives an empty delta with a new link when nothing changed', async () => {
    const { value, delta } = await api.page(await link());
    assert.deepEqual(value, []);
    assert.ok(delta);
  });

  it('gives each changed row once with its latest state, and deletions last', async () => {
    const delta = await link();
    const a = await api.create({ lastname: 'A' });
    const brief = await api.create({ lastname: 'Created and deleted' });
    const b = await api.create({ lastname: 'B' });
    await api.send('DELETE', `contacts(${brief})`);
    await api.send('PATCH', `contacts(${a})`, { body: { jobtitle: 'first' } });
    await api.send('PATCH', `contacts(${a})`, { body: { jobtitle: 'second' } });
    const { value, answer } = await api.page(delta);
    assert.deepEqual(live(value), [b, a]);
    assert.deepEqual(gone(value), [brief]);
    assert.equal(value[1]?.['jobtitle'], 'second');
    assert.equal(value[1]?.['lastname'], 'A');
    assert.deepEqual(value[2], {
      '@odata.context': `${api.root}/$metadata#contacts/$deletedEntity`,
      id: brief,
      reason: 'deleted',
    });
    assert.ok(String(answer.json['@odata.context']).endsWith('#contacts(firstname,lastname,jobtitle)/$delta'));
  });

  it('fixes the end of the window at the first page: what changes while paging comes with the next delta', async () => {
    const first = await api.page(path, track(10));
    const seen = String(first.value[0]?.['contactid']);
    await api.send('PATCH', `contacts(${seen})`, { body: { jobtitle: 'while paging' } });
    const late = await api.create({ lastname: 'Late' });
    const rest = await api.all(first.next ?? '', track(10));
    assert.equal(live([...first.value, ...rest.value]).includes(late), false);
    const { value } = await api.page(rest.delta);
    assert.deepEqual(live(value), [seen, late]);
  });

  it('does the same while a delta is paged', async () => {
    const delta = await link();
    const made = await Promise.all(Array.from({ length: 12 }, (_, nth) => api.create({ lastname: `N${nth}` })));
    const first = await api.page(delta, 'odata.maxpagesize=5');
    assert.equal(first.value.length, 5);
    const passed = new Set(live(first.value));
    const open = made.find((id) => !passed.has(id)) ?? '';
    await api.send('PATCH', `contacts(${open})`, { body: { jobtitle: 'again' } });
    const rest = await api.all(first.next ?? '', 'odata.maxpagesize=5');
    assert.equal(rest.value.length, 6);
    assert.deepEqual(live((await api.page(rest.delta)).value), [open]);
  });

  it('pages thousands of deletions behind the live rows', async () => {
    await own.control.contacts.generate(6_000);
    const delta = await link();
    await own.control.contacts.change(300);
    await own.control.contacts.delete(5_600);
    const { value, pages } = await api.all(delta, 'odata.maxpagesize=1000');
    assert.equal(gone(value).length, 5_600);
    assert.ok(pages >= 6);
    const firstDeletion = value.findIndex((row) => row['reason'] === 'deleted');
    assert.ok(value.slice(firstDeletion).every((row) => row['reason'] === 'deleted'));
    assert.equal(new Set(gone(value)).size, 5_600);
  });

  it('tells of rows whose selected columns did not change', async () => {
    const delta = await link();
    const { contactid } = (await api.page(path, track(1))).value[0] ?? {};
    await api.send('PATCH', `contacts(${String(contactid)})`, { body: { fax: '1' } });
    assert.deepEqual(live((await api.page(delta)).value), [contactid]);
  });

  it('brings a row back that was deleted and created again', async () => {
    const id = await api.create({ lastname: 'Phoenix' });
    const delta = await link();
    await api.send('DELETE', `contacts(${id})`);
    await api.send('PATCH', `contacts(${id})`, { body: { lastname: 'Reborn' } });
    const { value } = await api.page(delta);
    assert.deepEqual(
      [live(value), gone(value), value[0]?.['lastname'], value[0]?.['jobtitle']],
      [[id], [], 'Reborn', null],
    );
  });

  it('answers an old link again', async () => {
    const delta = await link();
    await own.control.contacts.change(3);
    const once = await api.page(delta);
    await api.page(once.delta ?? '');
    await own.control.contacts.delete(1);
    const again = await api.page(delta);
    assert.equal(again.value.length, live(again.value).length + 1);
    assert.ok(once.value.length >= 1);
  });

  it('counts a delta', async () => {
    const delta = await link();
    await api.create({ lastname: 'Counted' });
    const token = /\$deltatoken=(.*)$/u.exec(delta)?.[1] ?? '';
    assert.equal((await api.send('GET', `contacts/$count?$deltatoken=${token}`)).text, '\uFEFF1');
  });

  it('refuses options that tracking does not allow', async () => {
    for (const option of ["$filter=lastname eq 'x'", '$orderby=lastname', '$top=5', '$expand=ownerid']) {
      assert.deepEqual(
        await api.refusal('GET', `${path}&${encodeURI(option)}`, { prefer: track() }),
        [400, '0x80060888'],
        option,
      );
    }
    const currencies = await api.refusal('GET', 'transactioncurrencies', { prefer: track() });
    assert.deepEqual(currencies, [400, '0x80072491']);
  });

  it('refuses garbage for a token', async () => {
    for (const token of ['x', '1!yesterday', '99999999999999!01/01/2026 00:00:00']) {
      const [status, code] = await api.refusal('GET', `${path}&$deltatoken=${encodeURIComponent(token)}`);
      assert.deepEqual([status, code], [400, '0x80060888'], token);
    }
  });

  it('lets links expire: by age, on demand, and after a column was added', async () => {
    const delta = await link();
    await own.control.post('/clock', { advanceDays: 6.9 });
    await api.renew();
    assert.equal((await api.page(delta)).value.length, 0);
    await own.control.post('/clock', { advanceDays: 0.2 });
    await api.renew();
    assert.deepEqual(await api.refusal('GET', delta), [400, '0x80044352']);

    const second = await link();
    await own.control.expireTracking();
    await own.control.settings({ dataverse: { expiredTokenStatus: 410 } });
    assert.deepEqual(await api.refusal('GET', second), [410, '0x80044352']);

    const third = await link();
    const versionOf = async () =>
      (await api.get('contacts?$top=1', { prefer: 'odata.include-annotations="*"' }))[
        '@Microsoft.Dynamics.CRM.globalmetadataversion'
      ];
    const before = await versionOf();
    await own.control.post('/columns/add', { name: 'acme_added', type: 'String' });
    assert.notEqual(await versionOf(), before);
    assert.deepEqual(await api.refusal('GET', third), [410, '0x80044352']);
    assert.equal((await api.page(await link())).value.length, 0);
  });

  it('keeps deletions for as many days as the organization says', async () => {
    const { value } = await api.page('organizations?$select=expirechangetrackingindays');
    assert.equal(value[0]?.['expirechangetrackingindays'], 7);
    const id = String(value[0]?.['organizationid']);
    await api.send('PATCH', `organizations(${id})`, { body: { expirechangetrackingindays: 1 } });
    const delta = await link();
    await own.control.post('/clock', { advanceDays: 1.1 });
    await api.renew();
    assert.deepEqual(await api.refusal('GET', delta), [400, '0x80044352']);
  });
});
