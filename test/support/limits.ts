/** For ending everything after the last test. */
export const endLimitMs = 60_000;
/** A process of ours is ready in about a second; the machine may run several test files at once. */
export const readyLimitMs = 45_000;
/** Between two looks at a condition: this share of what was waited already, within bounds. */
export const looks = { firstMs: 25, share: 0.15, longestMs: 300 } as const;
/** Unless a test says otherwise, what it waits for takes no longer, even where Temporal gives a workflow task out again whose answer was lost: after 10 s. */
export const untilLimitMs = 30_000;
/** Another process may take a free port between our look and the server's start. */
export const portAttempts = 3;
/** A stop takes a second under load; the machine may run several test files at once. */
export const stopLimitMs = 15_000;
/** A first load of a few thousand records, a change with its poll. */
export const caughtUpLimitMs = 45_000;
