import assert from 'node:assert/strict';
import { type CampaignApi, contentOf, hrefOf, inner } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import type { Sandbox } from '../support/sandbox.js';

const ext = 'profileAndServicesExt/profile';
const contactId = '5b1f0000-0000-4000-8000-000000000001';
const time = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z$/;

describe('the sandbox: profiles of Campaign', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both));

  it('answers 201 with the whole record: defaults, computed attributes, address', async () => {
    const made = await api.create({
      externalId: contactId,
      firstName: 'Noor',
      lastName: 'Jansen',
      email: 'Noor@ACME.test',
      birthDate: '1990-04-02',
      location: { address1: 'Kerkstraat 1', zipCode: '9000', city: 'Gent', countryCode: 'BE' },
      cusTier: 'gold',
    });
    assert.match(String(made['PKey']), /^@[\w-]{79,114}$/);
    assert.equal(hrefOf(made), `${api.root}/${ext}/${String(made['PKey'])}`);
    assert.equal(made['title'], 'Noor Jansen (Noor@ACME.test)');
    assert.equal(made['domain'], 'acme.test');
    assert.ok(Number(made['age']) >= 35);
    assert.match(String(made['created']), time);
    assert.equal(made['lastModified'], made['created']);
    assert.equal(inner(made, 'country')['label'], 'Belgium');
    assert.equal(inner(made, 'createdBy')['name'], 'techacct');
    const defaults = { middleName: '', gender: 'unknown', emailFormat: 'unknown', timeZone: 'none', cusPoints: 0 };
    for (const [name, value] of Object.entries(defaults)) assert.equal(made[name], value, name);
    assert.deepEqual([made['blackList'], made['blackListLastModified'], made['orgUnit']], [false, '', null]);
    assert.equal(inner(made, 'location')['address4'], '');
    assert.deepEqual(inner(made, 'postalAddress')['serialized'], 'Noor Jansen\nKerkstraat 1\n9000 Gent');
    assert.match(hrefOf(made, 'subscriptions'), /\/profile\/@[\w-]+\/subscriptions\/$/);
    assert.deepEqual(await api.get(`${ext}/${String(made['PKey'])}`), made);
  });

  it('changes only what a PATCH names, answers PKey and href, and moves lastModified', async () => {
    const made = await api.create({ firstName: 'Noor', location: { city: 'Gent', zipCode: '9000' } });
    await own.control.post('/clock', { advanceMs: 1000 });
    const patched = await api.patch(hrefOf(made), { lastName: 'Jansen', location: { city: 'Brugge' } });
    assert.deepEqual(Object.keys(patched), ['PKey', 'href']);
    const now = await api.get(hrefOf(patched));
    assert.deepEqual([now['firstName'], now['lastName']], ['Noor', 'Jansen']);
    assert.deepEqual([inner(now, 'location')['city'], inner(now, 'location')['zipCode']], ['Brugge', '9000']);
    assert.equal(now['created'], made['created']);
    assert.ok(String(now['lastModified']) > String(made['lastModified']));
  });

  it('keeps every kind of value as it was sent, and takes the empty ones back to defaults', async () => {
    const values = {
      firstName: 'Zoë "🙂"\\',
      gender: 'female',
      birthDate: '2000-02-29',
      preferredLanguage: 'en_gb',
      timeZone: 'Europe_Paris',
      cusNotes: 'two\nlines',
      cusVip: true,
      cusStars: -5,
      cusVisits: 32_767,
      cusPoints: -2_147_483_648,
      cusScore: 0.5,
      cusRevenue: 1e21,
      cusMemberSince: '2024-02-29',
      cusLastPurchase: '2024-03-05 09:15:00.123Z',
    };
    const made = await api.create(values);
    for (const [name, value] of Object.entries(values)) assert.equal(made[name], value, name);
    const empty = { firstName: '', gender: '', birthDate: '', cusVip: false, cusPoints: 0, cusLastPurchase: '' };
    await api.patch(hrefOf(made), empty);
    const cleared = await api.get(hrefOf(made));
    for (const [name, value] of Object.entries({ ...empty, gender: 'unknown' }))
      assert.equal(cleared[name], value, name);
  });

  it('shows and takes custom fields and units under the extended root only', async () => {
    const made = await api.create({ externalId: contactId, cusTier: 'gold' });
    const plain = 'profileAndServices/profile';
    const [listed] = contentOf(await api.get(plain));
    assert.equal(listed?.['externalId'], contactId);
    assert.ok(!Object.keys(listed ?? {}).some((name) => name.startsWith('cus') || name === 'orgUnit'));
    assert.match(await api.refused(500, 'POST', plain, { cusTier: 'gold' }), /attribute unknown \(see definition of/);
    assert.equal((await api.get(`${plain}/${String(made['PKey'])}`))['cusTier'], undefined);
  });

  it('finds and changes a profile by its key in the path, under the extended root only', async () => {
    await api.create({ externalId: contactId, firstName: 'Noor' });
    assert.equal((await api.get(`${ext}/${contactId}`))['firstName'], 'Noor');
    await api.patch(`${ext}/${contactId}`, { firstName: 'Nour', externalId: contactId });
    assert.equal((await api.get(`${ext}/${contactId}`))['firstName'], 'Nour');
    assert.match(
      await api.refused(404, 'GET', `${ext}/5b1f0000-0000-4000-8000-00000000ffff`),
      /RST-360011[^]*Unable to find document with path/,
    );
    assert.match(await api.refused(500, 'GET', `profileAndServices/profile/${contactId}`), /XTK-170036/);
    await api.refused(500, 'DELETE', `${ext}/${contactId}`);
    await own.control.settings({ campaign: { pathKey: '' } });
    await api.refused(500, 'GET', `${ext}/${contactId}`);
    await own.control.settings({ campaign: { pathKey: 'cusCrmId' } });
    await api.create({ cusCrmId: 'a/b é', firstName: 'Encoded' });
    assert.equal((await api.get(`${ext}/${encodeURIComponent('a/b é')}`))['firstName'], 'Encoded');
  });

  it('deletes, with 200 or 204 by setting, and frees the key', async () => {
    const made = await api.create({ externalId: contactId });
    assert.equal((await api.send('DELETE', hrefOf(made))).status, 200);
    assert.match(await api.refused(404, 'DELETE', hrefOf(made)), /Unable to find document/);
    const again = await api.create({ externalId: contactId });
    assert.notEqual(again['PKey'], made['PKey']);
    await own.control.settings({ campaign: { deleteStatus: 204, deleteByPathKey: true } });
    const gone = await api.send('DELETE', `${ext}/${contactId}`);
    assert.deepEqual([gone.status, gone.text], [204, '']);
  });

  it('wraps a single record where the setting says so', async () => {
    const made = await api.create({ firstName: 'Noor' });
    await own.control.settings({ campaign: { readOne: 'wrapped' } });
    assert.deepEqual(inner(await api.get(hrefOf(made)), 'content'), made);
    await own.control.settings({ campaign: { readOne: 'wrappedList' } });
    assert.deepEqual(contentOf(await api.get(hrefOf(made))), [made]);
  });

  it('notes when an opt-out flag changes value, and only then', async () => {
    const made = await api.create({ blackListEmail: true, blackListFax: false });
    assert.match(String(made['blackListEmailLastModified']), time);
    assert.equal(made['blackListFaxLastModified'], '');
    await own.control.post('/clock', { advanceMs: 1000 });
    await api.patch(hrefOf(made), { blackListEmail: true, ccpaOptOut: true });
    const same = await api.get(hrefOf(made));
    assert.equal(same['blackListEmailLastModified'], made['blackListEmailLastModified']);
    assert.equal(same['ccpaOptOutLastModified'], same['lastModified']);
    await api.patch(hrefOf(made), { blackListEmail: false });
    const changed = await api.get(hrefOf(made));
    assert.ok(String(changed['blackListEmailLastModified']) > String(same['lastModified']).slice(0, 19));
  });

  it('calls the opt-outs denyList, or hides their times, where the settings say so', async () => {
    const made = await api.create({ blackListEmail: true });
    await own.control.settings({ campaign: { optOutNames: 'denyList' } });
    const renamed = await api.get(hrefOf(made));
    assert.equal(renamed['denyListEmail'], true);
    assert.equal(renamed['blackListEmail'], undefined);
    assert.match(String(renamed['denyListEmailLastModified']), time);
    await api.refused(500, 'PATCH', hrefOf(made), { blackListEmail: false });
    await own.control.settings({ campaign: { optOutTimes: false } });
    await api.patch(hrefOf(made), { denyListEmail: false, denyListPushnotification: true });
    const without = await api.get(hrefOf(made));
    assert.equal(without['denyListPushnotification'], true);
    assert.ok(!Object.keys(without).some((name) => /^(deny|black|ccpa).*LastModified$/.test(name)));
  });

  it('writes links by PKey, by the raw key and by column, and ignores one without a key', async () => {
    const [emea] = contentOf(await api.get('profileAndServicesExt/orgUnitBase/byText?text=emea'));
    const made = await api.create({ orgUnit: { PKey: emea?.['PKey'] }, geoUnit: { name: 'ignored' } });
    assert.equal(inner(made, 'orgUnit')['name'], 'emea');
    assert.equal(made['geoUnit'], null);
    await api.patch(hrefOf(made), { orgUnit: { PKey: 'americas' }, country: { PKey: 'FR' } });
    const now = await api.get(hrefOf(made));
    assert.equal(inner(now, 'orgUnit')['name'], 'americas');
    assert.equal(inner(now, 'location')['countryCode'], 'FR');
    assert.match(await api.refused(404, 'PATCH', hrefOf(made), { orgUnit: { PKey: 'nowhere' } }), /RST-360011/);
    await api.patch(hrefOf(made), { orgUnit: null });
    assert.equal((await api.get(hrefOf(made)))['orgUnit'], null);
  });

  it('changes PKeys with every PATCH where the setting says so', async () => {
    await own.control.settings({ campaign: { changingPKeys: true } });
    const made = await api.create({ externalId: contactId });
    const patched = await api.patch(hrefOf(made), { firstName: 'Noor' });
    assert.notEqual(patched['PKey'], made['PKey']);
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { firstName: 'Nour' }), /XTK-170036/);
    assert.equal((await api.get(hrefOf(patched)))['firstName'], 'Noor');
  });

  it('hides profiles without an organisational unit where it is required, but keeps their keys taken', async () => {
    await own.control.settings({ campaign: { orgUnitRequired: true } });
    const made = await api.create({ externalId: contactId });
    await api.refused(404, 'GET', hrefOf(made));
    await api.refused(404, 'PATCH', `${ext}/${contactId}`, { firstName: 'Noor' });
    assert.deepEqual(contentOf(await api.get(ext)), []);
    assert.match(await api.refused(500, 'POST', ext, { externalId: contactId }), /already exists/);
  });
});
