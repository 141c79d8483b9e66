/** How often a running activity beats; the SDK's throttle (a worker setting) decides how many beats reach the server. */
export const beatMs = 400;
/** So long an attempt that may be over already waits to hear so before it takes anything. */
export const staleAnswerMs = 3_000;
/** How often a lane's metadata are looked at again: some fifteen requests for each lane, and a change is rare. */
export const driftEveryMs = 180_000;
/** How long a start waits for the sizes of tables: Dynamics has them at hand (reference dataverse-web-api §3). */
export const sizesWithinMs = 10_000;
/** Records that are rejected one after another for one cause need no look each. */
export const driftAgainMs = 15_000;
/** Of a table with hundreds of new columns so many are told. */
export const notedDrifts = 50;
