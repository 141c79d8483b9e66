import assert from 'node:assert/strict';
import { type CampaignApi, campaignApi } from '../support/campaignApi.js';
import { campaignSandbox } from '../support/campaignSandbox.js';
import type { Sandbox } from '../support/sandbox.js';

describe('the sandbox: IMS and the gateway of Campaign', () => {
  let own: Sandbox;
  let api: CampaignApi;
  campaignSandbox((...both) => ([own, api] = both));

  it('gives a token for the form body that the documentation shows', async () => {
    const answer = await api.login();
    assert.equal(answer.status, 200);
    assert.equal(answer.json['token_type'], 'bearer');
    assert.equal(answer.json['expires_in'], 86_399);
    assert.match(String(answer.json['access_token']), /^eyJ/);
  });

  it('refuses a wrong secret, client, grant and an empty scope', async () => {
    const cases = [
      [{ client_secret: 'wrong' }, 401, 'invalid_client'],
      [{ client_id: 'wrong' }, 400, 'invalid_client'],
      [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
      [{ scope: '' }, 400, 'invalid_scope'],
    ] as const;
    for (const [fields, status, error] of cases) {
      const answer = await api.login(fields);
      assert.equal(answer.status, status);
      assert.equal(answer.json['error'], error);
    }
  });

  it('takes two secrets during a rotation, then only the new one', async () => {
    await own.control.post('/settings', { ims: { clientSecrets: ['old', 'new'] } });
    assert.equal((await api.login({ client_secret: 'old' })).status, 200);
    assert.equal((await api.login({ client_secret: 'new' })).status, 200);
    await own.control.post('/settings', { ims: { clientSecrets: ['new'] } });
    assert.equal((await api.login({ client_secret: 'old' })).status, 401);
  });

  it('throttles a client that asks for a token per call', async () => {
    await own.control.post('/settings', { ims: { tokenRequestsPerMinute: 2 } });
    assert.equal((await api.login()).status, 200);
    assert.equal((await api.login()).status, 200);
    const third = await api.login();
    assert.equal(third.status, 429);
    assert.ok(Number(third.headers.get('retry-after')) > 0);
  });

  it('refuses a token that is missing, unknown, expired or revoked with 401013', async () => {
    const refusal = '{"error_code":"401013","message":"Oauth token is not valid"}';
    await own.control.post('/settings', { ims: { tokenSeconds: 100 } });
    await api.get('profileAndServices/profile');
    await own.control.post('/clock', { advanceMs: 101_000 });
    assert.equal(await api.refused(401, 'GET', 'profileAndServices/profile'), refusal);

    const another = campaignApi(own.url());
    await another.get('profileAndServices/profile');
    await own.control.expireTokens('campaign');
    assert.equal(await another.refused(401, 'GET', 'profileAndServices/profile'), refusal);
    another.use('made-up');
    assert.equal(await another.refused(401, 'GET', 'profileAndServices/profile'), refusal);
    const without = await fetch(`${another.root}/profileAndServices/profile`, {
      headers: { 'x-api-key': 'passerelle-campaign' },
    });
    assert.equal(without.status, 401);
  });

  it('refuses a wrong and a missing API key, whatever the case of the header', async () => {
    const wrong = await api.send('GET', 'profileAndServices/profile', undefined, { 'x-api-key': 'other' });
    assert.equal(wrong.status, 403);
    assert.equal(wrong.json['error_code'], '403003');
    const { json } = await api.login();
    const authorization = `bearer ${String(json['access_token'])}`;
    const missing = await fetch(`${api.root}/profileAndServices/profile`, { headers: { authorization } });
    assert.equal(missing.status, 403);
    const headers = { AUTHORIZATION: authorization, 'X-API-KEY': 'passerelle-campaign' };
    assert.equal((await fetch(`${api.root}/profileAndServices/profile`, { headers })).status, 200);
  });

  it('tells an account that is not provisioned from a tenant that does not exist', async () => {
    await own.control.settings({ campaign: { provisioned: false } });
    assert.match(
      await api.refused(403, 'GET', 'profileAndServices/profile'),
      /"403023","message":"Profile is not valid"/,
    );
    const elsewhere = campaignApi(own.url(), { tenant: 'other' });
    assert.match(await elsewhere.refused(500, 'GET', 'profileAndServices/profile'), /"code":500,"message":"Oops\./);
    await own.control.settings({ campaign: { unknownTenantStatus: 400 } });
    assert.match(await elsewhere.refused(400, 'GET', 'profileAndServices/profile'), /"code":400,"message":"Oops\./);
  });

  it('answers a wrong path from the engine, in plain text or as a JSON string', async () => {
    const text = await api.send('GET', 'profileAndServices/nothing');
    assert.equal(text.status, 404);
    assert.match(text.text, /^RST-360011[^]*rc=-2003/);
    assert.match(text.headers.get('content-type') ?? '', /text\/plain/);
    await own.control.settings({ campaign: { engineErrors: 'json' } });
    const json = await api.send('POST', 'elsewhere/profile', {});
    assert.equal(json.status, 404);
    assert.match(String(JSON.parse(json.text)), /^RST-360011/);
  });

  it('bills calls that reached the engine, and no others', async () => {
    await api.get('profileAndServicesExt/');
    await api.send('GET', 'profileAndServices/profile', undefined, { 'x-api-key': 'other' });
    const { PKey } = await api.create({ firstName: 'Noor' });
    const path = `profileAndServicesExt/profile/${String(PKey)}`;
    await api.patch(path, { firstName: 'Nour' });
    await api.get(path);
    await api.refused(500, 'PATCH', path, { age: 1 });
    await api.send('DELETE', path);
    assert.match(
      JSON.stringify(await own.control.counters()),
      /"engineCalls":5,"reads":1,"inserts":1,"updates":2,"deletes":1/,
    );
  });
});
