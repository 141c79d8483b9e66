/** Rows; default and largest page (reference dataverse-web-api §3). */
export const maxPageSize = 5_000;

/** `@odata.count` and `/$count` tell no more than this (reference §3). */
export const countCap = 5_000;

/** Characters of a URL (reference §2); inside a batch twice as many. */
export const maxUrlChars = 32_768;
export const maxBatchUrlChars = 65_536;

/** Service protection, per user and web server in a sliding window (reference §9). */
export const protection = { windowMs: 300_000, requests: 6_000, executionMs: 1_200_000, concurrent: 52 };

/** Seconds by which each request that ignores Retry-After lengthens it, and the longest it gets. */
export const retryAfterStepSeconds = 2;
export const retryAfterMaxSeconds = 300;

/** Parallel requests that the environment recommends. */
export const dopHint = 52;

/** Milliseconds of server time that requests are taken to cost, for the limit of execution time. */
export const executionCost = { read: 10, perRow: 0.04, write: 60 };

/** Rows that one `POST /control/tables/...` may touch: what the sandbox is sized for. */
export const maxRowsAtOnce = 2_000_000;

/** Tables of the switch `dummyTables`: large organisations have some thousand. */
export const maxDummyTables = 5_000;

/** Operations in one batch, targets in one bulk message (reference §7; §8 names no limit, this one only guards memory). */
export const maxBatchOperations = 1_000;
export const maxBulkTargets = 10_000;

/** Expansions in one query (reference §3). */
export const maxExpansions = 15;

/** Alternate keys of one table, and columns of one of them (reference §5). */
export const maxKeys = 10;
export const maxKeyColumns = 16;

/** The earliest date that Dataverse stores (reference §3). */
export const earliestYear = 1753;

/** Values selected in one multi-select column (reference §3). */
export const maxSelected = 150;

/** Versions skipped after a restart: tokens handed out after the last save stay below what changes next. */
export const versionsSkippedAtLoad = 1_000_000;

/** Rows in one line of the state file. */
export const rowsPerLine = 50_000;
export const valuesPerLine = 500;

/** How often a change by the sandbox draws again when it drew the value that was there. */
export const drawsForChange = 8;

/** Longest step of life after a pause of the process, so that it does not all happen at once. Milliseconds. */
export const longestLifeStepMs = 1_000;
