import { ActivityCancellationType, proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import { taskQueues } from '../core/names.js';
import {
  announceTimeout,
  commandAttempts,
  commandTimeout,
  endVerifyTimeout,
  heartbeatTimeout,
  prepareTimeout,
  readTimeout,
  retry,
  verifyTimeout,
  writeTimeout,
} from './limits.js';

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

/** Cancelled with the run, and handed over again by the next: PostgreSQL knows what was done. */
export const { carryOut } = proxyActivities<Activities>({
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: commandTimeout,
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  // What nobody foresaw would only keep the commands behind it waiting.
  retry: { ...retry, nonRetryableErrorTypes: ['unexpected'], maximumAttempts: commandAttempts },
});

export const { verifyMapping } = proxyActivities<Activities>({
  taskQueue: taskQueues.readers,
  startToCloseTimeout: verifyTimeout,
  heartbeatTimeout,
  cancellationType,
  // What nobody foresaw would be met again and again, and shown nowhere.
  retry: { ...retry, nonRetryableErrorTypes: ['unexpected'] },
});

export const { endVerify } = proxyActivities<Activities>({
  taskQueue: taskQueues.workflows,
  startToCloseTimeout: endVerifyTimeout,
  retry,
  summary: 'keep how the verification ended',
});

export const { announceStop } = proxyLocalActivities<Activities>({
  scheduleToCloseTimeout: announceTimeout,
  retry: { maximumAttempts: 1 },
});
