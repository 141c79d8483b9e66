import assert from 'node:assert/strict';
import { type CampaignApi, hrefOf, inner, type Json } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import type { Sandbox } from '../support/sandbox.js';

const ext = 'profileAndServicesExt/profile';

describe('the sandbox: what Campaign refuses', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both));

  const set = (campaign: Json) => own.control.settings({ campaign });

  const cases: readonly [string, Json, RegExp][] = [
    ['an unknown attribute', { foo: 1 }, /'foo' attribute unknown \(see definition of 'nms:recipient'\)/],
    ['an unknown member of an item', { location: { foo: 1 } }, /'foo' attribute unknown/],
    ['a dotted name', { 'location.city': 'Gent' }, /attribute unknown/],
    ['a computed attribute', { age: 3 }, /Cannot update the 'age' property/],
    [
      'a read-only attribute',
      { lastModified: '2024-03-05 09:15:00.000Z' },
      /Cannot update the 'lastModified' property/,
    ],
    ['a read-only item', { postalAddress: { line1: 'x' } }, /Cannot update the 'postalAddress' property/],
    ['a change time', { blackListEmailLastModified: '' }, /Cannot update the 'blackListEmailLastModified' property/],
    ['an enumeration value by number', { gender: 1 }, /is not valid for the 'gender' enumeration/],
    ['an unknown enumeration value', { preferredLanguage: 'xx_yy' }, /is not valid for the 'preferredLanguage' enum/],
    ['a bad email', { email: 'nobody' }, /'email' is not a valid email address/],
    [
      'a string that is too long',
      { firstName: 'x'.repeat(31) },
      /PGS-220000.*too long for type character varying\(30\)/,
    ],
    ['a zero byte', { firstName: 'a\0b' }, /invalid byte sequence/],
    ['null for a scalar', { firstName: null }, /'firstName'.*cannot be converted/],
    ['a number for a string', { firstName: 5 }, /'firstName'.*cannot be converted/],
    ['a text for a boolean', { cusVip: 'true' }, /'cusVip'.*cannot be converted/],
    ['a byte out of range', { cusStars: 128 }, /'cusStars'.*cannot be converted/],
    ['a fraction for a long', { cusPoints: 1.5 }, /'cusPoints'.*cannot be converted/],
    ['a day that does not exist', { birthDate: '2023-02-29' }, /'birthDate'.*cannot be converted/],
    ['a datetime with T', { cusLastPurchase: '2024-03-05T09:15:00.000Z' }, /'cusLastPurchase'.*cannot be converted/],
    ['a datetime that does not exist', { cusLastPurchase: '2024-03-05 25:00:00Z' }, /cannot be converted/],
  ];
  for (const [what, body, text] of cases) {
    it(`refuses ${what} with 500, and changes nothing`, async () => {
      const made = await api.create({ lastName: 'Jansen' });
      assert.match(await api.refused(500, 'POST', ext, body), text);
      assert.match(await api.refused(500, 'PATCH', hrefOf(made), { lastName: 'Other', ...body }), text);
      assert.deepEqual(await api.get(hrefOf(made)), made);
      assert.equal((await api.get(`${ext}/_count`))['count'], 1);
    });
  }

  it('refuses a key that another profile has, like PostgreSQL, and lets empty keys be', async () => {
    await api.create({ externalId: 'A' });
    const other = await api.create({ externalId: '' });
    await api.create({});
    const text = await api.refused(500, 'POST', ext, { externalId: 'A' });
    assert.match(text, /PGS-220000[^]*violates unique constraint[^]*Key \(sexternalid\)=\(A\) already exists/);
    await api.create({ cusCrmId: 'C' });
    assert.match(await api.refused(500, 'PATCH', hrefOf(other), { cusCrmId: 'C' }), /Key \(scuscrmid\)=\(C\) already/);
    await set({ uniqueExternalId: false });
    await api.create({ externalId: 'A' });
    assert.equal((await api.get(`${ext}/byExternalId/_count?externalId_parameter=A`))['count'], 2);
  });

  it('refuses to change a key, by PKey and by key', async () => {
    const made = await api.create({ externalId: 'A' });
    for (const path of [hrefOf(made), `${ext}/A`]) {
      assert.match(await api.refused(500, 'PATCH', path, { externalId: 'B' }), /RST-360012 Inconsistent operation/);
      assert.match(await api.refused(500, 'PATCH', path, { externalId: '' }), /RST-360012/);
    }
    const other = await api.create({ externalId: 'B' });
    assert.match(await api.refused(500, 'PATCH', hrefOf(made), { PKey: other['PKey'] }), /RST-360012/);
    await api.patch(hrefOf(made), { PKey: made['PKey'], firstName: 'Noor' });
  });

  it('refuses malformed and foreign PKeys with 500', async () => {
    const made = await api.create({});
    const [unit] = ['orgUnitBase/byText?text=all'];
    const foreign = JSON.stringify(await api.get(`profileAndServicesExt/${unit}`)).match(/@[\w-]+/)?.[0] ?? '';
    const altered = `${String(made['PKey']).slice(0, -1)}${String(made['PKey']).endsWith('A') ? 'B' : 'A'}`;
    for (const pkey of ['@abc', altered, foreign]) {
      assert.match(await api.refused(500, 'GET', `${ext}/${pkey}`), /XTK-170036 Unable to parse expression/);
    }
  });

  it('refuses a body that is no JSON object', async () => {
    for (const body of ['{"a":', '[]', '"x"', '']) await api.refused(500, 'POST', ext, body);
  });

  it('has no upsert, no batch and no other verbs', async () => {
    await api.refused(404, 'PUT', `${ext}/A`, { firstName: 'Noor' });
    await api.refused(404, 'PATCH', `${ext}/A`, { firstName: 'Noor' });
    await api.refused(404, 'PATCH', ext, { firstName: 'Noor' });
    await api.refused(404, 'POST', `${ext}/$batch`, {});
    await api.refused(404, 'DELETE', ext);
    await api.refused(500, 'PATCH', 'profileAndServicesExt/countries/@x', {});
    await api.refused(500, 'POST', 'profileAndServicesExt/countries', { isoA2: 'XX' });
  });

  it('is more lenient where the settings say so', async () => {
    await set({
      unknownAttributes: 'ignore',
      tooLong: 'truncate',
      nullScalars: 'clear',
      datetimeWithT: 'accept',
      emailPolicy: false,
      smartCase: true,
    });
    const made = await api.create({
      foo: 1,
      location: { foo: 1, city: '🙂'.repeat(60) },
      firstName: 'JEAN-PIERRE',
      lastName: null,
      email: 'nobody',
      cusLastPurchase: '2024-03-05T09:15:00.000Z',
    });
    assert.equal(inner(made, 'location')['city'], '🙂'.repeat(50));
    assert.equal(made['firstName'], 'Jean-Pierre');
    assert.equal(made['lastName'], '');
    assert.equal(made['email'], 'nobody');
    assert.equal(made['cusLastPurchase'], '2024-03-05 09:15:00.000Z');
  });

  it('refuses settings that do not exist or do not fit, and changes nothing then', async () => {
    const before = await own.control.get('/settings');
    for (const patch of [{ foo: 1 }, { deleteStatus: 201 }, { pathKey: 'foo' }, { tooLong: 'truncate', readOne: 1 }]) {
      await assert.rejects(set(patch), /400/);
    }
    assert.deepEqual(await own.control.get('/settings'), before);
  });
});
