import type { Value } from '../column.js';
import { malformedQuery } from '../errors.js';
import { parseFilter } from '../read/expression.js';
import { type Operand, predicateOf } from '../read/predicate.js';
import type { Query } from '../read/query.js';
import type { Metadata } from './labels.js';

/** Which members a kind of metadata has at all, and which of them only come when expanded. */
export interface Shape {
  readonly type: string;
  readonly selectable: (name: string) => boolean;
  readonly expandable: ReadonlySet<string>;
}

/** Keeps what `$filter` lets through. Members of members are reached by a path: `CanChangeTrackingBeEnabled/Value`. */
export function filtered(list: readonly Metadata[], query: Query, shape: Shape): readonly Metadata[] {
  if (query.filter === undefined) return list;
  const test = predicateOf<Metadata>(parseFilter(withoutEnumTypes(query.filter), query.aliases), (path) =>
    operand(path, shape),
  );
  return list.filter(test);
}

/** What `$select` and `$expand` leave of one piece; `MetadataId` always stays. */
export function shaped(piece: Metadata, { select, expand }: Pick<Query, 'select' | 'expand'>, shape: Shape): Metadata {
  for (const name of select ?? []) {
    if (!shape.selectable(name) || shape.expandable.has(name)) throw unknown(name, shape);
  }
  const expansions = expansionsOf(expand);
  for (const name of expansions.keys()) if (!shape.expandable.has(name)) throw unknown(name, shape);
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(piece)) {
    const expansion = expansions.get(name);
    if (shape.expandable.has(name)) {
      if (expansion) result[name] = expanded(value, expansion);
    } else if (!select || select.includes(name) || name === 'MetadataId' || name.startsWith('@')) result[name] = value;
  }
  return result;
}

/** `OptionSet($select=Options),GlobalOptionSet` as names with what is selected of each. */
export function expansionsOf(expand: string | undefined): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  if (expand === undefined) return found;
  for (const [whole, name = '', options = ''] of expand.matchAll(/(\w+)(?:\(([^)]*)\))?\s*(?:,|$)/gu)) {
    if (whole === '') continue;
    const select = /\$select=([^;]*)/u.exec(options)?.[1];
    found.set(name, select ? select.split(',').map((one) => one.trim()) : []);
  }
  if (found.size === 0) throw malformedQuery(`'${expand}' is no expansion.`);
  return found;
}

function expanded(value: unknown, select: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => expanded(one, select));
  if (typeof value !== 'object' || value === null || select.length === 0) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => select.includes(name) || name === 'MetadataId' || name.startsWith('@')),
  );
}

/** Enum literals carry their type: `Microsoft.Dynamics.CRM.AttributeTypeCode'String'` (reference dataverse-web-api §10). */
function withoutEnumTypes(filter: string): string {
  return filter.replace(/Microsoft\.Dynamics\.CRM\.\w+('(?:[^']|'')*')/gu, '$1');
}

function operand(path: string, shape: Shape): Operand<Metadata> {
  const steps = path.split('/');
  if (!shape.selectable(steps[0] ?? '')) throw unknown(steps[0] ?? '', shape);
  return {
    type: 'any',
    read(piece) {
      let value: unknown = piece;
      for (const step of steps)
        value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
      return typeof value === 'object' || value === undefined ? null : (value as Value);
    },
  };
}

const unknown = (name: string, { type }: Shape) =>
  malformedQuery(`Could not find a property named '${name}' on type 'Microsoft.Dynamics.CRM.${type}'.`);
