import { scramble } from '../shell/random.js';
import { isLookup } from './column.js';
import type { Environment } from './environment.js';
import { chance, draw } from './people/person.js';
import type { Table } from './rows/table.js';

const salt = { linked: 701, parent: 702 };

/** Of a hundred rows of a table that links to itself, so many have a parent. */
const ownParents = 10;

type Parent = (place: number, origin: number) => number | undefined;

/** Adds rows drawn from `seed`, each linked to a row that is there now; `at` = 0 gives them a past. */
export function generateRows(
  environment: Environment,
  table: Table,
  count: number,
  { seed = environment.seed, at = 0 }: { seed?: number; at?: number } = {},
): void {
  const { rows } = table;
  const key = scramble(seed);
  const parent = linkedParent(table, environment.tables);
  for (let left = count; left > 0; left--) {
    const place = rows.size();
    const origin = scramble((place ^ key) >>> 0) || 1;
    rows.add({ origin, parent: parent(place, origin), at });
  }
  environment.revision += 1;
}

/** The nth row belongs to the nth live row of the table that it links to, round and round; within one table to an earlier row. */
export function linkedParent(table: Table, tables: ReadonlyMap<string, Table>): Parent {
  const link = [...table.columns.values()].find((column) => isLookup(column) && column.linksTo !== undefined);
  const target = link && isLookup(link) && link.linksTo !== undefined ? tables.get(link.linksTo) : undefined;
  if (!target) return () => undefined;
  if (target === table) {
    return (place, origin) => {
      const earlier = place > 0 && chance(origin, salt.linked, ownParents) ? draw(origin, salt.parent) % place : -1;
      return earlier >= 0 && table.rows.isLive(earlier) ? earlier : undefined;
    };
  }
  const live = liveRows(target);
  return (place) => (live.length === 0 ? undefined : live[place % live.length]);
}

function liveRows({ rows }: Table): Uint32Array {
  const live = new Uint32Array(rows.live());
  let found = 0;
  for (let index = 0; index < rows.size(); index++) if (rows.isLive(index)) live[found++] = index;
  return live;
}
