import assert from 'node:assert/strict';
import { type DataverseApi, dataverseApi } from '../support/dataverseApi.js';
import { type Sandbox, sandbox } from '../support/sandbox.js';
import type { Fault } from '../support/sandboxControl.js';
import { until } from '../support/until.js';

describe('the sandbox: faults, latency, journal', () => {
  let own: Sandbox;
  let api: DataverseApi;
  before(async () => {
    own = await sandbox({ contacts: 300 });
  });
  beforeEach(async () => {
    await own.control.post('/reset');
    api = await dataverseApi(own.url());
  });
  after(() => own.stop());

  const me = () => api.send('GET', 'WhoAmI');
  const statuses = async (times: number) => {
    const seen = [];
    for (let nth = 0; nth < times; nth++) seen.push((await me()).status);
    return seen;
  };
  const fault = (action: Fault['action'], more: Partial<Fault> = {}) =>
    own.control.faults.add({ system: 'dynamics', action, ...more });
  const withLastName = async (name: string) =>
    (await api.page(`contacts?$select=lastname&$filter=lastname eq '${name}'`.replaceAll(' ', '%20'))).value.length;
  const lastEntry = async () => (await own.control.journal({ system: 'dynamics' })).at(-1);

  it('acts by count, after some, every nth, by chance, by path, verb and body', async () => {
    await fault({ status: 503 }, { when: { count: 2 }, after: 1 });
    assert.deepEqual(await statuses(4), [200, 503, 503, 200]);
    await own.control.faults.clear();
    await fault({ status: 500 }, { when: { every: 3 } });
    assert.deepEqual(await statuses(6), [200, 200, 500, 200, 200, 500]);
    await own.control.faults.clear();
    await fault({ status: 500 }, { when: { probability: 0.5 } });
    const seen = await statuses(60);
    assert.ok(seen.includes(200) && seen.includes(500));
    await own.control.faults.clear();
    await fault({ status: 500 }, { method: 'post', pathMatches: '/contacts$', bodyMatches: 'Poison' });
    assert.equal((await api.send('POST', 'contacts', { body: { lastname: 'Poison' } })).status, 500);
    assert.equal((await api.send('POST', 'contacts', { body: { lastname: 'Cure' } })).status, 204);
    assert.deepEqual(await statuses(1), [200]);
  });

  it('answers with Retry-After in both forms', async () => {
    await fault({ status: 429, retryAfter: 7 }, { when: { count: 1 } });
    assert.equal((await me()).headers['retry-after'], '7');
    await fault({ status: 429, retryAfter: 'date:+30' }, { when: { count: 1 } });
    const wait = Date.parse(String((await me()).headers['retry-after'])) - Date.now();
    assert.ok(wait > 25_000 && wait <= 31_000, String(wait));
    await fault({ status: 502 }, { when: { count: 1 } });
    assert.match((await me()).text, /^<html>/u);
    await fault({ html: true }, { when: { count: 1 } });
    const page = await me();
    assert.deepEqual([page.status, page.headers['content-type']], [200, 'text/html; charset=utf-8']);
  });

  it('loses an answer after the write was done, or before', async () => {
    const post = (name: string) => api.send('POST', 'contacts', { body: { lastname: name } });
    await fault({ reset: true, applied: true }, { when: { count: 1 } });
    await assert.rejects(post('Done'));
    assert.equal(await withLastName('Done'), 1);
    await fault({ reset: true }, { when: { count: 1 } });
    await assert.rejects(post('Undone'));
    assert.equal(await withLastName('Undone'), 0);
    await fault({ status: 500, applied: true }, { when: { count: 1 } });
    assert.equal((await post('Told wrong')).status, 500);
    const entry = await lastEntry();
    assert.deepEqual([entry?.status, entry?.applied], [500, 'created']);
    assert.equal(await withLastName('Told%20wrong'), 1);
  });

  it('never answers when told to time out, and says in the journal that nobody was told', async () => {
    await fault({ timeout: true, applied: true }, { when: { count: 1 }, method: 'POST' });
    const lost = api.send('POST', 'contacts', { body: { lastname: 'Waiting' } });
    lost.catch(() => {});
    await until(async () => (await withLastName('Waiting')) === 1, { what: 'the write is done', limitMs: 10_000 });
    const entry = (await own.control.journal({ system: 'dynamics' })).find(({ method }) => method === 'POST');
    assert.deepEqual([entry?.status, entry?.applied, typeof entry?.fault], [null, 'created', 'string']);
    assert.match(String(entry?.key), /^[0-9a-f-]{36}$/u);
  });

  it('breaks bodies off', async () => {
    await fault({ truncate: true }, { when: { count: 1 } });
    await assert.rejects(me());
    await fault({ truncate: 'clean' }, { when: { count: 1 } });
    const half = await me();
    assert.equal(half.status, 200);
    assert.throws(() => JSON.parse(half.text));
    await fault({ slowMs: 20 }, { when: { count: 1 } });
    assert.ok((await me()).json['UserId']);
  });

  it('lets requests that are on their way take effect although their caller is gone', async () => {
    await own.control.latency('dynamics', 1_500);
    const address = `${own.url()}/dynamics/api/data/v9.2/contacts`;
    const gone = new AbortController();
    const token = await api.post('/sandbox/oauth2/v2.0/token', {
      grant_type: 'client_credentials',
      client_id: 'passerelle-dynamics',
      client_secret: 'sandbox-dynamics-secret',
      scope: `${own.url()}/dynamics/.default`,
    });
    const authorization = `Bearer ${String(token.json['access_token'])}`;
    const flying = async () => {
      const { inFlight } = (await own.control.get('/status')) as { inFlight: Record<string, number> };
      return inFlight['dynamics'] ?? 0;
    };
    const flyingBefore = await flying();
    const before = await own.control.journalEnd();
    const abandoned = fetch(address, {
      method: 'POST',
      headers: { authorization },
      body: '{"lastname":"Orphan"}',
      signal: gone.signal,
    });
    abandoned.catch(() => {});
    await until(async () => (await flying()) === flyingBefore + 1, {
      what: 'the request is on its way',
      limitMs: 5_000,
    });
    gone.abort();
    await until(async () => (await own.control.journalEnd()) > before, { what: 'it arrived', limitMs: 5_000 });
    const entry = await lastEntry();
    assert.deepEqual([entry?.applied, entry?.status], ['created', null]);
  });

  it('keeps a journal in the order of effect and counts per verb', async () => {
    await own.control.resetCounters();
    const from = await own.control.journalEnd();
    const id = await api.create({ lastname: 'Noted' });
    await api.send('PATCH', `contacts(${id})`, { body: { fax: '1' } });
    await api.send('DELETE', `contacts(${id})`);
    await api.send('DELETE', `contacts(${id})`);
    const entries = await own.control.journal({ since: from, system: 'dynamics' });
    assert.deepEqual(
      entries.map(({ method, status, applied }) => [method, status, applied]),
      [
        ['POST', 204, 'created'],
        ['PATCH', 204, 'updated'],
        ['DELETE', 204, 'deleted'],
        ['DELETE', 404, 'none'],
      ],
    );
    assert.ok(entries.slice(0, 3).every(({ key }) => key === id));
    const { dynamics } = (await own.control.counters()) as { dynamics: unknown };
    assert.deepEqual(dynamics, {
      requests: { POST: 1, PATCH: 1, DELETE: 2 },
      statuses: { 204: 3, 404: 1 },
      applied: { created: 1, updated: 1, deleted: 1, none: 1 },
      engineCalls: 0,
    });
  });

  it('keeps headers and bodies on demand, without what proves who the caller is', async () => {
    const { contactid } = (await own.control.snapshot('dynamics'))[0] ?? {};
    const patch = (lastname: string) =>
      api.send('PATCH', `contacts(${String(contactid)})`, { prefer: 'return=representation', body: { lastname } });
    await patch('Unseen');
    assert.equal((await lastEntry())?.body, undefined);
    await own.control.post('/journal', { requests: true });
    await patch('Seen');
    const { headers = {}, body } = (await lastEntry()) ?? {};
    assert.deepEqual([headers['prefer'], body], ['return=representation', '{"lastname":"Seen"}']);
    await patch('x'.repeat(20_000));
    assert.equal((await lastEntry())?.body?.length, 16_384);
    await dataverseApi(own.url());
    const kept = JSON.stringify(await own.control.journal());
    assert.ok(
      !kept.includes('Bearer') && !kept.includes('sandbox-dynamics-secret') && kept.includes('client_secret=…'),
    );
    await own.control.post('/journal', { requests: false });
    assert.ok((await own.control.journal()).every((entry) => entry.body === undefined && entry.headers === undefined));
  });

  it('bounds the journal, and can be without one', async () => {
    await own.control.post('/journal', { entries: 3 });
    await statuses(5);
    assert.equal((await own.control.journal()).length, 3);
    await own.control.post('/journal', { entries: 0 });
    await statuses(2);
    assert.deepEqual(await own.control.journal(), []);
    await own.control.post('/journal', { entries: 200_000 });
  });

  it('refuses orders that it does not understand', async () => {
    await assert.rejects(own.control.post('/faults', { system: 'dynamics', action: {} }), /400/u);
    await assert.rejects(own.control.post('/faults', { system: 'nobody', action: { reset: true } }), /400/u);
    await assert.rejects(
      own.control.post('/faults', { system: 'campaign', pathMatches: '(', action: { reset: true } }),
      /400/u,
    );
    await assert.rejects(own.control.post('/nothing'), /404/u);
    await assert.rejects(own.control.faults.clear('fault-0'), /404/u);
    await assert.rejects(own.control.contacts.change(1, ['nobody']), /nobody/u);
    const missing = await fetch(`${own.url()}/elsewhere`);
    assert.equal(missing.status, 404);
    await missing.body?.cancel();
  });

  it('lives on its own when told so', async () => {
    await own.control.life(true, 200);
    const lived = async () => {
      const { records } = (await own.control.counters()) as { records: { dynamics: Record<string, number> } };
      const { liveChanged = 0, liveCreated = 0, liveDeleted = 0 } = records.dynamics;
      return liveChanged > 0 && liveCreated > 0 && liveDeleted > 0;
    };
    await until(lived, { what: 'contacts live', limitMs: 10_000 });
    await own.control.life(false);
  });
});
