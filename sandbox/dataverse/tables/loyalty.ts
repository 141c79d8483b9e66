import type { TableDefinition } from '../column.js';
import { chance, draw } from '../people/person.js';
import {
  choice,
  flag,
  integer,
  lookup,
  memo,
  moment,
  number,
  owner,
  standardColumns,
  stateColumns,
  text,
} from './build.js';
import { pastDay, pastMoment } from './past.js';

const salt = { name: 601, points: 602, level: 603, interests: 604, since: 605, balance: 607, active: 608 };
const ofTransaction = { name: 621, amount: 622, kind: 623, at: 624 };

/** What hangs on a contact. Points grow with the level; one in ten has no interests. */
export const loyalty: TableDefinition = {
  name: 'new_loyalty',
  schemaName: 'new_loyalty',
  set: 'new_loyalties',
  label: 'Loyalty',
  pluralLabel: 'Loyalties',
  key: 'new_loyaltyid',
  nameColumn: 'new_name',
  typeCode: 10_101,
  changeTracking: true,
  ownership: 'UserOwned',
  columns: [
    ...standardColumns('new_loyaltyid', 'Loyalty'),
    text('new_name', 'Name', 100, {
      required: 'ApplicationRequired',
      generate: (origin) => `LOY-${draw(origin, salt.name).toString(36).toUpperCase()}`,
    }),
    lookup('new_contactid', 'Contact', 'contact', { linksTo: 'contact' }),
    integer('new_points', 'Points', {
      min: 0,
      max: 100_000_000,
      generate: (origin) => draw(origin, salt.points) % (10_000 * levelOf(origin)),
    }),
    choice('new_level', 'Level', { 1: 'Bronze', 2: 'Silver', 3: 'Gold' }, { generate: levelOf }),
    choice(
      'new_interests',
      'Interests',
      { 1: 'Travel', 2: 'Music', 3: 'Sport', 4: 'Food' },
      { kind: 'MultiSelectPicklist', generate: interestsOf },
    ),
    moment('new_since', 'Member Since', 'DateOnly', { generate: (origin) => pastDay(origin, salt.since, 3_650) }),
    number('Decimal', 'new_balance', 'Balance', {
      precision: 2,
      generate: (origin) => ((draw(origin, salt.balance) % 2_000_000) - 500_000) / 100,
    }),
    flag('new_active', 'Active', ['No', 'Yes'], { generate: (origin) => chance(origin, salt.active, 90) }),
    memo('new_note', 'Note', 2_000),
    owner(),
    ...stateColumns(),
  ],
  usualColumns: ['new_points', 'new_level', 'new_interests', 'new_balance', 'new_active'],
};

/** What hangs on a loyalty: the second level of the chain. */
export const loyaltyTransaction: TableDefinition = {
  name: 'new_loyaltytransaction',
  schemaName: 'new_loyaltytransaction',
  set: 'new_loyaltytransactions',
  label: 'Loyalty Transaction',
  pluralLabel: 'Loyalty Transactions',
  key: 'new_loyaltytransactionid',
  nameColumn: 'new_name',
  typeCode: 10_102,
  changeTracking: true,
  ownership: 'UserOwned',
  columns: [
    ...standardColumns('new_loyaltytransactionid', 'Loyalty Transaction'),
    text('new_name', 'Name', 100, {
      required: 'ApplicationRequired',
      generate: (origin) => `TR-${draw(origin, ofTransaction.name).toString(36).toUpperCase()}`,
    }),
    lookup('new_loyaltyid', 'Loyalty', 'new_loyalty', { linksTo: 'new_loyalty' }),
    number('Decimal', 'new_amount', 'Amount', {
      precision: 2,
      generate: (origin) => (draw(origin, ofTransaction.amount) % 100_000) / 100,
    }),
    choice(
      'new_kind',
      'Kind',
      { 1: 'Earn', 2: 'Burn' },
      { generate: (origin) => (chance(origin, ofTransaction.kind, 75) ? 1 : 2) },
    ),
    moment('new_at', 'At', 'UserLocal', { generate: (origin) => pastMoment(origin, ofTransaction.at, 1_000) }),
    memo('new_note', 'Note', 2_000),
    owner(),
    ...stateColumns(),
  ],
  usualColumns: ['new_amount', 'new_kind', 'new_at'],
};

function levelOf(origin: number): number {
  const drawn = draw(origin, salt.level) % 10;
  if (drawn < 6) return 1;
  return drawn < 9 ? 2 : 3;
}

function interestsOf(origin: number): string | null {
  const drawn = draw(origin, salt.interests);
  if (drawn % 10 === 0) return null;
  const chosen = [1, 2, 3, 4].filter((value) => (drawn >>> (value * 3)) % 2 === 0);
  return chosen.length === 0 ? null : chosen.join(',');
}
