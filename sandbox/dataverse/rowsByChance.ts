import { createRandom, type Random } from '../shell/random.js';
import { ControlRefused } from '../shell/system.js';
import { refusing } from './byHand.js';
import { anyRow, changeRow, isChangeable } from './disturb.js';
import type { Environment } from './environment.js';
import { readGuid } from './guid.js';
import type { Table } from './rows/table.js';
import { type OnParentDelete, removeRows } from './write/removal.js';

interface Changes {
  readonly count: number;
  readonly columns?: readonly string[] | undefined;
  readonly seed?: number | undefined;
}

/** Changes so many rows, chosen by chance; with a seed always the same of the same rows. Gives how many it changed. */
export function changeSome(environment: Environment, table: Table, { count, columns, seed }: Changes): number {
  for (const name of columns ?? []) {
    const column = table.columns.get(name);
    if (!column || !isChangeable(column)) {
      throw new ControlRefused(`${table.definition.name} has no column ${name} to change`);
    }
  }
  const random = seed === undefined ? environment.random : createRandom(seed);
  if (table.rows.live() === 0) return 0;
  for (let done = 0; done < count; done++) {
    const index = anyRow(table, random);
    if (index !== undefined) changeRow(environment, table, index, { names: columns, random });
  }
  return count;
}

/** Deletes so many rows, chosen by chance. Gives how many it deleted. */
export function removeSome(
  environment: Environment,
  onParentDelete: OnParentDelete,
  table: Table,
  count: number,
): number {
  const { rows } = table;
  const wanted = Math.min(count, rows.live());
  const chosen = wanted === rows.live() ? everyRow(table) : someRows(table, environment.random, wanted);
  refusing(() => removeRows(environment, onParentDelete, table, chosen));
  return wanted;
}

/** Deletes the row with this id. */
export function removeOne(environment: Environment, onParentDelete: OnParentDelete, table: Table, id: string): void {
  const index = table.rows.find(readGuid(id) ?? '');
  if (index === undefined || !table.rows.isLive(index)) {
    throw new ControlRefused(`there is no ${table.definition.name} ${id}`, 404);
  }
  refusing(() => removeRows(environment, onParentDelete, table, [index]));
}

function everyRow({ rows }: Table): number[] {
  return Array.from({ length: rows.size() }, (_, index) => index).filter((index) => rows.isLive(index));
}

function someRows(table: Table, random: Random, count: number): ReadonlySet<number> {
  const chosen = new Set<number>();
  const { rows } = table;
  while (chosen.size < count) {
    let index = anyRow(table, random) ?? 0;
    while (chosen.has(index) || !rows.isLive(index)) index = (index + 1) % rows.size();
    chosen.add(index);
  }
  return chosen;
}
