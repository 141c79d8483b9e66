/** A server or process that was asked to end is killed after this, unless its user says otherwise. */
export const endLimitMs = 5_000;
/** Between two looks whether a process has ended. */
export const endPollMs = 25;
/** A start that finds another one ending waits as long as that may take. */
export const takeOverLimitMs = 12_000;
/** README: Ctrl-C ends every process within ten seconds. The parts end one after the other or side by side, each within its share. */
export const endLimitsMs = { api: 1_500, worker: 4_000, sandbox: 3_500, temporal: 1_000, postgres: 1_200 } as const;
export const endAllLimitMs = 9_500;
/** A process of ours is ready in about a second; the first one also migrates the database. */
export const processReadyLimitMs = 45_000;
/** Between two attempts to bring back a part that ended. */
export const restartWaitsMs = [200, 1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** A part that ran so long had not failed to start. */
export const steadyAfterMs = 60_000;
/** Between two looks at the log files. */
export const logPollMs = 300;
/** A log file starts anew when it has grown to this; the one before is kept. */
export const logBytes = 20_000_000;
/** The same line is not shown again for so long. */
export const repeatAfterMs = 30_000;
/** Between two looks at the progress of the first load. */
export const progressPollMs = 1_000;
/** Where there is no terminal, one line of progress so often. */
export const progressLineMs = 5_000;
/** One request to a process on this machine. */
export const requestLimitMs = 5_000;
/** Until all workflows are listed, once all processes run. */
export const readyLimitMs = 45_000;
/** Changes per second that the sandbox makes on its own: enough to look at, little enough to follow. */
export const lifePerSecond = 3;
/** Between two looks whether the npm that started us is still there. */
export const parentPollMs = 500;
/** Between two looks whether a process is ready that does not say so itself. */
export const readyPollMs = 50;
/** A start that was accepted shows in the status within this, or something holds it up. */
export const startShowsMs = 10_000;
