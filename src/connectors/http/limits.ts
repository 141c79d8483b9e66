/** A connection that is not there after this long will not come (ms). */
export const connectTimeoutMs = 5_000;
/** An idle connection is given up after this long (ms): below the 5 s after which common servers close it. */
export const keepAliveMs = 4_000;

/** Retry-After is believed between these (ms): a 0 would storm, a day would look like a standstill. */
export const shortestPauseMs = 1_000;
export const longestPauseMs = 3_600_000;
/** A pause lasts this much longer than was asked (ms): covers the calls in flight and the difference between clocks. */
export const pauseSlackMs = 250;
/** Told to wait without being told how long: 2, 4, 8 ... up to this (ms; reference dataverse-web-api §9). */
export const longestGuessMs = 64_000;

/** A longer wait is handed to the caller, who makes a timer of it instead of holding a socket's place (ms). */
export const longestWaitMs = 10_000;
/** So often one call is sent again after being told to wait, before the caller hears of it. */
export const waitsPerCall = 5;

/** Concurrency of a system that nothing is known of yet, and the most that is ever tried. */
export const firstConcurrency = 8;
export const ceilingConcurrency = 128;
/**
 * Connections for each call at once. undici takes a connection again a turn of the event loop after its answer: were there no more of them than
 * calls, each call would wait for that.
 */
export const connectionsPerCall = 1.5;
/** Concurrency is judged this often (ms): long enough for a few dozen answers, short enough to reach 128 within seconds. */
export const judgeEveryMs = 250;
/** After the first step back, growth goes on by this many calls per judgement. */
export const growBy = 4;
/** Fast enough to grow: the mean answer takes at most 3 times the quickest mean lately, and 5 ms. */
export const fastTimes = 3;
export const fastMs = 5;
/** Slow enough to step back: over 5 times the quickest mean lately, and half a second. */
export const slowTimes = 5;
export const slowMs = 500;
/** An answer of more than this carries a page, some hundred records: it takes as long as they are many, however idle the system is (bytes). */
export const bulkyBytes = 64 * 1024;
/** "Lately" (ms): a system that became slower for good is the new measure after two of these. */
export const latelyMs = 60_000;

/** A token is renewed at this part of its life (reference adobe-campaign-api §1.1). */
export const renewAtPart = 0.9;
/** A renewal that failed while the old token is still good is tried again after this (ms). */
export const renewAgainMs = 30_000;
/** A token endpoint that fails is left alone for this long (ms), unless it says longer. */
export const loginPauseMs = 1_000;
/** So many fresh tokens refused in a row mean that the login itself is wrong, not that a token ran out. */
export const refusalsInARow = 3;

/** The token endpoint: stages of one request (ms) and the size of its answer (bytes). */
export const loginTimeouts = { headersMs: 15_000, bodyMs: 10_000, totalMs: 30_000 } as const;
export const largestLoginBytes = 256 * 1024;
