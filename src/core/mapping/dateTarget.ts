import type { CampaignField } from '../metadata.js';
import { dayMs } from './limits.js';
import type { Refuse } from './refusal.js';
import type { Target } from './target.js';
import { campaignDatetime, dayText, parseTime } from './time.js';

/** `date` and `datetime` fields. A datetime goes to a date only when its time of day is midnight: the rest would be lost. */
export function dateTarget(field: CampaignField, refuse: Refuse): Target {
  const timeLost = refuse('time-of-day-lost');
  const notADate = refuse('not-a-date');
  const fromInstant: Target['fromInstant'] =
    field.type === 'date' ? (ms) => (ms % dayMs === 0 ? dayText(ms) : timeLost) : campaignDatetime;
  return {
    empty: '',
    fromText: (text) => {
      const trimmed = text.trim();
      if (trimmed === '') return '';
      const ms = parseTime(trimmed, 'required');
      return typeof ms === 'number' ? fromInstant(ms, false) : refuse(ms);
    },
    fromNumber: () => notADate,
    fromBoolean: () => notADate,
    fromInstant,
    fromDay: (ms) => fromInstant(ms, false),
    holds: (stored, value) => stored === value || storedTime(stored) === storedTime(value),
  };
}

/** Campaign returns datetimes in several forms (a space or T, with or without a fraction): they compare as instants. */
function storedTime(stored: unknown): number | '' | undefined {
  if (stored === undefined || stored === null || stored === '' || stored === 0 || stored === false) return '';
  if (typeof stored !== 'string') return undefined;
  const ms = parseTime(stored.trim(), 'utc');
  return typeof ms === 'number' ? ms : undefined;
}
