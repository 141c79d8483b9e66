import type { EntityStatus } from '../../src/core/entity.js';

/** What a workflow that runs says of itself; `changes` come on top. */
export const runningStatus = (changes: Partial<EntityStatus> = {}): EntityStatus => ({
  instance: 'dev',
  workflow: 'ingress',
  status: 'RUNNING',
  stopping: false,
  since: '2026-11-23T11:00:00.000Z',
  appliedVersion: 1,
  reloadPending: false,
  failure: null,
  refused: null,
  parked: [],
  waits: [],
  startWait: null,
  commands: [],
  carriedOut: [],
  ...changes,
});
