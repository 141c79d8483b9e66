import assert from 'node:assert/strict';
import { type DataverseApi, dataverseApi, grant } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

describe('the sandbox: Entra and who may call Dataverse', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 1 });
    api = await dataverseApi(own.url());
  });
  afterEach(async () => {
    await own.control.post('/reset');
    await api.renew();
  });
  after(() => own.stop());

  const path = '/sandbox/oauth2/v2.0/token';
  const refused = async (change: Record<string, string>, tenant = 'sandbox') => {
    const { status, json } = await api.post(`/${tenant}/oauth2/v2.0/token`, { ...grant(own.url()), ...change });
    return [status, json['error'], ...(json['error_codes'] as number[])];
  };

  it('issues tokens that say how long they live', async () => {
    await own.control.post('/settings', { entra: { tokenSeconds: 90 } });
    const { status, json } = await api.post(path, grant(own.url()));
    assert.equal(status, 200);
    assert.deepEqual([json['token_type'], json['expires_in'], json['ext_expires_in']], ['Bearer', 90, 90]);
  });

  it('takes the client from a Basic header as well', async () => {
    const { grant_type, scope } = grant(own.url());
    const basic = Buffer.from('passerelle-dynamics:sandbox-dynamics-secret').toString('base64');
    const answer = await api.post(path, { grant_type, scope }, { authorization: `Basic ${basic}` });
    assert.equal(answer.status, 200);
  });

  it('refuses with the codes of the identity platform', async () => {
    assert.deepEqual(await refused({ client_secret: 'wrong' }), [401, 'invalid_client', 7000215]);
    assert.deepEqual(await refused({ client_id: 'nobody' }), [400, 'unauthorized_client', 700016]);
    assert.deepEqual(await refused({}, 'elsewhere'), [400, 'invalid_request', 90002]);
    assert.deepEqual(await refused({ scope: 'https://other.example/.default' }), [400, 'invalid_resource', 500011]);
    assert.deepEqual(await refused({ scope: `${own.url()}/dynamics//.default` }), [400, 'invalid_resource', 500011]);
    assert.deepEqual(await refused({ scope: `${own.url()}/dynamics` }), [400, 'invalid_scope', 1002012]);
    assert.deepEqual(await refused({ grant_type: 'password' }), [400, 'unsupported_grant_type', 70003]);
    await own.control.post('/settings', { entra: { secretExpired: true } });
    assert.deepEqual(await refused({}), [401, 'invalid_client', 7000222]);
  });

  it('describes a refusal as the platform does', async () => {
    const { json } = await api.post(path, { ...grant(own.url()), client_secret: 'wrong' });
    assert.match(String(json['error_description']), /^AADSTS7000215: .* Trace ID: .* Correlation ID: .* Timestamp: /u);
    for (const member of ['timestamp', 'trace_id', 'correlation_id']) assert.equal(typeof json[member], 'string');
  });

  it('takes another secret after a rotation', async () => {
    await own.control.post('/settings', { entra: { clientSecret: 'second' } });
    assert.deepEqual(await refused({}), [401, 'invalid_client', 7000215]);
    assert.equal((await api.post(path, { ...grant(own.url()), client_secret: 'second' })).status, 200);
  });

  it('is busy for a while when told so', async () => {
    await own.control.post('/settings', { entra: { unavailableSeconds: 7 } });
    const answer = await api.post(path, grant(own.url()));
    assert.deepEqual(
      [answer.status, answer.headers['retry-after'], answer.json['error']],
      [503, '7', 'temporarily_unavailable'],
    );
  });

  it('lets nobody in without a live token, and says where to get one', async () => {
    const none = await api.send('GET', 'WhoAmI', { headers: { authorization: '' } });
    assert.equal(none.status, 401);
    assert.match(
      String(none.headers['www-authenticate']),
      /^Bearer authorization_uri=http.*\/sandbox\/oauth2\/authorize/u,
    );
    await own.control.expireTokens('dynamics');
    assert.equal((await api.send('GET', 'WhoAmI')).status, 401);
    await api.renew();
    assert.equal((await api.send('GET', 'WhoAmI')).status, 200);
  });

  it('lets tokens expire by the clock', async () => {
    await own.control.post('/clock', { advanceMs: 3_598_000 });
    assert.equal((await api.send('GET', 'WhoAmI')).status, 200);
    await own.control.post('/clock', { advanceMs: 2_000 });
    assert.equal((await api.send('GET', 'WhoAmI')).status, 401);
  });

  it('answers 403 where the application user or a privilege is missing', async () => {
    await own.control.settings({ dataverse: { notMember: true } });
    assert.deepEqual(await api.refusal('GET', 'WhoAmI'), [403, '0x80072560']);
    await own.control.settings({ dataverse: { notMember: false, deniedTables: ['contact'] } });
    assert.deepEqual(await api.refusal('GET', 'contacts'), [403, '0x80040220']);
    assert.equal((await api.send('GET', 'accounts')).status, 200);
  });
});
