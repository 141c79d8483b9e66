import { maxFilterDepth } from '../core/filter/limits.js';

/** Every answer, an outage's too, is given within 2 s; the rest is for the way. */
export const answerWithinMs = 1_800;
/** Of that, what describing and querying a workflow may take: the database is asked at the same time. */
export const temporalWithinMs = 1_500;
/** What the reads of one view may take in the database; less than the answer, so that the database is named. */
export const storeWithinMs = 1_600;
/** A save waits this long for the systems' metadata; start checks again, so a slow system must not hold it up. */
export const metadataForSaveWithinMs = 1_000;
/** Metadata are read from a system that may be slow, for a page that a person waits for. */
export const metadataWithinMs = 15_000;
/** Kept back from a read's time, so that its own end, which names what is away, comes before the answer's. */
export const answerMs = 100;
/** Tables and resources change when someone publishes a change: a person who does so can wait this long for the page to see it. */
export const metadataKeptMs = 5 * 60_000;
/** Reads of one kind that are kept: twice the mappings of a document, whose tables are read at its save. With many columns one takes 200 KB. */
export const sharedReadsKept = 200;
/** One status query per workflow and second serves all viewers. */
export const viewKeptMs = 1_000;
/** At most one event a second per workflow and viewer. */
export const eventEveryMs = 1_000;
/** Proxies close a silent connection after 30-60 s. */
export const heartbeatMs = 15_000;
/** How long a browser waits before it comes back to a lost stream. */
export const reconnectMs = 2_000;
/** Viewers per process: each costs a socket, and a browser needs one. */
export const viewers = 500;
/** A viewer that does not read is let go once this waits for it: three views of a workflow with a hundred lanes are about 150 KB. */
export const unreadBytes = 1024 * 1024;
/** Largest body. */
export const bodyMb = 1;
/**
 * Deepest nesting of a body: a value in the list of a condition in the deepest group of the filter of a mapping of a document.
 * A schema that calls itself never sees a deeper one, and a crafted body ends in no stack overflow.
 */
export const bodyDepth = 5 + 2 * maxFilterDepth;
/** Mistakes told in one answer. */
export const mistakesShown = 200;
/** Requests in flight at the end get this long before their connections are cut: the process must be gone within 5 s. */
export const endWithinMs = 3_500;
/** A worker polls anew at least every 60 s; the server remembers for 5 min who did. */
export const pollerSeenMs = 70_000;
/** Longest wait of gRPC between attempts to reach a server that was away; its default is 120 s. */
export const grpcBackoffMs = { first: 200, longest: 2_000 };
/** Bounds of the request duration histogram, s: an answer takes milliseconds, an outage's under 2 s. */
export const durationBucketsS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
/** A system that says "wait" for longer is not waited for while a person looks at the page. */
export const longestPauseMs = 1_000;
/** The process is gone within this, whatever hangs. */
export const endLimitMs = 5_000;
/** Rejected records that an export reads at a time. */
export const exportPageRecords = 500;
/** A preview asks both systems for up to a hundred records while a person waits. */
export const previewWithinMs = 30_000;
/** A verification that was not heard of for so long may have been ended from outside: Temporal is asked. Its steps take seconds, an outage may hold it up. */
export const verifyQuietMs = 20_000;
/** How long a view tells that a command could not be carried out: until whoever gave it has surely seen it. */
export const commandToldMs = 60 * 60_000;
