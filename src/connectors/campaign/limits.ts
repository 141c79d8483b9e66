/** The longest that each stage of a request may take (ms): Adobe's gateway gives up after about 60 s (reference adobe-campaign-api §10.1). */
export const timeouts = { headersMs: 70_000, bodyMs: 20_000, totalMs: 90_000 } as const;
/** A page of 400 records of 40 KB; most are a tenth of that (bytes). More than this is no answer of ours. */
export const largestAnswerBytes = 16 * 1024 * 1024;
/** Records wanted of a search by key: one, and one more to see that there is only one. */
export const searchRecords = 2;
/** Records whose keys are looked at when a key field is probed: one with a key is enough, and half of all may have none. */
export const probedRecords = 25;
/** Records whose references are remembered, with the answers that show them: a linked load with them stays flat (docs/performance.md), with 50,000 paths it did not. */
export const rememberedRecords = 20_000;
/** So long, as a login's token lives (reference adobe-campaign-api §1.1). */
export const rememberedMs = 24 * 60 * 60_000;
