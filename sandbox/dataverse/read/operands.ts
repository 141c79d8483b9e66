import { type Column, isChoice, isLookup, pointerOf } from '../column.js';
import type { Environment } from '../environment.js';
import { malformedQuery, unknownProperty } from '../errors.js';
import type { Table } from '../rows/table.js';
import type { Operand } from './predicate.js';

/** Finds what a path of a `$filter` means for the rows of a table: a property, or one step over a lookup. */
export function operandsOf(table: Table, environment: Environment): (path: string) => Operand<number> {
  return (path) => {
    const [first = '', second, ...more] = path.split('/');
    if (more.length > 0) throw malformedQuery(`The path '${path}' goes over more than one lookup.`);
    if (second !== undefined) return over(first, second);
    // `In` takes the logical name of a lookup too.
    const column = table.properties.get(first) ?? table.columns.get(first);
    if (!column) throw unknownProperty(first, table.definition.name);
    return own(table, column);
  };

  function over(navigation: string, property: string): Operand<number> {
    for (const column of table.columns.values()) {
      if (!isLookup(column)) continue;
      const target = column.targets.find((one) => one.navigation === navigation);
      const other = target && environment.tables.get(target.table);
      if (!other) continue;
      const wanted = other.properties.get(property);
      if (!wanted) throw unknownProperty(property, other.definition.name);
      const operand = own(other, wanted);
      const read = table.reader(column);
      return {
        type: operand.type,
        read(index) {
          const pointer = pointerOf(read(index));
          const place = pointer?.table === other.definition.name ? other.rows.find(pointer.id) : undefined;
          return place === undefined || !other.rows.isLive(place) ? null : operand.read(place);
        },
      };
    }
    throw unknownProperty(navigation, table.definition.name);
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
