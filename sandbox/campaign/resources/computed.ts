import type { Reading } from '../definition.js';

/** "First Last (email)" (reference adobe-campaign-api §3.1). */
export function title(record: Reading): string | undefined {
  const name = fullName(record);
  const email = record.text('email');
  if (email === '') return name === '' ? undefined : name;
  return name === '' ? `(${email})` : `${name} (${email})`;
}

export function domain(record: Reading): string | undefined {
  const email = record.text('email');
  return email === '' ? undefined : email.slice(email.lastIndexOf('@') + 1).toLowerCase();
}

/** Whole years since `birthDate`, in UTC; 0 without one. */
export function anniversaryAge(record: Reading): number | undefined {
  const born = record.text('birthDate');
  if (born === '') return undefined;
  const today = new Date(record.now);
  const years = today.getUTCFullYear() - Number(born.slice(0, 4));
  const month = today.getUTCMonth() + 1 - Number(born.slice(5, 7));
  const before = month < 0 || (month === 0 && today.getUTCDate() < Number(born.slice(8, 10)));
  return Math.max(0, before ? years - 1 : years);
}

/** The address as it would be printed: the name, up to four lines, zip code and city. */
export const postalAddress = {
  line: (number: number) => (record: Reading) =>
    isEmpty(record) ? undefined : record.once(lines)[number - 1] || undefined,
  serialized: (record: Reading) => (isEmpty(record) ? undefined : record.once(lines).join('\n')),
  defined: (record: Reading) => !isEmpty(record) || undefined,
};

const isEmpty = (record: Reading): boolean =>
  record.value('location.city') === undefined && record.value('location.zipCode') === undefined;

const streetPaths = ['location.address1', 'location.address2', 'location.address3', 'location.address4'];

function lines(record: Reading): string[] {
  const place = `${record.text('location.zipCode')} ${record.text('location.city')}`.trim();
  const streets = streetPaths.map((path) => record.text(path));
  return [fullName(record), ...streets, place].filter((line) => line !== '');
}

function fullName(record: Reading): string {
  return `${record.text('firstName')} ${record.text('lastName')}`.trim();
}
