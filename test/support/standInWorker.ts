import { existsSync } from 'node:fs';
import { setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../../src/activities/index.js';
import { taskQueues } from '../../src/core/names.js';
import { needed } from '../../src/process/needed.js';
import { announceReady } from '../../src/process/ready.js';
import { onShutdown } from '../../src/process/shutdown.js';
import { temporalOptions } from '../../src/process/temporal.js';
import { readSettings } from '../../src/settings.js';
import { applyVersion } from '../../src/store/applied.js';
import { newestConfiguration } from '../../src/store/configurations.js';
import { openDatabase } from '../../src/store/database.js';
import { laneTotals } from '../../src/store/totals.js';
import { endVerification } from '../../src/store/verifications.js';

/**
 * A worker for tests of the API: our workflows, and activities that reach no system. A start applies the newest configuration
 * with one lane, `contact`, that has nothing to read.
 */
const logger = new DefaultLogger('ERROR');
Runtime.install({ logger, shutdownSignals: [] });
const settings = readSettings(process.env);
const { db, close } = await openDatabase(
  needed(settings, 'DATABASE_URL'),
  needed(settings, 'PASSERELLE_ENCRYPTION_KEY'),
);
const { connectionOptions, namespace } = temporalOptions(settings);
const connection = await NativeConnection.connect(connectionOptions);

const activities: Activities = {
  async prepare({ instance, workflow }) {
    const { version } = await newestConfiguration(db, instance, workflow);
    await applyVersion(db, instance, workflow, version, [{ name: 'contact', plan: null, failure: null }]);
    return { kind: 'prepared', version, lanes: await laneTotals(db, instance, workflow) };
  },
  announceStop: () => Promise.resolve(),
  async readChanges() {
    const signal = cancellationSignal();
    const beating = setInterval(() => heartbeat(), 50);
    await new Promise((resolve) => (signal.aborted ? resolve(null) : signal.addEventListener('abort', resolve)));
    clearInterval(beating);
    return { kind: 'turn', lanes: [], rests: [] };
  },
  verifyMapping: () => Promise.resolve({ kind: 'ended' }),
  endVerify: ({ verification, state }) => endVerification(db, verification, state).then(() => {}),
  writeBatches: () => Promise.reject(new Error('there is nothing to write')),
  carryOut: async ({ instance, workflow }) => ({
    kind: 'done',
    problem: null,
    records: null,
    lanes: await laneTotals(db, instance, workflow),
  }),
};

const common = { connection, namespace, activities, maxHeartbeatThrottleInterval: 50, shutdownForceTime: '2 seconds' };
// The bundle that the build made, as worker.ts takes it; else one made here.
const built = fileURLToPath(new URL('../../workflow-bundle.js', import.meta.url));
const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.js', import.meta.url));
const workflowBundle = existsSync(built) ? { codePath: built } : await bundleWorkflowCode({ workflowsPath, logger });
const workers = await Promise.all([
  Worker.create({ ...common, taskQueue: taskQueues.workflows, workflowBundle }),
  Worker.create({ ...common, taskQueue: taskQueues.readers }),
]);
const running = Promise.all(workers.map((worker) => worker.run()));
onShutdown(
  async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await close();
    await connection.close();
  },
  { logger: { info: () => {}, error: (facts: object) => logger.error(JSON.stringify(facts)) } },
);
announceReady();
