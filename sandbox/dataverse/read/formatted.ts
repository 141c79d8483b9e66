import { type Column, isChoice, pointerOf, type Value } from '../column.js';
import type { Environment } from '../environment.js';

/** The label that Dataverse shows for a value, or null when it shows none (texts and ids). Dates are the calling user's: en-US, UTC. */
export function formatterOf(column: Column, environment: Environment): ((value: Value) => string | null) | undefined {
  if (isChoice(column)) {
    const labels = new Map(column.options.map(({ value, label }) => [value, label]));
    if (column.kind === 'MultiSelectPicklist') {
      return (value) =>
        String(value)
          .split(',')
          .map((one) => labels.get(Number(one)) ?? one)
          .join('; ');
    }
    return (value) => labels.get(Number(value)) ?? null;
  }
  switch (column.kind) {
    case 'Boolean':
      return (value) => (value === true ? column.trueLabel : column.falseLabel);
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return (value) => nameOf(value, environment);
    case 'DateTime':
      return column.behavior === 'DateOnly' ? dateOf : momentOf;
    case 'Money':
      return (value) => `€${grouped(Number(value), column.precision)}`;
    case 'Decimal':
    case 'Double':
      return (value) => grouped(Number(value), column.precision);
    case 'Integer':
    case 'BigInt':
      return (value) => grouped(Number(value), 0);
    default:
      return undefined;
  }
}

/** What the row that a lookup points to is called; null when it is gone. */
export function nameOf(value: Value, { tables }: Environment): string | null {
  const pointer = pointerOf(value);
  const table = pointer && tables.get(pointer.table);
  const index = pointer && table?.rows.find(pointer.id);
  if (!table || index === undefined || !table.rows.isLive(index)) return null;
  const name = table.read(index, table.definition.nameColumn);
  return typeof name === 'string' ? name : null;
}

function grouped(value: number, fraction: number): string {
  const [whole = '', rest] = Math.abs(value).toFixed(fraction).split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/gu, ',');
  return `${value < 0 ? '-' : ''}${groups}${rest === undefined ? '' : `.${rest}`}`;
}

/** `1990-05-06` as `5/6/1990`. */
function dateOf(value: Value): string {
  const [year, month, day] = String(value).slice(0, 10).split('-').map(Number);
  return `${month}/${day}/${year}`;
}

function momentOf(value: Value): string {
  const hour = Number(String(value).slice(11, 13));
  const minute = String(value).slice(14, 16);
  return `${dateOf(value)} ${hour % 12 === 0 ? 12 : hour % 12}:${minute} ${hour < 12 ? 'AM' : 'PM'}`;
}
