/** A process that was asked to end is cut off after this: `npm start` promises ten seconds for all of them together. */
export const shutdownLimitMs = 8_000;
