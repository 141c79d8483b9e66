import assert from 'node:assert/strict';
import { type DataverseApi, dataverseApi, type DataverseAnswer, type Json } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';

describe('the sandbox: service protection', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 200 });
  });
  beforeEach(async () => {
    await own.control.post('/reset');
    api = await dataverseApi(own.url());
  });
  after(() => own.stop());

  const limits = (change: Json) => own.control.settings({ dataverse: { limits: change } });
  const me = () => api.send('GET', 'WhoAmI');
  const codeOf = ({ json }: DataverseAnswer) => (json['error'] as Json | undefined)?.['code'];

  it('begins with the documented limits', async () => {
    const { headers } = await me();
    assert.equal(headers['x-ms-ratelimit-burst-remaining-xrm-requests'], '5999');
    const { dataverse } = (await own.control.get('/settings')) as { dataverse: { limits: Json } };
    const { requests, executionMs, concurrent, windowMs, on } = dataverse.limits;
    assert.deepEqual([requests, executionMs, concurrent, windowMs, on], [6_000, 1_200_000, 52, 300_000, true]);
  });

  it('limits requests per window, makes the wait longer for those who ignore it, and lets go afterwards', async () => {
    await limits({ requests: 5, windowMs: 60_000 });
    for (let nth = 0; nth < 5; nth++) assert.equal((await me()).status, 200);
    const first = await me();
    assert.deepEqual([first.status, codeOf(first)], [429, '0x80072322']);
    const wait = Number(first.headers['retry-after']);
    assert.ok(wait > 50 && wait <= 61, String(wait));
    await me();
    const third = Number((await me()).headers['retry-after']);
    assert.ok(third > wait + 2, `${third} after ${wait}`);
    await own.control.post('/clock', { advanceMs: third * 1_000 });
    assert.equal((await me()).status, 200);
  });

  it('limits execution time', async () => {
    await own.control.settings({ dataverse: { executionCost: { read: 600 }, limits: { executionMs: 1_000 } } });
    assert.equal((await me()).status, 200);
    assert.equal((await me()).status, 200);
    const third = await me();
    assert.deepEqual([third.status, codeOf(third)], [429, '0x80072321']);
  });

  it('limits requests at once', async () => {
    await limits({ concurrent: 3 });
    await own.control.latency('dynamics', 100);
    const answers = await Promise.all(Array.from({ length: 12 }, me));
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 1 && refused.length <= 9, String(refused.length));
    assert.ok(refused.every((answer) => codeOf(answer) === '0x80072326' && Number(answer.headers['retry-after']) >= 1));
  });

  it('counts per web server: a client without cookie meets several', async () => {
    await limits({ requests: 2, servers: 3 });
    const statuses = [];
    for (let nth = 0; nth < 7; nth++) statuses.push((await me()).status);
    assert.deepEqual(statuses, [200, 200, 200, 200, 200, 200, 429]);
    await limits({ requests: 2, servers: 3 });
    const pinned = { headers: { cookie: 'ARRAffinity=1' } };
    for (let nth = 0; nth < 2; nth++) assert.equal((await api.send('GET', 'WhoAmI', pinned)).status, 200);
    assert.equal((await api.send('GET', 'WhoAmI', pinned)).status, 429);
  });

  it('can leave Retry-After out, and be turned off', async () => {
    await limits({ requests: 0, withoutRetryAfter: true });
    const { status, headers } = await me();
    assert.deepEqual([status, headers['retry-after']], [429, undefined]);
    await limits({ on: false });
    assert.equal((await me()).status, 200);
  });

  it('refuses switches that it does not have, and changes nothing then', async () => {
    await assert.rejects(own.control.settings({ dataverse: { limits: { speed: 1 } } }), /speed/u);
    await assert.rejects(own.control.settings({ dataverse: { nothing: 1 } }), /nothing/u);
  });
});
