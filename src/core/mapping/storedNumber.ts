import { canonicalDecimal } from './decimal.js';

/** Number of what Campaign returned: absent, null, false and empty text are 0; undefined when it is no number at all. */
export function storedNumber(stored: unknown): number | undefined {
  if (typeof stored === 'number') return stored;
  if (stored === undefined || stored === null || stored === '') return 0;
  if (typeof stored === 'boolean') return Number(stored);
  const decimal = typeof stored === 'string' ? canonicalDecimal(stored.trim()) : null;
  return decimal === null ? undefined : Number(decimal);
}
