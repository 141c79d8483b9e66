import type { IngressConfig, TableMapping } from '../config/ingress.js';
import type { Mistake } from '../problems/mistake.js';

/** What a person should know of the links of a document although nothing is wrong with it: records that may be left pointing to nothing. */
export function linkNotes({ mappings }: IngressConfig): Mistake[] {
  const byId = new Map(mappings.map((mapping) => [mapping.id, mapping]));
  return mappings.flatMap((child, index) =>
    parentsOf(child).flatMap((id) => {
      const parent = byId.get(id);
      return parent === undefined ? [] : notesOf(child, parent, `/mappings/${index}`);
    }),
  );
}

function notesOf(child: TableMapping, parent: TableMapping, pointer: string): Mistake[] {
  const params = { mapping: child.id, parent: parent.id };
  const left: Mistake = { pointer: `${pointer}/applyDeletes`, code: 'children-left-behind', params };
  const filtered: Mistake = { pointer, code: 'children-of-filtered', params };
  return [...(parent.applyDeletes && !child.applyDeletes ? [left] : []), ...(parent.deleteFiltered ? [filtered] : [])];
}

const parentsOf = ({ fields }: TableMapping): string[] => [
  ...new Set(fields.map(({ parent }) => parent).filter((parent) => parent !== undefined)),
];
