import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { taskQueues } from '../core/names.js';
import { announceTimeout, heartbeatTimeout, prepareTimeout, readTimeout, retry, writeTimeout } from './limits.js';

/** An activity that was told to stop still hands back what it has done: we wait for it. */
const cancellationType = ActivityCancellationType.WAIT_CANCELLATION_COMPLETED;

export const { prepare } = proxyActivities<Activities>({
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: prepareTimeout,
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry,
  summary: 'check connections and mappings',
});

export const { readChanges } = proxyActivities<Activities>({
  taskQueue: taskQueues.readers,
  startToCloseTimeout: readTimeout,
  heartbeatTimeout,
  cancellationType,
  retry,
  summary: 'read changes into the queue',
});

export const { writeBatches } = proxyActivities<Activities>({
  taskQueue: taskQueues.writers,
  startToCloseTimeout: writeTimeout,
  heartbeatTimeout,
  cancellationType,
  retry,
});

export const { announceStop } = proxyLocalActivities<Activities>({
  scheduleToCloseTimeout: announceTimeout,
  retry: { maximumAttempts: 1 },
});
