import type { CampaignField } from '../metadata.js';
import { decimalText } from './decimal.js';
import type { Converted, Refuse } from './refusal.js';
import type { Target } from './target.js';
import { storedText, textCheck } from './textTarget.js';
import { dayText, instantText } from './time.js';

/** Default names that profile's enumerations carry when unset (reference adobe-campaign-api §3.1, §3.3). */
const namesOfNothing = ['unknown', 'none'];

/** `enumeration` fields take the names of their values, in their exact spelling: not numbers, not labels. */
export function enumerationTarget(field: CampaignField, refuse: Refuse): Target {
  const names = new Set(field.values);
  const empty = namesOfNothing.find((name) => names.has(name)) ?? '';
  const fromText = nameCheck(field, names, empty, refuse);
  return {
    empty,
    fromText,
    fromNumber: (value) => fromText(decimalText(value)),
    fromBoolean: (value) => fromText(String(value)),
    fromInstant: (ms, wallClock) => fromText(instantText(ms, wallClock)),
    fromDay: (ms) => fromText(dayText(ms)),
    holds: (stored, value) => (storedText(stored) || empty) === value,
  };
}

/** The shape of an enumeration's values in metadata is unconfirmed (reference §6.2): where none were found, any text may be a name. */
function nameCheck(
  field: CampaignField,
  names: ReadonlySet<string>,
  empty: string,
  refuse: Refuse,
): (text: string) => Converted {
  const check = textCheck(field.length, refuse);
  if (names.size === 0) return check;
  const notAName = refuse('not-an-enumeration-value');
  return (text) => {
    if (text === '') return empty;
    return names.has(text) ? text : notAName;
  };
}
