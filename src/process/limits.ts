/** A process that was asked to end is cut off after this: `npm start` promises ten seconds for all of them together. */
export const shutdownLimitMs = 8_000;
/** One Ctrl-C can arrive twice: from the terminal, and from the npm that passes it on. */
export const sameKeyMs = 500;
