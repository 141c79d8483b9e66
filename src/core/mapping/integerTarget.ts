import type { CampaignField } from '../metadata.js';
import { canonicalDecimal } from './decimal.js';
import { integerRanges } from './limits.js';
import type { Refuse } from './refusal.js';
import { storedNumber } from './storedNumber.js';
import type { Target } from './target.js';

/** `byte`, `short` and `long` fields: whole numbers in the range of their type. */
export function integerTarget(field: CampaignField, refuse: Refuse): Target {
  const { min, max } = integerRanges[field.type as keyof typeof integerRanges];
  const outOfRange = refuse('number-out-of-range', { min, max });
  const fractionLost = refuse('fraction-lost');
  const notANumber = refuse('not-a-number');
  const fromNumber: Target['fromNumber'] = (value) => {
    if (value < min || value > max) return outOfRange;
    return Number.isInteger(value) ? value + 0 : fractionLost;
  };
  return {
    empty: 0,
    fromNumber,
    fromText: (text) => {
      const trimmed = text.trim();
      if (trimmed === '') return 0;
      const decimal = canonicalDecimal(trimmed);
      if (decimal === null) return notANumber;
      const value = Number(decimal);
      // A fraction too small for a double would look whole.
      return decimal.includes('.') && value >= min && value <= max ? fractionLost : fromNumber(value);
    },
    fromBoolean: Number,
    fromInstant: () => notANumber,
    fromDay: () => notANumber,
    holds: (stored, value) => storedNumber(stored) === value,
  };
}
