/** Journal entries that the sandbox keeps in a load: over a second of requests at full speed, so that a look every `lookMs` misses none. */
export const loadJournal = 20_000;
/** In the measurement of changes every request must be kept. */
export const changesJournal = 200_000;
/** Between two looks whether a load is done, and between two samples of memory. */
export const lookMs = 200;
/** A load of 100,000 at 40 ms takes half a minute; a busy machine takes several times as long. */
export const loadLimitMs = 20 * 60_000;
/** Between two looks at the status while a stop or a start is timed; each look is a query of about 20 ms by itself. */
export const statusLookMs = 10;
/** A start or a stop that takes longer than this is a fault. */
export const statusLimitMs = 60_000;
/** Changes: so many per second for so long, each on another contact. */
export const changesPerSecond = 20;
export const changesMs = 60_000;
/** Contacts in the sandbox while changes are measured: more than there are changes. */
export const changesContacts = 5_000;
/** After the last change its profile is waited for this long. */
export const lastChangeLimitMs = 30_000;
/** Stops measured per run, and how long the load runs before each. */
export const stops = 7;
export const beforeStopMs = 2_000;
/** The last third of a load may need this much more memory than the first before it no longer counts as flat: start-up is in the first. */
export const flatTimes = 1.15;
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
  stopMs: 1_000,
} as const;
