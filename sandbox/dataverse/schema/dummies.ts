import type { TableDefinition } from '../column.js';
import type { Environment } from '../environment.js';
import { createTable } from '../rows/table.js';
import { choice, integer, lookup, owner, standardColumns, stateColumns, text } from '../tables/build.js';
import { schemaChanged } from './columns.js';

const firstTypeCode = 20_000;

/** Every so many-th is not tracked. */
const untrackedEvery = 10;

/** Lets so many tables be there that only make the list long: empty, but otherwise tables like any other. */
export function setDummyTables(environment: Environment, wanted: number): void {
  const { tables, sets } = environment;
  let here = 0;
  for (const { definition } of tables.values()) {
    if (!definition.dummy) continue;
    here += 1;
    if (here <= wanted) continue;
    tables.delete(definition.name);
    sets.delete(definition.set);
  }
  if (here === wanted) return;
  for (let nth = here + 1; nth <= wanted; nth++) {
    const table = createTable(dummy(nth), environment);
    tables.set(table.definition.name, table);
    sets.set(table.definition.set, table);
  }
  schemaChanged(environment);
}

function dummy(nth: number): TableDefinition {
  const name = `new_dummy${String(nth).padStart(4, '0')}`;
  return {
    name,
    schemaName: name,
    set: `${name}s`,
    label: `Dummy ${nth}`,
    pluralLabel: `Dummies ${nth}`,
    key: `${name}id`,
    nameColumn: 'new_name',
    typeCode: firstTypeCode + nth,
    changeTracking: nth % untrackedEvery !== 0,
    ownership: 'UserOwned',
    columns: [
      ...standardColumns(`${name}id`, `Dummy ${nth}`),
      text('new_name', 'Name', 100, { required: 'ApplicationRequired', generate: (origin) => `Dummy ${origin}` }),
      integer('new_number', 'Number'),
      choice('new_colour', 'Colour', { 1: 'Red', 2: 'Green' }),
      lookup('new_contactid', 'Contact', 'contact', { linksTo: 'contact' }),
      owner(),
      ...stateColumns(),
    ],
    usualColumns: ['new_name', 'new_number', 'new_colour'],
    dummy: true,
  };
}
