import type { IngressConfig, TableMapping } from '../config/ingress.js';
import type { Mistake } from '../problems/mistake.js';

/**
 * A mapping's tables and ID field are fixed once it is saved (spec 1.2): its position, its queue and what is known of its records
 * belong to them.
 * @param before the document saved last; null when none was
 */
export function fixedTableMistakes(before: IngressConfig | null, after: IngressConfig): Mistake[] {
  const saved = new Map((before?.mappings ?? []).map((mapping) => [mapping.id, mapping]));
  return after.mappings.flatMap((mapping, index) => {
    const was = saved.get(mapping.id);
    return was === undefined ? [] : changes(was, mapping, `/mappings/${index}`);
  });
}

function changes(was: TableMapping, now: TableMapping, pointer: string): Mistake[] {
  return fixed.flatMap(({ at, of }) => {
    const [before, after] = [of(was), of(now)];
    if (before === after) return [];
    return [{ pointer: pointer + at, code: 'mapping-fixed', params: { mapping: now.id, was: before, now: after } }];
  });
}

const fixed: readonly { readonly at: string; readonly of: (mapping: TableMapping) => string }[] = [
  { at: '/dynamicsTable', of: ({ dynamicsTable }) => dynamicsTable },
  { at: '/campaignResource', of: ({ campaignResource }) => campaignResource },
  { at: '/idField/column', of: ({ idField }) => idField.column },
  { at: '/idField/field', of: ({ idField }) => idField.field },
];
