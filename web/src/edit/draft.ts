import type { FieldMapping, IngressConfig, TableMapping } from '../../../src/core/config/ingress.js';
import { contactToProfile } from '../../../src/core/mapping/contactToProfile.js';
import type { MistakeView } from '../../../src/core/views.js';

/** The mapping that this page edits; the others of the document stay as they are. */
export const placeOf = ({ mappings }: IngressConfig): number =>
  mappings.findIndex(({ dynamicsTable }) => dynamicsTable === contactToProfile.dynamicsTable);

/** The contact to profile mapping as an instance begins with it, put before the others. */
export const withContacts = (document: IngressConfig): IngressConfig => ({
  ...document,
  mappings: [contactToProfile, ...document.mappings],
});

export const changeMapping = (
  document: IngressConfig,
  place: number,
  change: (mapping: TableMapping) => TableMapping,
): IngressConfig => ({
  ...document,
  mappings: document.mappings.map((mapping, index) => (index === place ? change(mapping) : mapping)),
});

/** Replaces one field mapping, adds one (`old` null) or takes one away (`next` null). */
export function changeField(mapping: TableMapping, old: FieldMapping | null, next: FieldMapping | null): TableMapping {
  const fields = old
    ? mapping.fields.flatMap((field) => (field === old ? (next ?? []) : field))
    : [...mapping.fields, ...(next ? [next] : [])];
  const columns = new Set(fields.map(({ column }) => column));
  // Replacements are for mapped columns only.
  return { ...mapping, fields, replacements: mapping.replacements.filter(({ column }) => columns.has(column)) };
}

export interface PlacedMistakes {
  /** By the field mapping itself, not its number: rows move while a person corrects them. */
  readonly byField: ReadonlyMap<FieldMapping, readonly MistakeView[]>;
  readonly ofKey: readonly MistakeView[];
  /** Those that no row of this page shows. */
  readonly elsewhere: readonly MistakeView[];
}

/** Where each mistake of a refused document is shown. */
export function placeMistakes(
  mistakes: readonly MistakeView[],
  document: IngressConfig,
  place: number,
): PlacedMistakes {
  const byField = new Map<FieldMapping, MistakeView[]>();
  const ofKey: MistakeView[] = [];
  const elsewhere: MistakeView[] = [];
  for (const mistake of mistakes) {
    const [, list, mapping, part, index] = mistake.pointer.split('/');
    const isHere = list === 'mappings' && mapping === String(place);
    const field = isHere && part === 'fields' ? document.mappings[place]?.fields[Number(index)] : undefined;
    if (field) byField.set(field, [...(byField.get(field) ?? []), mistake]);
    else if (isHere && part === 'idField') ofKey.push(mistake);
    else elsewhere.push(mistake);
  }
  return { byField, ofKey, elsewhere };
}
