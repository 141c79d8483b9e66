import type { CampaignField } from '../metadata.js';
import { canonicalDecimal } from './decimal.js';
import type { Converted, Refuse } from './refusal.js';
import type { Target } from './target.js';

/** `boolean` fields. 1 and 0, and the words true and false, mean a boolean; yes and no do not: they change with the language. */
export function booleanTarget(_field: CampaignField, refuse: Refuse): Target {
  const notABoolean = refuse('not-a-boolean');
  return {
    empty: false,
    fromText: (text) => booleanOf(text) ?? notABoolean,
    fromNumber: (value): Converted => (value === 1 || value === 0 ? value === 1 : notABoolean),
    fromBoolean: (value) => value,
    fromInstant: () => notABoolean,
    fromDay: () => notABoolean,
    holds: (stored, value) => storedBoolean(stored) === value,
  };
}

function booleanOf(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === '' || word === 'false') return false;
  if (word === 'true') return true;
  const decimal = canonicalDecimal(word);
  return decimal === '1' ? true : decimal === '0' ? false : undefined;
}

function storedBoolean(stored: unknown): boolean | undefined {
  if (typeof stored === 'boolean') return stored;
  if (stored === undefined || stored === null) return false;
  if (typeof stored === 'number') return stored === 1 ? true : stored === 0 ? false : undefined;
  return typeof stored === 'string' ? booleanOf(stored) : undefined;
}
