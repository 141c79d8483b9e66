import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { bundleWorkflowCode, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from './src/activities/index.js';
import { openConnectors } from './src/connectors/byInstance.js';
import { taskQueues } from './src/core/names.js';
import { PassesByItself } from './src/core/problems/failures.js';
import { systemClock } from './src/engine/clock.js';
import { ensureEntities, registerSearchAttributes } from './src/process/entities.js';
import { failStart } from './src/process/fatal.js';
import { instanceOf } from './src/process/instance.js';
import { createLogger, type Logger } from './src/process/logger.js';
import { announceReady } from './src/process/ready.js';
import { needed } from './src/process/needed.js';
import { onShutdown } from './src/process/shutdown.js';
import { temporalOptions } from './src/process/temporal.js';
import { readSettings, type Settings } from './src/settings.js';
import { readConnections } from './src/store/connections.js';
import { openDatabase } from './src/store/database.js';
import { ensureInstance } from './src/store/instances.js';
import { openListener } from './src/store/listener.js';
import { openPauseBoard } from './src/store/pauses.js';

/** After a signal activities are told at once; they need up to 1.5 s for calls in flight and a moment for the checkpoint. */
const graceTime = '100 milliseconds';
const forceTime = '6 seconds';
/** Long activities: a reader and a lane's writer each. A process carries this many before others must help. */
const longActivities = 50;
/** One open poll, because a frozen process's polls go on being served first: each one costs its successor a heartbeat timeout (24 s in all instead of 55). */
const onePoll = { type: 'simple-maximum', maximum: 1 } as const;
/** The SDK's names of levels, and ours. */
const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** V8 would let the heap grow to several times of what is in use before it looks: 100 MB more, for a load that lives on 60. */
setFlagsFromString('--heap-growing-percent=80');

try {
  await run(readSettings(process.env));
} catch (error) {
  failStart(error, 'worker');
}

async function run(settings: Settings): Promise<void> {
  const log = createLogger(settings, 'worker');
  installRuntime(settings, log);
  const database = await openDatabase(needed(settings, 'DATABASE_URL'), needed(settings, 'PASSERELLE_ENCRYPTION_KEY'));
  const instance = instanceOf(settings);
  await ensureInstance(database.db, database.sealer, instance);
  const listener = openListener(database.url);
  const pauses = await openPauseBoard(database.db, listener, () =>
    log.warn('a pause could not be told to the other processes'),
  );
  const read = (id: string) => readConnections(database.db, database.sealer, id);
  const connectors = openConnectors({ read, pauses, log });
  const activities = createActivities({ database, listener, connectors, clock: systemClock, log });

  const { connectionOptions, namespace } = temporalOptions(settings);
  const connection = await NativeConnection.connect(connectionOptions).catch((cause: unknown) => {
    throw new PassesByItself('temporal-unavailable', { cause });
  });
  await registerSearchAttributes(connection, namespace);
  const shared = {
    connection,
    namespace,
    identity: `passerelle-worker ${process.pid}@${hostname()}`,
    shutdownGraceTime: graceTime,
    shutdownForceTime: forceTime,
    maxHeartbeatThrottleInterval: settings.PASSERELLE_HEARTBEAT_THROTTLE_MS,
    defaultHeartbeatThrottleInterval: settings.PASSERELLE_HEARTBEAT_THROTTLE_MS,
  } satisfies WorkerOptions | { connection: NativeConnection };
  const workers = await Promise.all([
    Worker.create({
      ...shared,
      taskQueue: taskQueues.workflows,
      activities: activities.workflows,
      workflowBundle: await bundle(),
    }),
    Worker.create({
      ...shared,
      taskQueue: taskQueues.readers,
      activities: activities.readers,
      maxConcurrentActivityTaskExecutions: longActivities,
      activityTaskPollerBehavior: onePoll,
    }),
    Worker.create({
      ...shared,
      taskQueue: taskQueues.writers,
      activities: activities.writers,
      maxConcurrentActivityTaskExecutions: longActivities,
      activityTaskPollerBehavior: onePoll,
    }),
  ]);

  const running = Promise.all(workers.map((worker) => worker.run()));
  const end = onShutdown(
    async () => {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await running.catch((err: unknown) => log.error({ err }, 'a worker ended with an error'));
      await connectors.close();
      pauses.close();
      await listener.close();
      await database.close();
      await connection.close();
    },
    { logger: log },
  );
  running.catch((err: unknown) => {
    log.error({ err }, 'a worker ended with an error');
    end('a worker ended with an error');
  });
  await ensureEntities(connection, namespace, instance.id);
  log.info({ namespace, instance: instance.id }, 'worker ready');
  announceReady();
}

/** One owner of the signals, our logger for the SDK's lines, and its Prometheus exporter. */
function installRuntime(settings: Settings, log: Logger): void {
  const metricsPort = settings.PASSERELLE_WORKER_METRICS_PORT;
  const write = (level: (typeof levels)[keyof typeof levels], message: string, meta: object | undefined) => {
    // Readers and writers have no workflows on purpose.
    if (!message.startsWith('No workflows registered')) log[level](meta ?? {}, message);
  };
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) => write(levels[level], message, meta),
      trace: (message, meta) => write('trace', message, meta),
      debug: (message, meta) => write('debug', message, meta),
      info: (message, meta) => write('info', message, meta),
      warn: (message, meta) => write('warn', message, meta),
      error: (message, meta) => write('error', message, meta),
    },
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN' } },
      ...(metricsPort > 0 && { metrics: { prometheus: { bindAddress: `127.0.0.1:${metricsPort}` } } }),
    },
  });
}

/** The bundle that the build made; from sources (tests, a first try) it is made here. */
async function bundle() {
  const codePath = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  if (existsSync(codePath)) return { codePath };
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('./src/workflows/index.js', import.meta.url)),
    payloadConverterPath: fileURLToPath(new URL('./src/workflows/payloadConverter.js', import.meta.url)),
  });
}
