/** What may be written again after a crash: one checkpoint. */
export const checkpointRecords = 500;
/** After the restart of what was killed, records are written again within this: a dead worker is noticed after ten seconds. */
export const runningAgainMs = 15_000;
/** A frozen worker sleeps until its successor writes, at least this long; `PASSERELLE_TEST_FREEZE_SECONDS=60` makes it a minute. */
export const freezeMs = Number(process.env['PASSERELLE_TEST_FREEZE_SECONDS'] ?? 15) * 1_000;
/**
 * A successor writes within this after a freeze. Longer than after a kill: the frozen process still has a poll open at the Temporal server, which hands
 * it the next attempt as well, and each of the two is noticed after ten seconds.
 */
export const handOverMs = 60_000;
