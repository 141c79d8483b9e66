import type { ScalarDefinition, Stored } from './definition.js';
import { isDate, parseDatetime } from './datetimes.js';
import { badEmail, badEnumerationValue, badValue, type Spot, tooLong, zeroByte } from './errors.js';
import type { CampaignSettings } from './settings.js';

const emailShape = /^[^\s@<>()[\],;:"]+@[^\s@.]+(\.[^\s@.]+)+$/;

const wholeNumbers: Readonly<Record<string, number>> = { byte: 0x7f, short: 0x7fff, long: 0x7fffffff };

/**
 * What is kept of a value that was sent, undefined for the kind's default (reference adobe-campaign-api §3.3). Throws EngineError for what the
 * column does not take.
 */
export function taken(
  definition: ScalarDefinition,
  sent: unknown,
  spot: Spot,
  settings: CampaignSettings,
): Stored | undefined {
  if (sent === null && settings.nullScalars === 'clear') return undefined;
  switch (definition.kind) {
    case 'string':
      return textTaken(definition, sent, spot, settings);
    case 'memo':
      return plainText(sent, spot, 'memo') || undefined;
    case 'boolean':
      if (typeof sent !== 'boolean') throw badValue(spot, 'boolean');
      return sent || undefined;
    case 'date':
      if (sent !== '' && (typeof sent !== 'string' || !isDate(sent))) throw badValue(spot, 'date');
      return sent || undefined;
    case 'datetime':
      return datetimeTaken(sent, spot, settings);
    case 'enumeration':
      if (sent === '' || sent === definition.values[0]?.name) return undefined;
      if (!definition.values.some(({ name }) => name === sent)) throw badEnumerationValue(spot.attribute, sent);
      return sent as string;
    default:
      return numberTaken(definition.kind, sent, spot);
  }
}

type StringDefinition = ScalarDefinition & { kind: 'string' };

function textTaken(
  definition: StringDefinition,
  sent: unknown,
  spot: Spot,
  settings: CampaignSettings,
): string | undefined {
  let text = plainText(sent, spot, 'string');
  if (text === '') return undefined;
  if (text.length > definition.length && characters(text).length > definition.length) {
    if (settings.tooLong === 'refuse') throw tooLong(spot, definition.length);
    text = characters(text).slice(0, definition.length).join('');
  }
  if (definition.dataPolicy === 'email' && settings.emailPolicy && !emailShape.test(text)) {
    throw badEmail(spot.attribute, text);
  }
  return definition.dataPolicy === 'smartCase' && settings.smartCase ? inSmartCase(text) : text;
}

/** PostgreSQL counts code points, not UTF-16 units. */
const characters = (text: string): string[] => Array.from(text);

function plainText(sent: unknown, spot: Spot, kind: string): string {
  if (typeof sent !== 'string') throw badValue(spot, kind);
  if (sent.includes('\0')) throw zeroByte(spot);
  return sent;
}

/** The first letter of each word in upper case, the others in lower case. */
const inSmartCase = (text: string): string =>
  text
    .toLowerCase()
    .replace(/(^|[^\p{L}\p{M}])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

function datetimeTaken(sent: unknown, spot: Spot, { datetimeWithT }: CampaignSettings): number | undefined {
  if (sent === '') return undefined;
  const ms = typeof sent === 'string' ? parseDatetime(sent) : undefined;
  if (ms === undefined || (datetimeWithT === 'refuse' && String(sent).includes('T'))) throw badValue(spot, 'datetime');
  return ms;
}

function numberTaken(kind: string, sent: unknown, spot: Spot): number | undefined {
  if (typeof sent !== 'number' || !Number.isFinite(sent)) throw badValue(spot, kind);
  const most = wholeNumbers[kind];
  if (most !== undefined && (!Number.isInteger(sent) || sent > most || sent < -most - 1)) throw badValue(spot, kind);
  return sent === 0 ? undefined : sent;
}
