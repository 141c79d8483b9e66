import type { Rows, Size } from './size.js';

/** A run that takes a few minutes, and one whose figures are worth writing down. */
export const shortSize: Size = {
  contacts: 5_000,
  loyalties: 10_000,
  transactions: 2_500,
  verified: 5_000,
  pairs: 1,
  stops: 2,
  seconds: 15,
};
export const fullSize: Size = {
  contacts: 100_000,
  loyalties: 200_000,
  transactions: 50_000,
  verified: 1_000_000,
  pairs: 3,
  stops: 7,
  seconds: 60,
};
/** Accounts of the linked load: the sandbox's own. */
export const accounts = 500;
/** Journal entries that the sandbox keeps in a load: over a second of requests at full speed, so that a look every `lookMs` misses none. */
export const loadJournal = 20_000;
/** Where every request is looked at, so many more are kept than there are records. */
export const moreJournal = 200_000;
/** Between two looks whether a load is done, and between two samples of memory. */
export const lookMs = 200;
/** A load of 350,000 at 40 ms takes two minutes; a busy machine takes several times as long. */
export const loadLimitMs = 20 * 60_000;
/** Between two looks at the status while a stop or a start is timed; each look is a query of about 20 ms by itself. */
export const statusLookMs = 10;
/** A start or a stop that takes longer than this is a fault. */
export const statusLimitMs = 60_000;
/** Changes: so many per second, each on another contact. */
export const changesPerSecond = 20;
/** Contacts in the sandbox while changes are measured: more than there are changes. */
export const changesContacts = 5_000;
/** After the last change its profile is waited for this long. */
export const lastChangeLimitMs = 60_000;
/** How long a load runs before it is stopped. */
export const beforeStopMs = 2_000;
/** The last third of a load may need this much more memory than the first before it no longer counts as flat: start-up is in the first. */
export const flatTimes = 1.15;
/** Families: so many a second, a contact with a loyalty and a transaction each. */
export const familiesPerSecond = 10;
/** Of every so many families the contact of one is kept out by the filter at first, for so long. */
export const lateFamilyOf = 5;
export const lateParentMs = 5_000;
/** What is there before families are made. */
export const familiesBefore: Rows = {
  contacts: 1_000,
  loyalties: 1_000,
  transactions: 1_000,
};
/** Tables of the change log; the last contacts and loyalties have no children, so that their deletes are no changes of others. */
export const changeLogTables: Rows = {
  contacts: 4_000,
  loyalties: 3_000,
  transactions: 2_000,
};
/** Of a table's rows one in so many changes in nothing that is mapped, and as many in something, are created or deleted. */
export const untouchedOf = 4;
/** One in so many of the latter is created, and one deleted: below the delete brake. */
export const createdOf = 10;
/** What is to be reached. */
export const targets = {
  /** Parts of the floor's records per second, by latency per call (ms); other latencies have no target. */
  ratio: new Map([
    [0, 0.6],
    [40, 0.9],
  ]),
  memoryMb: 400,
  eventsPerMillion: 1_000,
  changeP99Ms: 5_000,
  changeInLoadP99Ms: 10_000,
  childP99Ms: 10_000,
  stopMs: 1_000,
  /** Part of the engine calls that Adobe's rule would have cost. */
  callsShare: 0.5,
} as const;
