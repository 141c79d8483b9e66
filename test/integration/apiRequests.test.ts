import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiAnswer, type ApiWorld, apiWorld } from '../support/apiWorld.js';

const ingress = '/api/v1/instances/dev/workflows/ingress';
const json = { 'content-type': 'application/json' };

describe('what the API takes', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  before(async () => {
    world = await apiWorld();
  });
  const code = ({ body }: ApiAnswer) => (body as { code?: string } | undefined)?.code;

  it('refuses bodies over 1 MB, also when they are compressed or of unknown length', async () => {
    const body = JSON.stringify({ mappings: [], filler: 'x'.repeat(1024 * 1024) });
    const headers = { ...json, 'if-match': '"v0"' };
    for (const more of [{}, { 'transfer-encoding': 'chunked' }]) {
      const answer = await world.ask(`${ingress}/config`, { method: 'PUT', headers: { ...headers, ...more }, body });
      assert.deepEqual([answer.status, code(answer)], [413, 'body-too-large']);
    }
  });

  it('refuses other types, encodings and character sets with 415', async () => {
    for (const headers of [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json; charset=latin1' },
      { ...json, 'content-encoding': 'rot13' },
    ]) {
      const answer = await world.ask(`${ingress}/stop`, { method: 'POST', headers, body: '{}' });
      assert.deepEqual([answer.status, code(answer)], [415, 'content-type-wrong'], JSON.stringify(headers));
    }
  });

  it('takes a command without a body in whatever way a program says so', async () => {
    for (const headers of [
      {},
      { 'content-length': '0' },
      { 'transfer-encoding': 'chunked' },
      { 'content-length': '0', 'content-type': 'application/x-www-form-urlencoded' },
      { ...json, 'content-length': '0' },
    ] as Record<string, string>[]) {
      const answer = await world.ask(`${ingress}/stop`, { method: 'POST', headers });
      assert.equal(answer.status, 202, JSON.stringify(headers));
    }
    const page = await fetch(`${world.url}${ingress}/stop`, { method: 'POST' });
    assert.equal(page.status, 202);
  });

  it('refuses broken JSON with 400 and documents nested without end with 422', async () => {
    for (const body of ['{', '{"a":', 'x', '"text"', '\u0000']) {
      const answer = await world.ask(`${ingress}/stop`, { method: 'POST', headers: json, body });
      assert.deepEqual([answer.status, code(answer)], [400, 'body-malformed'], body);
    }
    const nothing = await world.ask(`${ingress}/config`, { method: 'PUT', headers: { ...json, 'if-match': '"v0"' } });
    assert.deepEqual([nothing.status, code(nothing)], [400, 'body-malformed']);
    const deep = '{"mappings":'.repeat(20_000) + 'null' + '}'.repeat(20_000);
    const headers = { ...json, 'if-match': '"v0"' };
    const answer = await world.ask(`${ingress}/config`, { method: 'PUT', headers, body: deep });
    assert.deepEqual([answer.status, code(answer)], [422, 'document-refused']);
  });

  it('names a prototype among the unknown members', async () => {
    const headers = { ...json, 'if-match': '"v0"' };
    const body = '{"mappings":[],"__proto__":{"polluted":true},"constructor":1}';
    const answer = await world.ask(`${ingress}/config`, { method: 'PUT', headers, body });
    const { errors } = answer.body as { errors: { pointer: string }[] };
    assert.deepEqual(errors.map(({ pointer }) => pointer).sort(), ['/__proto__', '/constructor']);
  });

  it('answers other methods with 405 and the methods that there are', async () => {
    for (const [path, method, allow] of [
      [ingress, 'DELETE', 'GET, HEAD'],
      [`${ingress}/start`, 'GET', 'POST'],
      [`${ingress}/config`, 'PATCH', 'GET, HEAD, PUT'],
      ['/healthz', 'PUT', 'GET, HEAD'],
    ] as const) {
      const answer = await world.ask(path, { method });
      assert.deepEqual([answer.status, answer.headers.get('allow'), code(answer)], [405, allow, 'method-not-allowed']);
    }
    const options = await world.ask(ingress, { method: 'OPTIONS' });
    assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, HEAD']);
  });

  it('answers unknown addresses with 404 problem details, and broken ones with 400', async () => {
    for (const path of [
      '/api/v1/nothing',
      '/api/v2/instances',
      '/API/v1/instances',
      '/nothing.js',
      '/assets/none.js',
    ]) {
      const answer = await world.ask(path, { headers: { accept: '*/*' } });
      assert.deepEqual([answer.status, code(answer)], [404, 'route-unknown'], path);
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    }
    assert.equal((await world.ask('/api/v1/instances/%E0%A4%A/workflows')).status, 400);
  });

  it('speaks the reader’s language', async () => {
    for (const [accepted, language, title] of [
      ['fr-FR,fr;q=0.9,en;q=0.8', 'fr', 'Introuvable'],
      ['de, en;q=0.5', 'en', 'Not found'],
      ['ja', 'en', 'Not found'],
      ['', 'en', 'Not found'],
    ] as const) {
      const answer = await world.ask('/api/v1/nothing', { headers: { 'accept-language': accepted } });
      assert.equal(answer.headers.get('content-language'), language);
      assert.equal((answer.body as { title: string }).title, title);
    }
  });

  it('names each occurrence of a problem as its own header does', async () => {
    const answer = await world.ask('/api/v1/nothing');
    const { instance } = answer.body as { instance: string };
    assert.equal(instance, `urn:uuid:${answer.headers.get('x-request-id')}`);
  });

  it('refuses commands from other web sites and takes those of its page and of programs', async () => {
    const own = new URL(world.url).origin;
    const post = (headers: Record<string, string>) => world.ask(`${ingress}/stop`, { method: 'POST', headers });
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: own.replace(/:\d+$/, ':1') },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ]) {
      const answer = await post(headers);
      assert.deepEqual([answer.status, code(answer)], [403, 'cross-site'], JSON.stringify(headers));
    }
    for (const headers of [
      {},
      { origin: own, 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
    ] as Record<string, string>[]) {
      assert.equal((await post(headers)).status, 202, JSON.stringify(headers));
    }
  });

  it('answers under names of this machine only', async () => {
    const { port } = new URL(world.url);
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost.evil',
      '10.0.0.1',
    ]) {
      const answer = await world.ask(ingress, { headers: { host } });
      assert.deepEqual([answer.status, code(answer)], [403, 'host-refused'], host);
    }
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, 'LOCALHOST', `[::1]:${port}`]) {
      assert.equal((await world.ask(ingress, { headers: { host } })).status, 200, host);
    }
  });

  it('serves the page with a nonce of its own each time, hashed files for ever', async () => {
    assert.equal(code(await world.ask('/', { headers: { accept: 'text/html' } })), 'page-not-built');
    mkdirSync(join(world.webRoot, 'assets'));
    writeFileSync(join(world.webRoot, 'index.html'), '<meta property="csp-nonce" nonce="__CSP_NONCE__">');
    writeFileSync(join(world.webRoot, 'assets', 'app-1a2b.js'), 'export {}');
    writeFileSync(join(world.webRoot, 'icon.svg'), '<svg/>');
    const nonces = new Set<string>();
    for (const path of ['/', '/index.html', '/instances/dev/workflows/ingress']) {
      const page = await world.ask(path, { headers: { accept: 'text/html,*/*;q=0.8' } });
      const policy = page.headers.get('content-security-policy') ?? '';
      const nonce = /nonce="([^"]+)"/.exec(page.text)?.[1] ?? '';
      assert.equal(page.status, 200, path);
      assert.equal(page.headers.get('cache-control'), 'no-store');
      assert.ok(policy.includes(`style-src 'self' 'nonce-${nonce}'`), policy);
      assert.ok(policy.startsWith("default-src 'self'") && !policy.includes('unsafe'), policy);
      nonces.add(nonce);
    }
    assert.equal(nonces.size, 3);
    const asset = await world.ask('/assets/app-1a2b.js');
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.equal((await world.ask('/icon.svg')).status, 200);
    assert.equal((await world.ask('/assets/..%2f..%2fpackage.json')).status, 404);
  });

  it('counts requests by route, and nothing that names a person or an address', async () => {
    await world.ask(`${ingress}?email=someone@example.org`);
    const { text } = await world.ask('/metrics');
    assert.match(text, /route="\/api\/v1\/instances\/\{instance\}\/workflows\/\{workflow\}",status="200"\} \d/);
    assert.match(text, /passerelle_backlog_records\{instance="dev",workflow="ingress"\} 0/);
    assert.match(text, /passerelle_workflow_status\{instance="dev",workflow="ingress",status="STOPPED"\} 1/);
    assert.match(text, /passerelle_dependency_up\{dependency="worker"\} 0/);
    assert.ok(!text.includes('someone') && !text.includes('evil'));
  });
});
