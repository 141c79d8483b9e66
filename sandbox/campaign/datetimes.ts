const withSpace = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?)Z?$/;
const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

let last = { ms: Number.NaN, text: '' };

/** `2024-03-05 09:15:00.000Z`: a space, not `T` (reference adobe-campaign-api §3.3). */
export function datetimeText(ms: number): string {
  if (ms !== last.ms) last = { ms, text: new Date(ms).toISOString().replace('T', ' ') };
  return last.text;
}

/** Milliseconds, or undefined for what is no datetime. A date alone is its midnight. */
export function parseDatetime(text: string): number | undefined {
  if (dateOnly.test(text)) return isDate(text) ? Date.parse(text) : undefined;
  const [, date, time] = withSpace.exec(text) ?? [];
  if (date === undefined || time === undefined || !isDate(date)) return undefined;
  const ms = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether it is a day that exists, as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!dateOnly.test(text)) return false;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = month === 2 && leap ? 29 : daysOfMonths[month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

const daysOfMonths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
