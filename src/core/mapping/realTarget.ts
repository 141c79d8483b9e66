import type { CampaignField } from '../metadata.js';
import { canonicalDecimal, decimalText } from './decimal.js';
import { floatDigits, floatMaxDigits, maxFloat, minNormalFloat } from './limits.js';
import type { Refuse } from './refusal.js';
import { storedNumber } from './storedNumber.js';
import type { Target } from './target.js';

/** `float` (single precision) and `double` fields: numbers that keep every digit. */
export function realTarget(field: CampaignField, refuse: Refuse): Target {
  const single = field.type === 'float';
  const limit = single ? maxFloat : Number.MAX_VALUE;
  const outOfRange = refuse('number-out-of-range', { min: -limit, max: limit });
  const precisionLost = refuse('number-precision-lost');
  const notANumber = refuse('not-a-number');
  const fromNumber: Target['fromNumber'] = (value) => {
    if (Math.abs(value) > limit) return outOfRange;
    return single && !survivesFloat(value) ? precisionLost : value + 0;
  };
  const round = single ? Math.fround : (value: number) => value;
  return {
    empty: 0,
    fromNumber,
    fromText: (text) => {
      const trimmed = text.trim();
      if (trimmed === '') return 0;
      const decimal = canonicalDecimal(trimmed);
      if (decimal === null) return notANumber;
      const value = Number(decimal);
      return Number.isFinite(value) && decimalText(value) !== decimal ? precisionLost : fromNumber(value);
    },
    fromBoolean: Number,
    fromInstant: () => notANumber,
    fromDay: () => notANumber,
    holds: (stored, value) => {
      const number = storedNumber(stored);
      return number !== undefined && round(number) === round(Number(value));
    },
  };
}

/** Whether the single-precision number nearest to `value` is written as `value` again. */
function survivesFloat(value: number): boolean {
  const float = Math.fround(value);
  if (float === value) return true;
  if (Math.abs(value) >= minNormalFloat && Number(value.toPrecision(floatDigits)) === value) return true;
  let digits = 1;
  while (digits < floatMaxDigits && Math.fround(Number(float.toPrecision(digits))) !== float) digits += 1;
  return Number(float.toPrecision(digits)) === value;
}
