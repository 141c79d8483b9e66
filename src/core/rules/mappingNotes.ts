import type { IngressConfig, TableMapping } from '../config/ingress.js';
import type { Mistake } from '../problems/mistake.js';
import { linkNotes } from './linkNotes.js';
import { sameDocument } from './pendingChanges.js';

/**
 * What a person should know of one mapping although nothing is wrong with it. Pointers are into the mapping.
 * @param applied what the running processes use of it; null when nothing
 */
export function mappingNotes(
  document: IngressConfig,
  mapping: TableMapping,
  applied: TableMapping | null,
): readonly Mistake[] {
  const params = { mapping: mapping.id };
  const place = document.mappings.findIndex(({ id }) => id === mapping.id);
  const prefix = `/mappings/${place}`;
  const ofLinks = linkNotes(document)
    .filter(({ pointer }) => pointer === prefix || pointer.startsWith(`${prefix}/`))
    .map((note) => ({ ...note, pointer: note.pointer.slice(prefix.length) }));
  const linked = mapping.fields.findIndex(({ parent }) => parent !== undefined);
  return [
    ...ofLinks,
    ...(linked >= 0 ? [note(`/fields/${linked}/parent`, 'link-cardinality', params)] : []),
    ...(mapping.applyDeletes ? [note('/applyDeletes', 'deletes-and-privacy', params)] : []),
    ...(mapping.idField.unique ? [] : [note('/idField/unique', 'key-not-unique', params)]),
    ...(applied && changesValues(applied, mapping) ? [note('', 'replay-advised', params)] : []),
  ];
}

const note = (pointer: string, code: Mistake['code'], params: Mistake['params']): Mistake => ({
  pointer,
  code,
  ...(params && { params }),
});

/** An edit that gives records already written other values, or other records a place: only a replay brings them up to date (spec 1.2). */
const changesValues = (applied: TableMapping, mapping: TableMapping): boolean =>
  !sameDocument(valuesOf(applied), valuesOf(mapping));

const valuesOf = ({ fields, replacements, filter, deleteFiltered, technicalValues }: TableMapping) => ({
  fields: fields.map(({ column, field, parent }) => [column, field, parent ?? '']).sort(byText),
  replacements,
  filter,
  deleteFiltered,
  technicalValues,
});

const byText = (one: readonly string[], other: readonly string[]) => (one.join('\n') < other.join('\n') ? -1 : 1);
