import { dayMs, firstInstant, lastInstant } from './limits.js';

/** Why a text is no point in time. */
type TimeFault = 'not-a-date' | 'date-out-of-range' | 'time-precision-lost' | 'time-without-zone';

/**
 * What stands for the zone: `required` (text of unknown origin, where a time of day without a zone is ambiguous), `utc`
 * (Dataverse answers in UTC), `ignored` (a wall-clock value that only looks like UTC: its digits are never moved).
 */
type ZoneRule = 'required' | 'utc' | 'ignored';

const timePattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d))?)?$/;
const monthDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Milliseconds since the epoch of an ISO 8601 date or datetime (`T` or a space between both); a date means its midnight. */
export function parseTime(text: string, zone: ZoneRule): number | TimeFault {
  const match = timePattern.exec(text);
  if (match === null) return 'not-a-date';
  const [, yearText, monthText, dayText, hourText, minuteText, secondText, fractionText] = match;
  const year = Number(yearText);
  const month = Number(monthText);
  const day = Number(dayText);
  if (!isDay(year, month, day)) return 'not-a-date';
  const midnight = daysFromEpoch(year, month, day) * dayMs;
  if (hourText === undefined) return inRange(midnight);
  const hour = Number(hourText);
  const minute = Number(minuteText);
  const second = Number(secondText ?? 0);
  if (hour > 23 || minute > 59 || second > 59) return 'not-a-date';
  const fraction = (fractionText ?? '').padEnd(3, '0');
  if (/[1-9]/.test(fraction.slice(3))) return 'time-precision-lost';
  const local = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3));
  const offset = offsetMs(match, zone);
  return typeof offset === 'number' ? inRange(local - offset) : offset;
}

/** `YYYY-MM-DD` of an instant in UTC. */
export const dayText = (ms: number): string => isoText(ms).slice(0, 10);

/** Campaign's datetime: `YYYY-MM-DD HH:mm:ss.SSSZ` (reference adobe-campaign-api §3.3). */
export function campaignDatetime(ms: number): string {
  const iso = isoText(ms);
  return `${iso.slice(0, 10)} ${iso.slice(11)}`;
}

/** ISO 8601 text of an instant; no zone for a wall-clock value, because `Z` would be a lie. */
export function instantText(ms: number, wallClock: boolean): string {
  const iso = isoText(ms).replace('.000Z', 'Z');
  return wallClock ? iso.slice(0, -1) : iso;
}

const isoText = (ms: number): string => new Date(ms).toISOString();

function offsetMs(match: RegExpExecArray, zone: ZoneRule): number | TimeFault {
  if (zone === 'ignored' || match[8] !== undefined) return 0;
  if (match[9] === undefined) return zone === 'utc' ? 0 : 'time-without-zone';
  const hours = Number(match[10]);
  const minutes = Number(match[11]);
  if (hours > 14 || minutes > 59) return 'not-a-date';
  const offset = (hours * 60 + minutes) * 60_000;
  return match[9] === '-' ? -offset : offset;
}

function isDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || day > (monthDays[month - 1] ?? 0)) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

/** Days since 1970-01-01 in the Gregorian calendar, for any year (Date.UTC takes years under 100 for 19xx). */
function daysFromEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

const inRange = (ms: number): number | TimeFault =>
  ms >= firstInstant && ms <= lastInstant ? ms : 'date-out-of-range';
