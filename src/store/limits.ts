/** Connections of one process. A reader, a writer per lane and a few API calls; PostgreSQL's default allows 100 in all. */
export const poolConnections = 10;
/** The API must say within 2 s that the database is away. */
export const connectTimeoutMs = 1_500;
/** No statement here takes seconds; one that hangs must not hold a lane. */
export const statementTimeoutMs = 30_000;
/** A process that is frozen in the middle of a transaction would hold its lane's row for as long; its successor comes after the lease. */
export const idleTransactionMs = 5_000;
/** How long a writer may be silent before another may take its lane (design: database clock). */
export const leaseMs = 10_000;
/**
 * Output buffers of a chunk's gzip and gunzip (bytes): a chunk of 500 contacts is 50 KB packed and 400 KB open, and each further buffer costs a
 * turn of a busy event loop. Much larger ones cost more: ten at once are alive while a page is packed, and all of them hasten garbage collection.
 */
export const packBufferBytes = 128 * 1024;
export const unpackBufferBytes = 1024 * 1024;
/** First and longest wait before a broken LISTEN connection is opened again. */
export const listenRetryMs = { first: 200, longest: 5_000 };
/** Versions of a configuration that the history lists: years of edits, and still one short answer. */
export const versionsShown = 500;
/** A connection that only listens says nothing itself: a host that is gone is noticed by keep-alives from then on. */
export const keepAliveMs = 10_000;
/** When a call that was cut off can no longer land: longer than gateways keep a request alive (design: compared after 120 s). */
export const doubtSeconds = 120;
/** How long a command that was carried out is known: longer than Temporal keeps the history whose Reset would bring it again. */
export const commandsKeptDays = 400;
/** Changes that were not read for so long are read whatever stands in the queue: Dynamics forgets a position after seven days (reference dataverse-web-api §4). */
export const positionOldHours = 24;
/** How long a person's word about deletes counts. */
export const deletesConfirmedHours = 24;
/** Records in Campaign are counted up to here for the delete brake: 1 s; in a larger table it brakes somewhat sooner than it might. */
export const presentCounted = 5_000_000;
/** And counted again after so many times the time that it took: 2 % of it is spent on counting. */
export const recountFactor = 50;
/** Rows of a lane without a mapping that one transaction removes: well under a second. */
export const clearRecords = 10_000;
/** How long a start removes such rows; what is left then is removed while the workflow runs, or at the next start. */
export const clearMs = 3_000;
/** A lane that was read so lately is at work: the coldest one is polled every 30 s, and a rest lasts a minute. */
export const busyWithinSeconds = 90;
/** A record that differs gets so long to be read and written before it is looked at again ... */
export const candidateSeconds = 6;
/** ... and when its lane has not read past it after this, it is looked at all the same. */
export const candidateLateSeconds = 60;
/** Keys of a verification that is over, removed at once: a fraction of a second. */
export const keysForgotten = 20_000;
/** Waiting records that one step of `tend` releases or looks at: up to 150 ms on a busy machine, and a round is followed by 20 times its length. */
export const releaseRecords = 2_000;
/**
 * When a waiting record's parent is looked up again: 2, 8, 32, 128 and 512 s after the last time, then every half an hour. A statement that did
 * not see it wait ends within 30 s; a million that wait for days cost 550 look-ups a second.
 */
export const checkWaits = { firstSeconds: 2, factor: 4, longestSeconds: 1_800 };
/** Records that one transaction gives up or moves, while it holds up the lane's checkpoints. */
export const expireRecords = 500;
export const doubtRecords = 1_000;
export const ripenRecords = 2_000;
/** Keys that one step of a sweep walks over: 20 ms, 100 ms when all of them are to be read; and how long a round sweeps. */
export const sweepKeys = 5_000;
export const sweepMs = 100;
/** Rejected records that one statement of a command retries or discards: a second on a busy machine. */
export const rejectedSlice = 50_000;
