/** Connections of one process. A reader, a writer per lane and a few API calls; PostgreSQL's default allows 100 in all. */
export const poolConnections = 10;
/** The API must say within 2 s that the database is away. */
export const connectTimeoutMs = 1_500;
/** No statement here takes seconds; one that hangs must not hold a lane. */
export const statementTimeoutMs = 30_000;
/** How long a writer may be silent before another may take its lane (design: database clock). */
export const leaseMs = 10_000;
/** Gzip's output buffer: with zlib's default of 16 KB a chunk takes tens of turns of a busy event loop. */
export const gzipChunkBytes = 4 * 1024 * 1024;
/** First and longest wait before a broken LISTEN connection is opened again. */
export const listenRetryMs = { first: 200, longest: 5_000 };
/** Versions of a configuration that the history lists: years of edits, and still one short answer. */
export const versionsShown = 500;
