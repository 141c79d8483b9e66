/** Bytes. The largest request body that is read; above it 413. Dataverse and Campaign bodies of one record stay under 1 MB. */
export const maxBodyBytes = 32 * 1024 * 1024;

/** Bytes of a request's first line and headers: Dataverse takes URLs of 32,768 characters, Node's default is 16 KB. */
export const maxHeaderBytes = 64 * 1024;

/** Journal entries kept; about 300 bytes each. */
export const journalEntries = 200_000;

/** Requests whose headers and bodies the journal keeps on demand, and characters kept of a body: 35 MB at most. */
export const journalRequests = 2_000;
export const journalBodyChars = 16_384;

/** Characters of an access token that the journal keeps: enough to tell tokens apart, too few to use one. */
export const tokenEnd = 10;

/** Entries in one answer of the journal unless `limit` asks for another number. */
export const journalPage = 1_000;

/** Milliseconds between two saves of a changed state. */
export const saveEveryMs = 30_000;

/** Milliseconds of work between two breaths while a large state is written: requests wait no longer than this. */
export const saveSliceMs = 10;

/** Characters gathered before one write to the state file. */
export const saveBufferChars = 1 << 20;

/** Bytes read at once from the state file. */
export const loadBufferBytes = 1 << 20;

/** Milliseconds between two ticks of what lives on its own. */
export const tickMs = 100;

/** Milliseconds that an idle connection is kept: longer than clients keep theirs, so that the client closes first. */
export const keepAliveMs = 65_000;

/** Milliseconds after SIGTERM at which the process ends even if the state is not written. */
export const endWithinMs = 3_300;
