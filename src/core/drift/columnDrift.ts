import type { TableMapping } from '../config/ingress.js';
import { conditionsIn } from '../filter/mistakes.js';
import { operandsOf } from '../filter/operand.js';
import { isPolymorphic, type Parents } from '../mapping/link.js';
import type { DynamicsColumn } from '../metadata.js';
import { named } from '../named.js';
import { type Drift, driftOf } from './drift.js';

type Option = NonNullable<DynamicsColumn['options']>[number];

/** What changed of a column that a mapping or its filter uses, so that rows would be read wrongly. A column that is gone is told elsewhere. */
export function columnDrift(
  was: DynamicsColumn,
  now: DynamicsColumn,
  { mapping, table, parents }: { mapping: TableMapping; table: string; parents: Parents },
): Drift[] {
  const tell = driftOf('dynamics', was.name, { mapping: mapping.id, table, column: was.name });
  if (typeOf(was) !== typeOf(now)) return [tell('column-type-changed', { was: typeOf(was), now: typeOf(now) })];
  const removed = optionsOnlyIn(was, now).filter((option) => isUsed(option, was, mapping));
  return [
    ...(removed.length > 0 ? [tell('option-removed', { options: shown(removed) })] : []),
    ...targetDrift(was, now, mapping, parents, tell),
  ];
}

/** Options that appeared: of no harm. */
export function newOptions(was: DynamicsColumn, now: DynamicsColumn): string | null {
  const added = typeOf(was) === typeOf(now) ? optionsOnlyIn(now, was) : [];
  return added.length > 0 ? shown(added) : null;
}

/** A lookup that may name other tables than when the mapping was prepared: their records would be taken for the parent's, or never come. */
function targetDrift(
  was: DynamicsColumn,
  now: DynamicsColumn,
  { fields }: TableMapping,
  parents: Parents,
  tell: ReturnType<typeof driftOf>,
): Drift[] {
  const wanted = fields.flatMap(({ column, parent }) => {
    const table = column === was.name && parent !== undefined ? named(parents, parent)?.table : undefined;
    return table === undefined ? [] : [table];
  });
  if (wanted.length === 0) return [];
  const { targets = [] } = now;
  const gone = wanted.filter((table) => !targets.includes(table));
  if (gone.length > 0) return [tell('lookup-target-removed', { targets: gone.join(', ') })];
  const added = targets.filter((table) => !(was.targets ?? []).includes(table));
  return !isPolymorphic(was) && isPolymorphic(now) ? [tell('lookup-target-added', { targets: added.join(', ') })] : [];
}

/** A mapped column may hold any of its options; one that only the filter looks at, those that the filter names. */
function isUsed({ value }: Option, column: DynamicsColumn, { fields, filter }: TableMapping): boolean {
  if (fields.some(({ column: name }) => name === column.name)) return true;
  const { operand } = operandsOf(column);
  const conditions = conditionsIn(filter).filter((condition) => condition.column === column.name);
  return conditions.some(({ value: wanted }) =>
    [wanted].flat().some((one) => {
      const chosen = operand(one);
      return chosen !== null && (chosen === operand(value) || String(chosen).split(',').includes(String(value)));
    }),
  );
}

function optionsOnlyIn(one: DynamicsColumn, other: DynamicsColumn): Option[] {
  // A system that does not list options says nothing of them.
  if (one.options === undefined || other.options === undefined) return [];
  const values = new Set(other.options.map(({ value }) => value));
  return one.options.filter(({ value }) => !values.has(value));
}

const shown = (options: readonly Option[]): string =>
  options.map(({ value, label }) => `${String(value)} (${label})`).join(', ');

/** Dynamics' own word for a datetime that only looks like UTC. */
const typeOf = ({ type, wallClock }: DynamicsColumn): string =>
  type === 'datetime' && wallClock === true ? 'datetime TimeZoneIndependent' : type;
