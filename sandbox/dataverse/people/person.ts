import { mix } from '../../shell/random.js';
import { type Culture, fill, type Name, pick, type Place } from './culture.js';
import { northernAndEastern } from './northernAndEastern.js';
import { southern } from './southern.js';
import { western } from './western.js';

/**
 * A person is drawn from one number, a trait at a time, so that a million people need no memory. Each trait has its own salt: columns that
 * belong together (name and mail address) draw with the same one.
 */
const byShare: readonly Culture[] = [...western, ...southern, ...northernAndEastern].flatMap((culture) =>
  Array.from({ length: culture.share }, () => culture),
);

/** The longest that Dynamics takes, and nothing but letters: real names come close. */
const longLastNames = [
  'Wolfeschlegelsteinhausenbergerdorff-Hauptmannsheim',
  'Rodríguez de Villalobos y Fernández-Castañeda Mora',
  'Ratsimbazafy-Rakotoarisoamananjarahasina Andriamar',
];
const longFirstNames = ['Maximiliana-Friederike Theresa', 'Keihanaikukauakahihuliheekahau'];
const jobs =
  'Buyer,Accountant,Head of Sales,CEO,Ingénieure,Geschäftsführer,Nurse,Teacher,Farmer,Product Owner,R&D Lead'.split(
    ',',
  );
const departments = 'Sales,Marketing,Finance,R&D,HR,Logistics,Einkauf,Direction générale'.split(',');

/** 1 in how many people. */
const rarity = { longName: 400, longFirstName: 700, inactive: 33 };

const salt = {
  culture: 1,
  gender: 2,
  first: 3,
  middle: 4,
  last: 5,
  email: 6,
  phone: 7,
  place: 8,
  birth: 9,
  job: 10,
  state: 11,
};

export type Gender = 'female' | 'male';

export const draw = (origin: number, trait: number): number => mix(origin, trait);

/** Whether a draw falls into the first `percent` of a hundred. */
export const chance = (origin: number, trait: number, percent: number): boolean =>
  mix(origin, trait) % 1000 < percent * 10;

export function cultureOf(origin: number): Culture {
  return pick(byShare, draw(origin, salt.culture));
}

/** What the name sounds like; what Dynamics knows of the gender is another matter. */
export function genderOf(origin: number): Gender {
  return draw(origin, salt.gender) % 2 === 0 ? 'female' : 'male';
}

export function firstNameOf(origin: number): Name {
  const drawn = draw(origin, salt.first);
  if (drawn % rarity.longFirstName === 1) return { written: pick(longFirstNames, drawn), plain: 'm' };
  return pick(cultureOf(origin)[genderOf(origin)], drawn);
}

export function middleNameOf(origin: number): string | null {
  if (!chance(origin, salt.middle, 8)) return null;
  return pick(cultureOf(origin)[genderOf(origin)], draw(origin, salt.middle + 100)).written;
}

export function lastNameOf(origin: number): Name {
  const drawn = draw(origin, salt.last);
  if (drawn % rarity.longName === 1) return { written: pick(longLastNames, drawn), plain: 'long-name' };
  return pick(cultureOf(origin).last, drawn);
}

/** `which` tells a person's mail addresses and numbers apart. */
export function emailOf(origin: number, which = 0): string {
  const drawn = draw(origin, salt.email + 100 * which);
  const domain = pick(cultureOf(origin).domains, drawn);
  return `${firstNameOf(origin).plain}.${lastNameOf(origin).plain}${drawn.toString(36)}@${domain}`;
}

export function phoneOf(origin: number, line: 'mobile' | 'landline', which = 0): string {
  return fill(cultureOf(origin)[line], draw(origin, salt.phone + 100 * which));
}

export function placeOf(origin: number): Place {
  return pick(cultureOf(origin).places, draw(origin, salt.place));
}

export function postcodeOf(origin: number): string {
  return fill(placeOf(origin).postcode, draw(origin, salt.place + 100));
}

export function streetOf(origin: number): string {
  const { streets, numberFirst } = cultureOf(origin);
  const drawn = draw(origin, salt.place + 200);
  const number = 1 + (drawn % 180);
  const street = pick(streets, drawn >>> 8);
  return numberFirst ? `${number} ${street}` : `${street} ${number}`;
}

/** From 1930 to 2007; `YYYY-MM-DD`. */
export function birthDateOf(origin: number): string {
  const drawn = draw(origin, salt.birth);
  const year = 1930 + (drawn % 78);
  const month = 1 + ((drawn >>> 8) % 12);
  const day = 1 + ((drawn >>> 16) % 28);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export const jobOf = (origin: number): string => pick(jobs, draw(origin, salt.job));
export const departmentOf = (origin: number): string => pick(departments, draw(origin, salt.job + 100));
export const isInactive = (origin: number): boolean => draw(origin, salt.state) % rarity.inactive === 0;
