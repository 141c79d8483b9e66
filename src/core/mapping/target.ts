import type { CampaignValue, Converted } from './refusal.js';

/** How one Campaign field takes values. Every function is total: it gives a value that fits the field, or a refusal. */
export interface Target {
  /** What the field holds when it is empty; sent to clear it (reference adobe-campaign-api §3.3). */
  readonly empty: CampaignValue;
  readonly fromText: (text: string) => Converted;
  /** A finite number. */
  readonly fromNumber: (value: number) => Converted;
  readonly fromBoolean: (value: boolean) => Converted;
  /** Milliseconds since the epoch; a wall-clock value keeps its digits. */
  readonly fromInstant: (ms: number, wallClock: boolean) => Converted;
  /** Midnight of a calendar day, ms since the epoch. */
  readonly fromDay: (ms: number) => Converted;
  /** Whether what Campaign returned means `value`, which this target made: absent, null and empty are one. */
  readonly holds: (stored: unknown, value: CampaignValue) => boolean;
}
