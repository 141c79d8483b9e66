import { mix, scramble } from '../shell/random.js';
import { type Column, isChoice, type Value, type Values } from './column.js';
import { type Environment, generateContacts } from './environment.js';
import { drawsForChange } from './limits.js';
import { userIds } from './tables/known.js';

/** What people change about a contact when nobody says what. */
const usualColumns = [
  'emailaddress1',
  'mobilephone',
  'telephone1',
  'jobtitle',
  'lastname',
  'address1_line1',
  'address1_city',
  'address1_postalcode',
  'donotbulkemail',
  'acme_preferredlanguage',
];

const salesPerson = (environment: Environment): string =>
  `systemuser:${userIds.people[environment.random.below(userIds.people.length)] ?? userIds.application}`;

/** A live contact by chance, or undefined when there is none. */
export function anyContact({ contacts, random }: Environment): number | undefined {
  const { rows } = contacts;
  if (rows.live() === 0) return undefined;
  let index = random.below(rows.size());
  while (!rows.isLive(index)) index = (index + 1) % rows.size();
  return index;
}

/** Gives a contact other values, as a sales person would; without names, one to three of the usual columns. */
export function changeContact(environment: Environment, index: number, names?: readonly string[]): void {
  const { contacts, random, clock } = environment;
  const chosen = names ?? someColumns(environment);
  const values: Values = { modifiedby: salesPerson(environment) };
  for (const name of chosen) {
    const column = contacts.columns.get(name);
    if (column) values[name] = anotherValue(column, contacts.read(index, name), random.below(0x1_0000_0000));
  }
  contacts.rows.change(index, values, clock.now());
  environment.revision += 1;
}

export function removeContact(environment: Environment, index: number): void {
  environment.contacts.rows.remove(index, environment.clock.now());
  environment.revision += 1;
}

export function createContact(environment: Environment): void {
  generateContacts(environment, 1, { at: environment.clock.now() });
}

function someColumns({ random, contacts }: Environment): string[] {
  const present = usualColumns.filter((name) => contacts.columns.has(name));
  const first = random.below(present.length);
  const count = 1 + random.below(3);
  return Array.from({ length: count }, (_, nth) => present[(first + nth * 3) % present.length] ?? 'jobtitle');
}

/** Drawn anew until it differs; columns that nothing is drawn for get a text, an option or a number. */
function anotherValue(column: Column, before: Value, drawn: number): Value {
  for (let attempt = 0; attempt < drawsForChange; attempt++) {
    const origin = scramble(mix(drawn, attempt)) || 1;
    const value = column.generate?.(origin) ?? null;
    if (value !== null && value !== before) return value;
  }
  if (column.kind === 'Boolean') return before !== true;
  if (isChoice(column)) return column.options.find(({ value }) => value !== before)?.value ?? null;
  if (column.kind === 'String' || column.kind === 'Memo')
    return `changed ${drawn.toString(36)}`.slice(0, column.maxLength);
  return before;
}
