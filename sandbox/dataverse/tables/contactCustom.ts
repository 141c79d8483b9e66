import type { Column } from '../column.js';
import { chance, cultureOf, draw } from '../people/person.js';
import { choice, flag, moment, number, text } from './build.js';
import { pastMoment } from './past.js';

const salt = { interests: 401, score: 402, visit: 403, loyalty: 404 };

const languages = {
  1: 'English',
  2: 'French',
  3: 'German',
  4: 'Spanish',
  5: 'Italian',
  6: 'Portuguese',
  7: 'Dutch',
  8: 'Polish',
  9: 'Swedish',
  10: 'Greek',
  11: 'Ukrainian',
  12: 'Japanese',
};

/** What an organisation adds of its own; among them the types that the standard columns lack. */
export const customColumns: readonly Column[] = [
  choice('acme_preferredlanguage', 'Preferred Language', languages, {
    global: 'acme_language',
    generate: (origin) => cultureOf(origin).language,
  }),
  choice(
    'acme_interests',
    'Interests',
    { 1: 'Sports', 2: 'Travel', 3: 'Music', 4: 'Books', 5: 'Cooking' },
    { kind: 'MultiSelectPicklist', generate: interestsOf },
  ),
  number('Double', 'acme_engagement', 'Engagement', {
    min: 0,
    max: 1,
    precision: 5,
    generate: (origin) => (draw(origin, salt.score) % 100_000) / 100_000,
  }),
  number('Decimal', 'acme_discount', 'Discount', {
    min: 0,
    max: 100,
    precision: 2,
    generate: (origin) => (chance(origin, salt.score + 1, 20) ? (draw(origin, salt.score + 2) % 5_000) / 100 : null),
  }),
  moment('acme_lastvisit', 'Last Visit', 'UserLocal', {
    generate: (origin) => (chance(origin, salt.visit, 50) ? visitOf(origin) : null),
  }),
  moment('acme_nextappointment', 'Next Appointment', 'TimeZoneIndependent', {
    generate: (origin) => (chance(origin, salt.visit + 1, 10) ? visitOf(origin ^ 1) : null),
  }),
  flag('acme_vip', 'VIP', ['No', 'Yes'], { generate: (origin) => chance(origin, salt.loyalty, 2) }),
  text('acme_loyaltynumber', 'Loyalty Number', 20, {
    generate: (origin) => (chance(origin, salt.loyalty + 1, 35) ? `L${draw(origin, salt.loyalty + 2)}` : null),
  }),
];

function interestsOf(origin: number): string | null {
  const drawn = draw(origin, salt.interests);
  const chosen = [1, 2, 3, 4, 5].filter((value) => (drawn >>> value) % 4 === 0);
  return chosen.length === 0 ? null : chosen.join(',');
}

const visitOf = (origin: number): string => pastMoment(origin, salt.visit + 2, 700);
