import type { Column, Value } from '../column.js';
import { chance, cultureOf, draw, placeOf, postcodeOf, streetOf } from '../people/person.js';
import { choice, guid, memo, number, readOnly, text } from './build.js';

const salt = { present: 201, line2: 202, line3: 203 };

/** Address parts of 90 in 100 generated contacts hang together; the other ten have none. */
const ofAddress =
  (part: (origin: number) => Value) =>
  (origin: number): Value =>
    chance(origin, salt.present, 90) ? part(origin) : null;

/** `address1_*`, `address2_*`, `address3_*`; only the first is filled in generated rows. */
export function addressColumns(nth: 1 | 2 | 3, filled: boolean): Column[] {
  const name = (part: string): string => `address${nth}_${part}`;
  const label = (part: string): string => `Address ${nth}: ${part}`;
  const part = (column: string, title: string, maxLength: number, value?: (origin: number) => Value): Column =>
    text(name(column), label(title), maxLength, filled && value ? { generate: ofAddress(value) } : {});

  return [
    guid(name('addressid'), label('ID')),
    choice(name('addresstypecode'), label('Address Type'), { 1: 'Bill To', 2: 'Ship To', 3: 'Primary', 4: 'Other' }),
    part('name', 'Name', 200),
    part('line1', 'Street 1', 250, streetOf),
    part('line2', 'Street 2', 250, (origin) =>
      chance(origin, salt.line2, 15) ? `Apt ${1 + (draw(origin, salt.line2 + 50) % 60)}` : null,
    ),
    part('line3', 'Street 3', 250, (origin) => (chance(origin, salt.line3, 2) ? 'Hinterhof, 2. Stock' : null)),
    part('city', 'City', 80, (origin) => placeOf(origin).city),
    part('county', 'County', 50),
    part('stateorprovince', 'State/Province', 50, (origin) => placeOf(origin).state),
    part('postalcode', 'ZIP/Postal Code', 20, postcodeOf),
    part('country', 'Country/Region', 80, (origin) => cultureOf(origin).country),
    part('postofficebox', 'Post Office Box', 20),
    part('primarycontactname', 'Primary Contact Name', 100),
    part('telephone1', 'Phone', 50),
    part('telephone2', 'Telephone 2', 50),
    part('telephone3', 'Telephone 3', 50),
    part('fax', 'Fax', 50),
    part('upszone', 'UPS Zone', 4),
    number('Double', name('latitude'), label('Latitude'), { min: -90, max: 90, precision: 5 }),
    number('Double', name('longitude'), label('Longitude'), { min: -180, max: 180, precision: 5 }),
    memo(name('composite'), `Address ${nth}`, 1000, { ...readOnly, computed: compositeOf(name) }),
  ];
}

/** All parts on lines of their own, ZIP code and city on one. */
function compositeOf(name: (part: string) => string): NonNullable<Column['computed']> {
  const [line1, line2, line3] = [name('line1'), name('line2'), name('line3')];
  const [postalcode, city] = [name('postalcode'), name('city')];
  const [state, country] = [name('stateorprovince'), name('country')];
  return (read) => {
    const [zip, town] = [read(postalcode), read(city)];
    const place = zip && town ? `${zip} ${town}` : (zip ?? town);
    let lines = '';
    for (const part of [read(line1), read(line2), read(line3), place, read(state), read(country)]) {
      if (part) lines += lines === '' ? part : `\r\n${part}`;
    }
    return lines === '' ? null : lines;
  };
}
