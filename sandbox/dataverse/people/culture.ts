import { scramble } from '../../shell/random.js';

/** How people of one country are called and where they live. */
export interface Culture {
  readonly female: readonly Name[];
  readonly male: readonly Name[];
  readonly last: readonly Name[];
  readonly salutation: { readonly female: string; readonly male: string };
  readonly places: readonly Place[];
  readonly streets: readonly string[];
  readonly numberFirst: boolean;
  readonly country: string;
  /** Mail domains; all of them are reserved for examples. */
  readonly domains: readonly string[];
  /** `#` stands for a digit. */
  readonly mobile: string;
  readonly landline: string;
  /** Value of the column acme_preferredlanguage. */
  readonly language: number;
  /** Of 100 people, so many are of this culture. */
  readonly share: number;
}

export interface Name {
  readonly written: string;
  /** In plain letters, for mail addresses. */
  readonly plain: string;
}

export interface Place {
  readonly city: string;
  readonly state: string | null;
  /** `#` stands for a digit, `@` for a letter. */
  readonly postcode: string;
}

/** Names parted by commas; `Ελένη=eleni` gives the plain form where it cannot be derived. */
export function names(list: string): Name[] {
  return list.split(',').map((entry) => {
    const [written = '', plain] = entry.trim().split('=');
    return { written, plain: plain ?? plainOf(written) };
  });
}

/** `Lyon|Rhône|6900#` per place, parted by semicolons; the middle may be empty. */
export function places(list: string): Place[] {
  return list.split(';').map((entry) => {
    const [city = '', state = '', postcode = ''] = entry.trim().split('|');
    return { city, state: state || null, postcode };
  });
}

const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  æ: 'ae',
  ð: 'd',
  đ: 'd',
  œ: 'oe',
  å: 'a',
};

function plainOf(written: string): string {
  return written
    .toLowerCase()
    .normalize('NFD')
    .replace(/[ßøłæðđœ]/gu, (special) => plainLetters[special] ?? '')
    .replace(/[^a-z]/gu, '');
}

export function pick<T>(list: readonly T[], drawn: number): T {
  const picked = list[drawn % list.length];
  if (picked === undefined) throw new Error('nothing to pick from');
  return picked;
}

const digit = '#'.charCodeAt(0);
const letter = '@'.charCodeAt(0);
const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Fills `#` with digits and `@` with letters, drawn from `origin`. */
export function fill(pattern: string, origin: number): string {
  let filled = '';
  let drawn = origin;
  let last = 0;
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern.charCodeAt(at);
    if (sign !== digit && sign !== letter) continue;
    drawn = scramble(drawn);
    filled += pattern.slice(last, at) + (sign === digit ? digits[drawn % 10] : letters[drawn % 26]);
    last = at + 1;
  }
  return filled + pattern.slice(last);
}
