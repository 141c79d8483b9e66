import assert from 'node:assert/strict';
import { temporalId } from '../../src/core/names.js';
import type { ProblemDetails, WorkflowView } from '../../src/core/views.js';
import { type ApiWorld, apiWorld } from '../support/apiWorld.js';
import { until } from '../support/until.js';

const workflows = '/api/v1/instances/dev/workflows';
const ingress = `${workflows}/ingress`;

describe('commands over the API', function () {
  this.timeout(90_000);
  let world: ApiWorld;
  before(async () => {
    world = await apiWorld();
    await world.startWorker();
  });

  /** On a busy machine an answer may take longer than the API waits for; everything here may be asked again. */
  const answered = (path: string, method = 'GET') =>
    until(
      async () => {
        const answer = await world.ask(path, { method });
        return answer.status !== 503 && answer;
      },
      { what: `${method} ${path} is answered`, limitMs: 30_000 },
    );
  const view = async (path = ingress) => (await answered(path)).body as WorkflowView;
  const reaches = (status: WorkflowView['status'], path = ingress) =>
    until(
      async () => {
        const seen = await view(path);
        return seen.status === status && !seen.stopping && seen;
      },
      { what: `${path} is ${status}` },
    );
  const command = async (name: string, path = ingress) => {
    const answer = await answered(`${path}/${name}`, 'POST');
    return { ...answer, view: answer.body as WorkflowView };
  };
  const save = (etag: string, body: unknown) =>
    world.ask(`${ingress}/config`, { method: 'PUT', headers: { 'if-match': etag }, body });
  const handle = () => world.client.workflow.getHandle(temporalId('dev', 'ingress'));
  const runId = async () => (await handle().describe()).runId;

  it('find a workflow that was never started STOPPED, and stopping it changes nothing', async () => {
    assert.deepEqual(
      [(await view()).status, (await view()).since, (await view()).startable],
      ['STOPPED', null, { ok: true }],
    );
    const stopped = await command('stop');
    assert.deepEqual([stopped.status, stopped.view.status], [202, 'STOPPED']);
    await assert.rejects(handle().describe(), /not found/i);
  });

  it('start it, STARTING first, with a view that tells the applied version', async () => {
    const started = await command('start');
    assert.equal(started.status, 202);
    assert.match(started.view.status, /STARTING|RUNNING/);
    const running = await reaches('RUNNING');
    assert.deepEqual([running.config, running.pendingChanges], [{ saved: 0, applied: 0 }, false]);
    assert.deepEqual(
      running.lanes.map(({ lane, state, backlog }) => [lane, state, backlog]),
      [['contact', 'new', 0]],
    );
  });

  it('start what runs without a second run', async () => {
    const before = await runId();
    const again = await Promise.all([command('start'), command('start')]);
    assert.deepEqual(
      again.map(({ status, view: { status: shown } }) => [status, shown]),
      [
        [202, 'RUNNING'],
        [202, 'RUNNING'],
      ],
    );
    assert.equal(await runId(), before);
  });

  it('show saved changes as pending until stop and start, by content and not by number', async () => {
    const original = (await world.ask(`${ingress}/config`)).body as { mappings: { applyDeletes: boolean }[] };
    const edited = { mappings: original.mappings.map((mapping) => ({ ...mapping, applyDeletes: true })) };
    assert.equal((await save('"v0"', edited)).status, 200);
    assert.deepEqual([(await view()).pendingChanges, (await view()).config], [true, { saved: 1, applied: 0 }]);
    await save('"v1"', original);
    assert.deepEqual([(await view()).pendingChanges, (await view()).config], [false, { saved: 2, applied: 0 }]);
    await save('"v2"', edited);
    await until(async () => (await handle().query<{ reloadPending: boolean }>('status')).reloadPending, {
      what: 'the workflow was told of the save',
    });
    assert.equal((await view()).status, 'RUNNING');
    await command('stop');
    await reaches('STOPPED');
    await command('start');
    const applied = await reaches('RUNNING');
    assert.deepEqual([applied.pendingChanges, applied.config], [false, { saved: 3, applied: 3 }]);
  });

  it('refuse a start that would have nothing to do, with the reason that the view shows', async () => {
    for (const [workflow, code] of [
      ['egress', 'no-event-type'],
      ['optInOut', 'opt-in-out-disabled'],
    ] as const) {
      const refused = await command('start', `${workflows}/${workflow}`);
      const problem = refused.body as ProblemDetails;
      assert.deepEqual([refused.status, problem.code], [409, code]);
      const { startable } = await view(`${workflows}/${workflow}`);
      assert.ok(!startable.ok && startable.reason.sentence === problem.detail);
    }
    await save('"v3"', { mappings: [] });
    assert.deepEqual(((await command('start')).body as ProblemDetails).code, 'no-table-mapping');
    await command('stop');
    await reaches('STOPPED');
    assert.equal((await command('start')).status, 409);
    await save(
      '"v4"',
      (
        await world.database.db
          .selectFrom('configurations')
          .select('document')
          .where('version', '=', 3)
          .executeTakeFirstOrThrow()
      ).document,
    );
  });

  it('show a terminated workflow FAILED with what to do, and start goes on', async () => {
    await command('start');
    await reaches('RUNNING');
    await handle().terminate('an operator did it');
    const failed = await reaches('FAILED');
    assert.deepEqual([failed.failure?.code, failed.failure?.params], ['workflow-ended', { how: 'Terminate' }]);
    assert.match(failed.failure?.remedy ?? '', /goes on/);
    assert.equal((await command('stop')).view.status, 'FAILED');
    await command('start');
    assert.equal((await reaches('RUNNING')).failure, null);
  });

  it('show a cancelled workflow STOPPED, and start goes on', async () => {
    await handle().cancel();
    await reaches('STOPPED');
    assert.equal((await handle().describe()).status.name, 'CANCELLED');
    await command('start');
    await reaches('RUNNING');
    await command('stop');
    await reaches('STOPPED');
  });

  it('are audited before they take effect, refused ones not', async () => {
    const entries = await world.database.db.selectFrom('audit').select(['who', 'what', 'workflow']).execute();
    const commands = entries.filter(({ what }) => what === 'start' || what === 'stop');
    assert.ok(commands.every(({ who, workflow }) => who === 'local' && workflow === 'ingress'));
    assert.ok(commands.filter(({ what }) => what === 'start').length >= 5);
  });

  it('carry nothing but names into the workflow’s history', async () => {
    const { events } = await handle().fetchHistory();
    const payloads = JSON.stringify(events, (_name, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    assert.ok(!/secret|firstName|emailaddress/.test(payloads));
  });
});
