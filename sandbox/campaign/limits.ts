/** Records on a page without `_lineCount` (reference adobe-campaign-api §5). */
export const defaultLineCount = 25;

/** Records on a page at most; Adobe does not say its limit. */
export const maxLineCount = 10_000;

/** The instance option XtkBigTableThreshold in records: above it no `next` is given unless asked for (reference §5). */
export const bigTableThreshold = 100_000;

/** Sorted lists kept for the pages that follow. */
export const keptOrders = 2;

/** Changes of a resource that its sorted lists can be mended by; after more of them sorting anew is as quick. */
export const keptChanges = 4_096;

/** Rendered links kept per attribute: targets are few and repeat. */
export const keptLinks = 1_000;

/** Profiles that one control request generates at most. */
export const maxGenerated = 1_000_000;
