import { mix, type Random, scramble } from '../shell/random.js';
import { type Column, isChoice, isLookup, type Value, type Values } from './column.js';
import type { Environment } from './environment.js';
import { drawsForChange } from './limits.js';
import type { Table } from './rows/table.js';
import { userIds } from './tables/known.js';

const dayMs = 86_400_000;

/** Days that a date moves back by when nothing is drawn for its column. */
const dateSpanDays = 1_000;

/** A live row by chance, or undefined when there is none. */
export function anyRow({ rows }: Table, random: Random): number | undefined {
  if (rows.live() === 0) return undefined;
  let index = random.below(rows.size());
  while (!rows.isLive(index)) index = (index + 1) % rows.size();
  return index;
}

/** Whether people could change the column. */
export function isChangeable({ update, computed, kept }: Column): boolean {
  return update && !computed && !kept;
}

/** Gives a row other values, as a salesperson would; without names, one to three of the table's usual columns. */
export function changeRow(
  environment: Environment,
  table: Table,
  index: number,
  { names, random = environment.random }: { names?: readonly string[] | undefined; random?: Random } = {},
): void {
  const values: Values = { modifiedby: salesPerson(random) };
  for (const name of names ?? someColumns(table, random)) {
    const column = table.columns.get(name);
    if (!column) continue;
    const before = table.read(index, name);
    values[name] = isLookup(column)
      ? anotherTarget(environment, column.targets[0]?.table ?? '', before, random)
      : anotherValue(column, before, random.below(0x1_0000_0000));
  }
  table.rows.change(index, values, environment.clock.now());
  environment.revision += 1;
}

const salesPerson = (random: Random): string =>
  `systemuser:${userIds.people[random.below(userIds.people.length)] ?? userIds.application}`;

function someColumns({ columns, definition }: Table, random: Random): string[] {
  const present = definition.usualColumns.filter((name) => columns.has(name));
  if (present.length === 0) return [];
  const first = random.below(present.length);
  const count = 1 + random.below(3);
  return Array.from({ length: count }, (_, nth) => present[(first + nth * 3) % present.length] ?? '');
}

/** Another live row of the table that a lookup points to; the one before when there is no other. */
function anotherTarget({ tables }: Environment, name: string, before: Value, random: Random): Value {
  const table = tables.get(name);
  if (!table) return before;
  for (let attempt = 0; attempt < drawsForChange; attempt++) {
    const index = anyRow(table, random);
    const pointer = index === undefined ? before : `${name}:${table.rows.id(index)}`;
    if (pointer !== before) return pointer;
  }
  return before;
}

/** Drawn anew until it differs; columns that nothing is drawn for get a text, an option, a number or a date. */
function anotherValue(column: Column, before: Value, drawn: number): Value {
  for (let attempt = 0; attempt < drawsForChange; attempt++) {
    const origin = scramble(mix(drawn, attempt)) || 1;
    const value = column.generate?.(origin) ?? null;
    if (value !== null && value !== before) return value;
  }
  if (column.kind === 'Boolean') return before !== true;
  if (isChoice(column)) {
    const other = column.options.find(({ value }) => value !== before && String(value) !== before)?.value ?? null;
    return column.kind === 'MultiSelectPicklist' && other !== null ? String(other) : other;
  }
  switch (column.kind) {
    case 'String':
    case 'Memo':
      return `changed ${drawn.toString(36)}`.slice(0, column.maxLength);
    case 'Integer':
    case 'Decimal':
    case 'Double':
    case 'Money':
      return Math.min(column.max, Math.max(column.min, (Number(before) + 1 + (drawn % 1_000)) % 1_000_000));
    case 'DateTime': {
      const at = new Date(Date.UTC(2025, 5, 1) - (drawn % dateSpanDays) * dayMs).toISOString();
      return column.behavior === 'DateOnly' ? at.slice(0, 10) : `${at.slice(0, 19)}Z`;
    }
    default:
      return before;
  }
}
