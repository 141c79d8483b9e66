import type { QueuedRecord } from '../../../src/core/lane.js';

/** One version of a contact as it stands in the queue. */
export const record = (key: string, version: number, more: object = {}): QueuedRecord => [
  key,
  { contactid: key, lastname: `name ${version}`, version, statecode: 0, ...more },
];

/** `count` contacts c0, c1 ... of one version. */
export const records = (count: number, version = 1): QueuedRecord[] =>
  Array.from({ length: count }, (_, index) => record(`c${index}`, version));
