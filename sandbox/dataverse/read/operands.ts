import { type Column, isChoice, isLookup, pointerOf } from '../column.js';
import type { Environment } from '../environment.js';
import { unknownProperty } from '../errors.js';
import type { Table } from '../rows/table.js';
import { lookupBehind } from './expand.js';
import type { Operand } from './predicate.js';

/** Finds what a path of a `$filter` means for the rows of a table: a property, or one behind one or more lookups. */
export function operandsOf(table: Table, environment: Environment): (path: string) => Operand<number> {
  return (path) => {
    const [first = '', ...rest] = path.split('/');
    if (rest.length > 0) return behind(first, rest.join('/'));
    // `In` takes the logical name of a lookup too.
    const column = table.properties.get(first) ?? table.columns.get(first);
    if (!column) throw unknownProperty(first, table.definition.name);
    return own(table, column);
  };

  function behind(navigation: string, path: string): Operand<number> {
    const { column, target } = lookupBehind(table, navigation, environment);
    const operand = operandsOf(target, environment)(path);
    const read = table.reader(column);
    return {
      type: operand.type,
      read(index) {
        const pointer = pointerOf(read(index));
        const place = pointer?.table === target.definition.name ? target.rows.find(pointer.id) : undefined;
        return place === undefined || !target.rows.isLive(place) ? null : operand.read(place);
      },
    };
  }
}

function own(table: Table, column: Column): Operand<number> {
  const read = table.reader(column);
  if (!isLookup(column)) return { type: typeOf(column), read };
  return { type: 'guid', read: (index) => pointerOf(read(index))?.id ?? null };
}

function typeOf(column: Column): Operand<number>['type'] {
  if (column.kind === 'MultiSelectPicklist') return 'choices';
  if (isChoice(column)) return 'number';
  switch (column.kind) {
    case 'String':
    case 'Memo':
      return 'text';
    case 'Boolean':
      return 'boolean';
    case 'DateTime':
      return 'moment';
    case 'Uniqueidentifier':
      return 'guid';
    default:
      return 'number';
  }
}
