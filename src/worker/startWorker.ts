import { hostname } from 'node:os';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createActivities } from '../activities/index.js';
import { openConnectors } from '../connectors/byInstance.js';
import { taskQueues } from '../core/names.js';
import { PassesByItself } from '../core/problems/failures.js';
import { systemClock } from '../engine/clock.js';
import { ensureEntities, registerSearchAttributes } from '../process/entities.js';
import { instanceOf } from '../process/instance.js';
import type { Logger } from '../process/logger.js';
import { needed } from '../process/needed.js';
import type { TemporalOptions } from '../process/temporal.js';
import type { Settings } from '../settings.js';
import { readConnections } from '../store/connections.js';
import { openDatabase } from '../store/database.js';
import { ensureInstance } from '../store/instances.js';
import { openListener } from '../store/listener.js';
import { openPauseBoard } from '../store/pauses.js';
import { workflowBundle } from './workflowBundle.js';

/** After a signal activities are told at once; they need up to 1.5 s for calls in flight and a moment for the checkpoint. */
const graceTime = '100 milliseconds';
const forceTime = '6 seconds';
/** Long activities: a reader and a lane's writer each. A process carries this many before others must help. */
const longActivities = 50;
/** One open poll, because a frozen process's polls go on being served first: each one costs its successor a heartbeat timeout (24 s in all instead of 55). */
const onePoll = { type: 'simple-maximum', maximum: 1 } as const;

export interface RunningWorker {
  /** Fails as soon as one of its workers ended by itself, and settles when all have ended. */
  readonly ended: Promise<unknown>;
  /** Tells activities to end, waits for them and closes what was opened. */
  end(): Promise<void>;
}

/**
 * Opens what a worker needs, and polls. Temporal's runtime must be installed.
 * @throws PassesByItself, CannotGoOn, CannotStart what keeps it from starting
 */
export async function startWorker(
  settings: Settings,
  { connectionOptions, namespace }: TemporalOptions,
  log: Logger,
): Promise<RunningWorker> {
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
      workflowBundle: await workflowBundle(),
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

  await ensureEntities(connection, namespace, instance.id);
  const runs = workers.map((worker) => worker.run());
  const ended = Promise.all(runs);
  ended.catch((err: unknown) => log.error({ err }, 'a worker ended with an error'));
  log.info({ namespace, instance: instance.id }, 'worker ready');
  return {
    ended,
    async end() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await Promise.allSettled(runs);
      await connectors.close();
      pauses.close();
      await listener.close();
      await database.close();
      await connection.close();
    },
  };
}
