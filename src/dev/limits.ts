/** A server or process that was asked to end is killed after this; all of them together have ten seconds (README). */
export const endLimitMs = 5_000;
/** Between two looks whether a process has ended. */
export const endPollMs = 25;
