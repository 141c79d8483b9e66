/** A dead worker is noticed after this; its lease has run out by then too. */
export const heartbeatTimeout = '10 seconds';
/** Longest attempts: a reader's turn is 10 minutes, a writer's 5, and either may wait for a lease. */
export const readTimeout = '12 minutes';
export const writeTimeout = '7 minutes';
/** Two systems are reached and their metadata read; the slowest answer may take a minute. */
export const prepareTimeout = '3 minutes';
/** What passes by itself is tried again without end, at most this far apart: an outage's end is found soon. */
export const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' } as const;
/** The quick way to tell a stop; cancellation is the sure one. */
export const announceTimeout = '2 seconds';
/** How long a lane rests when its system does not answer: doubled each time up to the longest. */
export const longestRestMs = 60_000;
/** A command is one transaction of PostgreSQL; resuming a lane reads metadata of both systems first. */
export const commandTimeout = '3 minutes';
/** So often PostgreSQL is asked, within about 15 s, before the commands behind it have their turn. */
export const commandAttempts = 5;
/** Commands that a workflow keeps until they are carried out: each may name 400 records, and the Carry must stay far under 2 MiB. */
export const openCommands = 20;
/** The last commands that it still shows. */
export const closedCommands = 5;
/** Lanes that stand still whose reasons are shown; the rest is counted. */
export const shownParked = 20;
/** A verification's turn is half a minute, and its last step may wait for both systems. */
export const verifyTimeout = '8 minutes';
/** Removing the keys of a million records takes seconds. */
export const endVerifyTimeout = '5 minutes';
