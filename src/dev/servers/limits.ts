/** The SDK's download host either answers at once or cannot be reached from here. */
export const probeLimitMs = 3_000;
/** About 45 MB; a slow line of 1 MB/s still gets there. */
export const downloadLimitMs = 120_000;
/** `temporal --version` takes 0.1 s. */
export const versionLimitMs = 5_000;
/** `pip --version` takes 0.5 s, many times as long on a busy machine that has never run it. */
export const pipVersionLimitMs = 60_000;
/** PostgreSQL is up in 0.2 s; after a crash it first replays its log. */
export const postgresReadyLimitMs = 30_000;
/** The dev server is up in 0.3 s on an idle machine. */
export const temporalReadyLimitMs = 30_000;
/** Between two looks whether a server is up. */
export const readyPollMs = 50;
/** One attempt to connect to a server on this machine. */
export const connectLimitMs = 2_000;
/** `initdb` takes 0.6 s; much longer on a slow disk. */
export const initLimitMs = 60_000;
