import { doubleDigits, maxDecimalText } from './limits.js';

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/** The shortest decimal that means `value`, never with an exponent. */
export function decimalText(value: number): string {
  const text = String(value);
  const exponentAt = text.indexOf('e');
  if (exponentAt < 0) return text;
  const sign = value < 0 ? '-' : '';
  const [whole = '', fraction = ''] = text.slice(sign.length, exponentAt).split('.');
  const digits = whole + fraction;
  const point = whole.length + Number(text.slice(exponentAt + 1));
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

/**
 * One spelling for all decimals of equal value: no plus sign, no needless zeros, no minus zero. Null when `text` is not a
 * plain decimal; exponents, separators of thousands and decimal commas are not, because they are codes as often as numbers.
 */
export function canonicalDecimal(text: string): string | null {
  const match = text.length > maxDecimalText ? null : decimalPattern.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = ''] = match;
  if (whole === '' && fraction === '') return null;
  const digits = withoutLeadingZeros(whole) + decimals(fraction);
  return sign === '-' && digits !== '0' ? `-${digits}` : digits;
}

/** Whether a double may stand for more digits than it can tell apart. */
export const hasDoubtfulDigits = (value: number): boolean => Number(value.toPrecision(doubleDigits)) !== value;

function withoutLeadingZeros(whole: string): string {
  let start = 0;
  while (start < whole.length - 1 && whole[start] === '0') start += 1;
  return whole.slice(start) || '0';
}

function decimals(fraction: string): string {
  let end = fraction.length;
  while (end > 0 && fraction[end - 1] === '0') end -= 1;
  return end === 0 ? '' : `.${fraction.slice(0, end)}`;
}
