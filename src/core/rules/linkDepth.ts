import type { TableMapping } from '../config/ingress.js';

/** Links from each mapping to the end of its longest chain: table1 -> table2 -> table3 is 2. A table's link to itself is none. */
export function linkDepths(mappings: readonly TableMapping[]): ReadonlyMap<string, number> {
  const parents = new Map(mappings.map(({ id, fields }) => [id, parentsOf(id, fields)]));
  const depths = new Map<string, number>();
  const depthOf = (id: string, above: ReadonlySet<string>): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    // A circle is refused elsewhere; here it must only end.
    const open = [...(parents.get(id) ?? [])].filter((parent) => parents.has(parent) && !above.has(parent));
    const depth = Math.max(0, ...open.map((parent) => 1 + depthOf(parent, new Set([...above, parent]))));
    depths.set(id, depth);
    return depth;
  };
  for (const { id } of mappings) depthOf(id, new Set([id]));
  return depths;
}

const parentsOf = (id: string, fields: TableMapping['fields']): Set<string> =>
  new Set(fields.flatMap(({ parent }) => (parent === undefined || parent === id ? [] : [parent])));
