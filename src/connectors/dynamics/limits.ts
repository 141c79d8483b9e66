/** The longest that each stage of a request may take (ms): one message may run for 2 minutes on the platform, a page of 5,000 rows comes in pieces. */
export const timeouts = { headersMs: 125_000, bodyMs: 60_000, totalMs: 300_000 } as const;
/** A page of 5,000 rows with 100 columns and their labels is about 20 MB; more than this is no page. */
export const largestAnswerBytes = 64 * 1024 * 1024;
/** Rows per page: the most that Dataverse gives (reference dataverse-web-api §3). */
export const pageRecords = 5_000;
/** Ids per query: 400 of them make a URL of 18,000 characters, of the 32,768 allowed. */
export const idsPerQuery = 400;
/** Calls at once: a careful beginning, and the platform's own limit per user (reference §9). `x-ms-dop-hint` lowers it. */
export const firstConcurrency = 4;
export const ceilingConcurrency = 52;
