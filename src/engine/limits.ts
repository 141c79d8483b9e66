/** Records of one chunk (design: up to 500). */
export const chunkRecords = 500;
/** Records that may be sent and not yet kept: what a crash can make us write again. */
export const unkeptRecords = 500;
/**
 * Of these so many are sent or wait to be sent: enough to keep the 128 calls of the destination's limiter busy. More would only wait there, and
 * take the place of done ones: checkpoints would be small and many.
 */
export const underWayRecords = 192;
/** Done records that make a checkpoint worth its transaction; as many again may be done while it is kept, so that sending does not wait for it. */
export const checkpointRecords = 150;
/** A slow stream is kept at least this often. */
export const checkpointMs = 1_000;
/** The lease (10 s, database clock) is renewed this often ... */
export const renewMs = 2_000;
/** ... and nothing is sent when the last renewal began longer ago: half of the lease is left for what is on the wire. */
export const sendWithinMs = 5_000;
/** What is on the wire at a stop may take this long to answer. */
export const stopGraceMs = 1_500;
/** A writer with nothing to do stays this long: starting one costs a Temporal round trip. */
export const lingerMs = 30_000;
/** A writer's longest turn: bounds what a lost answer of the activity can hide. */
export const writerTurnMs = 5 * 60_000;
/** A reader's turn once something moved, and its longest turn. */
export const readerMovedTurnMs = 15_000;
export const readerTurnMs = 10 * 60_000;
/** Between two polls of a lane: changed in the last minute, in the last ten minutes, or longer ago. */
export const pollMs = { hot: 2_000, warm: 5_000, cold: 30_000 };
export const hotForMs = 60_000;
export const warmForMs = 10 * 60_000;
/** A page that was under way at the end of a turn is kept so long for the next turn in its process: as long as it may take (reference: a call to Dynamics is given up after 5 minutes). */
export const leftPageMs = 5 * 60_000;
/** Waits before a record or a page is tried again in place, each with up to half of it more at random. */
export const retryMs = [250, 500, 1_000, 2_000, 4_000] as const;
/** Longer waits are handed to Temporal, which shows them. */
export const longestWaitInPlaceMs = 10_000;
/** How long a lane rests when its system does not answer: doubled up to the longest. */
export const restMs = { first: 5_000, longest: 60_000 };
/** A record that alone keeps failing is rejected once so many other calls were answered, at least nine in ten of them well. */
export const healthyCalls = 20;
/** Or once nothing of its chunk could be done so often although the destination answered reads: some four minutes, with the rests between. */
export const chunkTries = 5;
/** As often when other records fail with it, half an hour: rather an outage of writes than poison. */
export const crowdTries = 30;
/** A record whose creation may have landed or not, in a resource that takes a second one with its key, is not looked up before that: a gateway cuts a call after a minute. */
export const lateCreateMs = 90_000;
/** Between two polls of changes by one reader, whatever the lane: a tenth of what one server of Dynamics allows (20 requests/s, reference dataverse-web-api §9). */
export const pollEveryMs = 500;
/** Changes of a lane are not read while so many of its records stand in the queue, as long as its position is not old. */
export const backlogRecords = 1_000_000;
/** Records are read again by key while fewer of the lane's stand in its queue, some ten seconds of writing: its changes come behind them. */
export const againBacklogRecords = 10_000;
/** Between two rounds over the lanes for what waits, ripens or is to be read again ... */
export const tendMs = 2_000;
/** ... sooner once so few records of a first load are left that its children's may begin any moment ... */
export const nearlyLoadedRecords = 10_000;
export const nearlyLoadedMs = 250;
/** ... and so many times as long as the last one took. */
export const tendShare = 20;
/** Keys of one read by key (URL length; reference dataverse-web-api §2). */
export const keysPerRead = 400;
/** A verification's longest turn: its progress is shown in the Temporal Web UI after each. */
export const verifyTurnMs = 30_000;
/** Between two steps of a verification while the lane is at work, at least; as long as the step took if that is more. Two calls of 40 ms in 200 ms are a quarter of Dynamics' allowance. */
export const gentleMs = 120;
/** Keys of Dynamics that one step of a verification walks: what Campaign lacks of them is read whole. */
export const walkKeys = 2_000;
/** So often a walk begins anew when a system no longer takes the link to its next page. */
export const walkRestarts = 5;
/** Records that differ and are looked at again at once: each is a call to Campaign. */
export const againKeys = 40;
/** A record that still changes is looked at so often, some seconds apart, before it counts as on its way. */
export const againLooks = 12;
/** Longest sleep while records are to be looked at later: a cancellation is heard at once, another attempt by then. */
export const againWaitMs = 1_000;
