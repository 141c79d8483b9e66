import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { ProblemDetails, WorkflowView } from '../../src/core/views.js';
import { type ApiWorld, apiWorld, type AskOptions } from '../support/apiWorld.js';
import { type OwnPostgres, ownPostgres } from '../support/postgres.js';
import type { OwnProcess } from '../support/process.js';
import { type OwnTemporal, ownTemporal } from '../support/temporal.js';
import { until } from '../support/until.js';

const ingress = '/api/v1/instances/dev/workflows/ingress';
const post = { method: 'POST' };
const save = { method: 'PUT', headers: { 'if-match': '*' }, body: { mappings: [] } };

/** An outage is answered within this. */
const answerLimitMs = 2_000;

describe('the API while something is away', function () {
  this.timeout(240_000);
  let postgres: OwnPostgres;
  let temporal: OwnTemporal;
  let world: ApiWorld;
  let worker: OwnProcess;
  before(async () => {
    [postgres, temporal] = await Promise.all([ownPostgres(), ownTemporal()]);
    world = await apiWorld({ postgres, temporal });
    worker = await world.startWorker();
    await world.ask(`${ingress}/start`, post);
    await until(running, { what: 'ingress runs' });
  });
  const running = async () => ((await world.ask(ingress)).body as WorkflowView).status === 'RUNNING';

  /** Views may be a second old, and the machine may be busy: waits for an answer that is right and in time. */
  async function saysAway(code: string, path: string, options: AskOptions = {}): Promise<ProblemDetails> {
    const seen = async () => {
      const { status, tookMs, headers, body } = await world.ask(path, options);
      const problem = body as ProblemDetails;
      const inTime = tookMs < answerLimitMs && headers.has('retry-after');
      return status === 503 && inTime && problem.code === code && problem;
    };
    return until(seen, { what: `${path} says ${code} in time` });
  }

  it('names a frozen worker, keeps what does not need one, and recovers', async () => {
    worker.signal('SIGSTOP');
    await saysAway('worker-unavailable', ingress);
    await saysAway('worker-unavailable', '/api/v1/instances/dev/workflows');
    await saysAway('worker-unavailable', `${ingress}/reload`, post);
    assert.deepEqual((await saysAway('worker-unavailable', '/readyz')).params, { away: 'worker' });
    assert.equal((await world.ask(`${ingress}/config`)).status, 200);
    assert.equal((await world.ask('/healthz')).status, 200);
    worker.signal('SIGCONT');
    await until(running, { what: 'ingress is seen again', limitMs: 60_000 });
  });

  it('names a killed worker', async () => {
    await worker.kill();
    await saysAway('worker-unavailable', ingress);
    assert.deepEqual((await saysAway('worker-unavailable', '/readyz')).params, { away: 'worker' });
    await worker.restart();
    await until(running, { what: 'ingress is seen again', limitMs: 60_000 });
  });

  for (const how of ['frozen', 'killed'] as const) {
    it(`names a ${how} Temporal server, saves configurations without it, and recovers`, async () => {
      if (how === 'killed') await temporal.kill();
      else process.kill(temporal.pid(), 'SIGSTOP');
      await saysAway('temporal-unavailable', ingress);
      await saysAway('temporal-unavailable', `${ingress}/start`, post);
      await saysAway('temporal-unavailable', `${ingress}/stop`, post);
      assert.deepEqual((await saysAway('temporal-unavailable', '/readyz')).params, { away: 'temporal, worker' });
      const { body } = await world.ask(`${ingress}/config`);
      const flipped = how === 'killed';
      const mappings = (body as { mappings: object[] }).mappings.map((one) => ({ ...one, applyDeletes: flipped }));
      const saved = await world.ask(`${ingress}/config`, { ...save, body: { mappings } });
      assert.equal(saved.status, 200, saved.text);
      if (how === 'killed') await temporal.restart();
      else process.kill(temporal.pid(), 'SIGCONT');
      await until(running, { what: 'ingress is seen again', limitMs: 60_000 });
    });
  }

  it('names a killed database before anything else, and recovers', async () => {
    const underWay = assert.rejects(sql`select pg_sleep(60)`.execute(world.database.db));
    await postgres.kill();
    await underWay;
    for (const [path, options] of [
      [ingress, {}],
      ['/api/v1/instances', {}],
      [`${ingress}/config`, {}],
      [`${ingress}/config`, save],
      [`${ingress}/start`, post],
      ['/readyz', {}],
    ] as const)
      await saysAway('store-unavailable', path, options);
    const metrics = await world.ask('/metrics');
    assert.match(metrics.text, /passerelle_dependency_up\{dependency="database"\} 0/);
    await postgres.restart();
    await until(running, { what: 'ingress is seen again', limitMs: 60_000 });
  });
});
