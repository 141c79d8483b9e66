/** Seconds that a token lives: what IMS answers for server-to-server credentials, about 24 hours (reference adobe-campaign-api §1.1). */
export const tokenSeconds = 86_399;

/** Milliseconds of the window in which `tokenRequestsPerMinute` are counted. */
export const throttleWindowMs = 60_000;

/** Secrets that may be valid at once, so that a rotation needs no downtime (reference §1.1). */
export const liveSecrets = 2;
