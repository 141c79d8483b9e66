import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import type { EndVerifyInput, VerifyInput } from '../../src/activities/verifyMapping.js';
import type { Activities } from '../../src/activities/index.js';
import { taskQueues, verificationId } from '../../src/core/names.js';
import { verificationStand } from '../../src/core/verification.js';
import { addSearchAttributes } from '../../src/process/entities.js';
import { untilCancelled } from '../support/entityWorld.js';
import { quietRuntime } from '../support/runtime.js';
import { timeSkippingServer } from '../support/temporal.js';
import { until } from '../support/until.js';

type Turn = Awaited<ReturnType<Activities['verifyMapping']>>;

const { findings, ...stand } = verificationStand.parse({ size: 9, read: { campaign: 4, dynamics: 0 } });
const progress = { ...stand, counts: { ...findings.counts, equal: 4 } };

describe('the workflow of a verification', function () {
  this.timeout(60_000);
  let environment: TestWorkflowEnvironment;
  let workers: Worker[];
  let running: Promise<unknown>;
  let turns: ((input: VerifyInput) => Promise<Turn>)[];
  let ended: EndVerifyInput[];
  let number = 0;

  before(async () => {
    quietRuntime();
    environment = await TestWorkflowEnvironment.createTimeSkipping({ server: await timeSkippingServer() });
    await addSearchAttributes(environment.connection, environment.namespace ?? 'default');
    const workflowBundle = await bundleWorkflowCode({
      workflowsPath: fileURLToPath(new URL('../../src/workflows/index.js', import.meta.url)),
      logger: new DefaultLogger('WARN'),
    });
    const common = {
      connection: environment.nativeConnection,
      namespace: environment.namespace ?? 'default',
      maxHeartbeatThrottleInterval: 50,
    };
    const endVerify = (input: EndVerifyInput) => {
      ended.push(input);
      return Promise.resolve();
    };
    const verifyMapping = (input: VerifyInput) =>
      turns.shift()?.(input) ?? Promise.reject(new Error('a turn too many'));
    workers = await Promise.all([
      Worker.create({ ...common, taskQueue: taskQueues.workflows, workflowBundle, activities: { endVerify } }),
      Worker.create({ ...common, taskQueue: taskQueues.readers, activities: { verifyMapping } }),
    ]);
    running = Promise.all(workers.map((worker) => worker.run()));
  });
  beforeEach(() => {
    turns = [];
    ended = [];
  });
  after(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await environment.teardown();
  });

  const start = () => {
    number += 1;
    const mapping = `contact-${number}`;
    return environment.client.workflow.start('verify', {
      workflowId: verificationId('dev', mapping),
      taskQueue: taskQueues.workflows,
      args: [{ instance: 'dev', mapping, verification: number, repair: true }],
    });
  };
  const details = async (handle: Awaited<ReturnType<typeof start>>) =>
    (await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata')).currentDetails ?? '';

  it('takes turn after turn, and says that it is done', async () => {
    turns.push(
      () => Promise.resolve({ kind: 'turn', progress }),
      () => Promise.resolve({ kind: 'done', progress: { ...progress, phase: 'again' } }),
    );
    const handle = await start();
    assert.deepEqual(await handle.result(), progress.counts);
    assert.deepEqual(ended, [{ verification: number, state: 'done', failure: null }]);
    assert.deepEqual(turns, []);
    const shown = await details(handle);
    assert.match(shown, /done.*instance `dev`.*repairs/);
    assert.match(shown, /Read: 4 records of Campaign; the Dynamics table holds about 9/);
    assert.match(shown, /\| equal \| 4 \|/);
  });

  it('shows how far it is while it runs', async () => {
    turns.push(
      () => Promise.resolve({ kind: 'turn', progress }),
      async () => {
        await untilCancelled();
        return { kind: 'turn', progress };
      },
    );
    const handle = await start();
    await until(async () => /\| equal \| 4 \|/.test(await details(handle)), {
      what: 'the details show the first turn',
    });
    assert.deepEqual(await handle.query('progress'), progress);
    await handle.cancel();
    await assert.rejects(handle.result(), { name: 'WorkflowFailedError' });
  });

  it('ends in order when its cancellation is requested', async () => {
    turns.push(async () => {
      await untilCancelled();
      return { kind: 'turn', progress };
    });
    const handle = await start();
    await until(() => turns.length === 0, { what: 'the turn has begun' });
    await handle.cancel();
    await assert.rejects(handle.result());
    assert.equal((await handle.describe()).status.name, 'CANCELLED');
    assert.deepEqual(ended, [{ verification: number, state: 'cancelled', failure: null }]);
  });

  it('fails with the problem that it met, kept and shown with its remedy', async () => {
    const facts = { code: 'verify-mapping-changed', params: { mapping: 'contact' } };
    turns.push(() =>
      Promise.reject(
        ApplicationFailure.create({ type: facts.code, nonRetryable: true, category: 'BENIGN', details: [facts] }),
      ),
    );
    const handle = await start();
    await assert.rejects(handle.result());
    assert.equal((await handle.describe()).status.name, 'FAILED');
    const [end] = ended;
    assert.deepEqual([end?.state, end?.failure?.code, end?.failure?.params], ['failed', facts.code, facts.params]);
    assert.match(await details(handle), /Failed:.*Verify it again/);
  });

  it('fails at once by an error that nobody foresaw, and says what to do', async () => {
    turns.push(() => Promise.reject(ApplicationFailure.create({ type: 'unexpected', message: 'an unexpected error' })));
    const handle = await start();
    await assert.rejects(handle.result());
    const [end] = ended;
    assert.deepEqual([end?.state, end?.failure?.code], ['failed', 'unexpected']);
    assert.match(await details(handle), /Failed:.*not foreseen.*look at the log of the worker/);
  });

  it('tries again what passes by itself', async () => {
    turns.push(
      () => Promise.reject(ApplicationFailure.create({ type: 'campaign-unavailable', category: 'BENIGN' })),
      () => Promise.resolve({ kind: 'done', progress }),
    );
    const handle = await start();
    await handle.result();
    assert.deepEqual(ended, [{ verification: number, state: 'done', failure: null }]);
  });

  it('ends without a word where its row says that it is over', async () => {
    turns.push(() => Promise.resolve({ kind: 'ended' }));
    const handle = await start();
    assert.equal(await handle.result(), null);
    assert.deepEqual(ended, [{ verification: number, state: 'cancelled', failure: null }]);
  });
});
