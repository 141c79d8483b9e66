/** While the API does not answer, it is asked again this often: a person who has just started it should not have to reload. */
export const retryEveryMs = 2_000;

/** For queries that stand still once they have their answer. */
export const untilAnswered = ({ state }: { state: { status: string } }) =>
  state.status === 'error' ? retryEveryMs : false;

/** Between two attempts to open the live events again. */
export const reconnectAfterMs = 1_000;

/** A safety net beside the live events, in case a proxy keeps a dead connection open. */
export const refreshEveryMs = 30_000;

/** A short break in the live events (a restart of the API) is not worth a banner. */
export const lostAfterMs = 1_500;
