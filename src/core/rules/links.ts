import type { TableMapping } from '../config/ingress.js';

/** The other mappings that a mapping's links join it with: those it points to, and those that point to it. */
export function family(
  mapping: TableMapping,
  all: readonly TableMapping[],
): { parents: Record<string, { table: string; resource: string }>; children: string[] } {
  const parents = all.filter(({ id }) => mapping.fields.some(({ parent }) => parent === id));
  return {
    parents: Object.fromEntries(
      parents.map(({ id, dynamicsTable, campaignResource }) => [
        id,
        { table: dynamicsTable, resource: campaignResource },
      ]),
    ),
    children: all.filter(({ fields }) => fields.some(({ parent }) => parent === mapping.id)).map(({ id }) => id),
  };
}
