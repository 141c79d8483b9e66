import type { CampaignField } from '../metadata.js';
import { decimalText } from './decimal.js';
import type { Converted, Refuse } from './refusal.js';
import type { Target } from './target.js';
import { dayText, instantText } from './time.js';

/** `string` and `memo` fields. Text is kept to the last blank; what does not fit is refused, never cut. */
export function textTarget(field: CampaignField, refuse: Refuse): Target {
  const fromText = textCheck(field.length, refuse);
  return {
    empty: '',
    fromText,
    fromNumber: (value) => fromText(decimalText(value)),
    fromBoolean: (value) => fromText(String(value)),
    fromInstant: (ms, wallClock) => fromText(instantText(ms, wallClock)),
    fromDay: (ms) => fromText(dayText(ms)),
    // Exact, although Campaign may rewrite the case of a smartCase field: a change of case alone must not be missed, and the
    // ledger's hash keeps an unchanged record from being sent again.
    holds: (stored, value) => storedText(stored) === value,
  };
}

/**
 * Lets text through that Campaign can store. Its length counts code points: Campaign stands on PostgreSQL, where varchar(n)
 * counts characters, so an emoji is one although it is two UTF-16 units.
 */
export function textCheck(length: number | undefined, refuse: Refuse): (text: string) => Converted {
  const notStorable = refuse('text-not-storable');
  if (length === undefined) return (text) => (isStorable(text) ? text : notStorable);
  const tooLong = refuse('text-too-long', { limit: length });
  return (text) => {
    if (text.length > 2 * length) return tooLong;
    if (!isStorable(text)) return notStorable;
    return text.length <= length || codePoints(text) <= length ? text : tooLong;
  };
}

/** Text of what Campaign returned; undefined when it is no text at all. */
export function storedText(stored: unknown): string | undefined {
  if (typeof stored === 'string') return stored;
  if (stored === undefined || stored === null) return '';
  return typeof stored === 'number' || typeof stored === 'boolean' ? String(stored) : undefined;
}

/** JSON has no form for half of a surrogate pair that every parser takes, and PostgreSQL holds no NUL in text. */
const isStorable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);

/** Of well-formed text: a pair of surrogates is one. */
function codePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) count -= 1;
  }
  return count;
}
