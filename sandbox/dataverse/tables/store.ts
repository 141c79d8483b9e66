import type { TableDefinition } from '../column.js';
import { chance, draw, placeOf } from '../people/person.js';
import { flag, moment, number, owner, standardColumns, stateColumns, text } from './build.js';
import { pastDay } from './past.js';

const salt = { opened: 641, open: 643, size: 644 };

/** Linked to nothing. */
export const store: TableDefinition = {
  name: 'new_store',
  schemaName: 'new_store',
  set: 'new_stores',
  label: 'Store',
  pluralLabel: 'Stores',
  key: 'new_storeid',
  nameColumn: 'new_name',
  typeCode: 10_103,
  changeTracking: true,
  ownership: 'UserOwned',
  columns: [
    ...standardColumns('new_storeid', 'Store'),
    text('new_name', 'Name', 100, {
      required: 'ApplicationRequired',
      generate: (origin) => `${placeOf(origin).city} ${1 + (draw(origin, salt.size + 1) % 9)}`,
    }),
    text('new_city', 'City', 80, { generate: (origin) => placeOf(origin).city }),
    moment('new_opened', 'Opened', 'DateOnly', { generate: (origin) => pastDay(origin, salt.opened, 9_000) }),
    flag('new_open', 'Open', ['Closed', 'Open'], { generate: (origin) => chance(origin, salt.open, 85) }),
    number('Double', 'new_size', 'Size', {
      min: 0,
      precision: 5,
      generate: (origin) => (draw(origin, salt.size) % 5_000_000) / 1_000,
    }),
    owner(),
    ...stateColumns(),
  ],
  usualColumns: ['new_city', 'new_open', 'new_size'],
};

/** Nobody switched change tracking on for it. */
export const audit: TableDefinition = {
  name: 'new_audit',
  schemaName: 'new_audit',
  set: 'new_audits',
  label: 'Audit',
  pluralLabel: 'Audits',
  key: 'new_auditid',
  nameColumn: 'new_name',
  typeCode: 10_104,
  changeTracking: false,
  ownership: 'UserOwned',
  columns: [
    ...standardColumns('new_auditid', 'Audit'),
    text('new_name', 'Name', 100, {
      required: 'ApplicationRequired',
      generate: (origin) => `Audit ${draw(origin, salt.opened) % 100_000}`,
    }),
    owner(),
    ...stateColumns(),
  ],
  usualColumns: ['new_name'],
};
