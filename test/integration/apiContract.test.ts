import assert from 'node:assert/strict';
import { operations } from '../../src/api/contract/operations.js';
import { type Contract, contractOf } from '../support/apiContract.js';
import { type ApiWorld, apiWorld, type AskOptions } from '../support/apiWorld.js';
import { seedLanes, seedRejected } from '../support/rejectedSeed.js';

const dev = '/api/v1/instances/dev';
const ingress = `${dev}/workflows/ingress`;

const loyalty = {
  dynamicsTable: 'new_loyalty',
  campaignResource: 'cusLoyalty',
  idField: { column: 'new_loyaltyid', field: 'crmId' },
  fields: [{ column: 'new_name', field: 'name' }],
};

const rejectedKey = '00000000-0000-e711-a94e-000000000002';

describe('the contract of the API', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  let contract: Contract;
  const seen = new Set<string>();

  before(async () => {
    world = await apiWorld();
    const document = await world.ask('/api/v1/openapi.json');
    contract = contractOf(document.body as object);
    const lanes = await seedLanes(world.database, 'contact');
    await seedRejected(world.database, lanes.get('contact') ?? 0, [{ key: rejectedKey }]);
  });

  /** Asks, and holds the answer against the contract. */
  async function asked(path: string, options: AskOptions = {}) {
    const answer = await world.ask(path, options);
    seen.add(contract.holds(options.method ?? 'GET', path, answer));
    return answer;
  }

  it('is served as OpenAPI 3.1 and describes every route', async () => {
    const { body } = await asked('/api/v1/openapi.json');
    const { openapi, info, paths } = body as { openapi: string; info: { version: string }; paths: object };
    assert.equal(openapi, '3.1.0');
    assert.equal(info.version, '1.2.3');
    const mounted = new Set<string>(Object.values(operations).map(({ path }) => path));
    assert.deepEqual(Object.keys(paths).sort(), [...mounted].sort());
  });

  const good: [string, AskOptions, number][] = [
    ['/healthz', {}, 200],
    ['/metrics', {}, 200],
    ['/api/v1/instances', {}, 200],
    [`${dev}/workflows`, {}, 200],
    [ingress, {}, 200],
    [`${ingress}/stop`, { method: 'POST' }, 202],
    [`${ingress}/reload`, { method: 'POST', body: {} }, 202],
    [`${ingress}/config`, {}, 200],
    [`${dev}/workflows/egress/config`, { method: 'PUT', headers: { 'if-match': '*' }, body: { clicks: true } }, 200],
    [`${dev}/workflows/egress/config/versions`, {}, 200],
    [`${dev}/metadata/dynamics/tables`, {}, 200],
    [`${dev}/metadata/dynamics/tables/contact`, {}, 200],
    [`${dev}/metadata/campaign/resources`, {}, 200],
    [`${dev}/metadata/campaign/resources/profile?refresh=true`, {}, 200],
    [`${dev}/settings`, {}, 200],
    [`${dev}/settings`, { method: 'PUT', headers: { 'if-match': '*' }, body: { lanes: { waitingDays: 3 } } }, 200],
    [`${ingress}/limits`, {}, 200],
    [`${ingress}/mappings`, {}, 200],
    [`${ingress}/mappings`, { method: 'POST', headers: { 'if-match': '*' }, body: loyalty }, 201],
    [`${ingress}/mappings/new_loyalty`, {}, 200],
    [`${ingress}/mappings/new_loyalty`, { method: 'PUT', headers: { 'if-match': '*' }, body: loyalty }, 200],
    [`${ingress}/mappings/new_loyalty`, { method: 'DELETE', headers: { 'if-match': '*' } }, 204],
  ];
  for (const [path, options, status] of good) {
    it(`answers ${options.method ?? 'GET'} ${path} with ${status} as described`, async () => {
      assert.equal((await asked(path, options)).status, status);
    });
  }

  const refused: [string, AskOptions, number, string][] = [
    ['/api/v1/instances/nowhere/workflows', {}, 404, 'instance-unknown'],
    ['/api/v1/instances/No%20Name/workflows', {}, 404, 'instance-unknown'],
    [`${dev}/workflows/sideways`, {}, 404, 'workflow-unknown'],
    [`${dev}/workflows/egress/start`, { method: 'POST' }, 409, 'not-available-yet'],
    [`${dev}/workflows/optInOut/start`, { method: 'POST' }, 409, 'opt-in-out-disabled'],
    [`${ingress}/stop`, { method: 'POST', body: { force: true } }, 422, 'document-refused'],
    [`${ingress}/config`, { method: 'PUT', body: {} }, 428, 'version-missing'],
    [`${ingress}/config`, { method: 'PUT', headers: { 'if-match': '"v9"' }, body: {} }, 412, 'version-stale'],
    [`${ingress}/config`, { method: 'PUT', headers: { 'if-match': '"v0"' }, body: [] }, 422, 'document-refused'],
    [`${dev}/metadata/dynamics/tables/nothing`, {}, 404, 'dynamics-table-unknown'],
    [`${dev}/metadata/campaign/resources/nothing`, {}, 404, 'campaign-resource-unknown'],
    [`${dev}/metadata/campaign/resources?unmapped=perhaps`, {}, 400, 'parameter-wrong'],
    [`${dev}/metadata/dynamics/tables?unmaped=true`, {}, 400, 'parameter-unknown'],
    [`${ingress}/stop?force=true`, { method: 'POST' }, 400, 'parameter-unknown'],
    [`${dev}/settings`, { method: 'PUT', body: {} }, 428, 'version-missing'],
    [`${dev}/settings`, { method: 'PUT', headers: { 'if-match': '"v9"' }, body: {} }, 412, 'version-stale'],
    [`${dev}/settings`, { method: 'PUT', headers: { 'if-match': '*' }, body: { x: 1 } }, 422, 'document-refused'],
    [`${ingress}/mappings/nothing`, {}, 404, 'mapping-unknown'],
    [`${ingress}/mappings`, { method: 'POST', headers: { 'if-match': '*' }, body: {} }, 422, 'document-refused'],
    ['/readyz', {}, 503, 'worker-unavailable'],
  ];
  for (const [path, options, status, code] of refused) {
    it(`refuses ${options.method ?? 'GET'} ${path} with ${status} ${code} as described`, async () => {
      const answer = await asked(path, options);
      const problem = answer.body as { status: number; code: string; type: string };
      assert.deepEqual([answer.status, problem.status, problem.code], [status, status, code], answer.text);
      assert.equal(problem.type, `urn:passerelle:problem:${code}`);
    });
  }

  it('names the missing system when metadata cannot be read', async () => {
    world.systems.away = true;
    for (const [path, code] of [
      ['dynamics/tables/account', 'dynamics-unavailable'],
      ['campaign/resources/service', 'campaign-unavailable'],
    ] as const) {
      const answer = await asked(`${dev}/metadata/${path}`);
      assert.deepEqual([answer.status, (answer.body as { code: string }).code], [503, code]);
      assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    }
    // Read five minutes ago at most: still there.
    assert.equal((await asked(`${dev}/metadata/dynamics/tables/contact`)).status, 200);
    world.systems.away = false;
  });

  const key = '00000000-0000-e711-a94e-000000000001';
  const rejected = `${ingress}/rejected`;
  const contact = `${ingress}/mappings/contact`;
  const records: [string, AskOptions, number][] = [
    [rejected, {}, 200],
    [`${rejected}?limit=5&reason=campaign-value&from=2026-01-01T00:00:00Z`, {}, 200],
    [`${rejected}?limit=0`, {}, 400],
    [`${rejected}/groups`, {}, 200],
    [`${rejected}/export`, {}, 200],
    [`${rejected}/export?format=jsonl&rows=true`, {}, 200],
    [`${rejected}/1`, {}, 200],
    [`${rejected}/2`, {}, 404],
    [`${ingress}/records/${rejectedKey}`, {}, 200],
    [`${ingress}/records/${key}`, {}, 404],
    [`${contact}/preview`, { method: 'POST', body: { keys: [key] } }, 503],
    [`${ingress}/preview`, { method: 'POST', body: { mapping: loyalty } }, 503],
    [`${contact}/verify`, {}, 404],
    [`${contact}/verify`, { method: 'POST' }, 409],
    [`${contact}/verify`, { method: 'DELETE' }, 404],
    // From here on the workflow is there, and no worker answers for it.
    [`${contact}/replay`, { method: 'POST' }, 503],
    [`${contact}/replay`, { method: 'DELETE' }, 503],
    [`${contact}/resume`, { method: 'POST' }, 503],
    [`${contact}/confirm-deletes`, { method: 'POST', body: { upTo: 500 } }, 503],
    [`${contact}/confirm-deletes`, { method: 'POST', body: {} }, 422],
    [`${rejected}/retry`, { method: 'POST', body: {} }, 202],
    [`${rejected}/1/retry`, { method: 'POST' }, 202],
    [`${rejected}/2/retry`, { method: 'POST' }, 404],
    [`${ingress}/mappings/nothing/resume`, { method: 'POST' }, 404],
    [`${rejected}/discard`, { method: 'POST', body: { why: 'a test' } }, 202],
  ];
  for (const [path, options, status] of records) {
    it(`answers ${options.method ?? 'GET'} ${path} with ${status} as described`, async () => {
      const answer = await asked(path, options);
      assert.equal(answer.status, status, answer.text);
    });
  }

  it('has been held against every operation but the stream and the worker’s', () => {
    const untried = Object.keys(operations).filter((id) => !seen.has(id));
    assert.deepEqual(untried, ['followEvents']);
  });
});
