import { guidOf } from '../guid.js';

/** A piece of metadata as JSON. */
export type Metadata = Readonly<Record<string, unknown>>;

const english = 1033;

export function label(text: string | null): Metadata {
  if (text === null) return { LocalizedLabels: [], UserLocalizedLabel: null };
  const localized = {
    Label: text,
    LanguageCode: english,
    IsManaged: true,
    MetadataId: metadataId(text),
    HasChanged: null,
  };
  return { LocalizedLabels: [localized], UserLocalizedLabel: localized };
}

export function managed(value: unknown, property: string, canBeChanged = true): Metadata {
  return { Value: value, CanBeChanged: canBeChanged, ManagedPropertyLogicalName: property };
}

/** An id that depends on nothing but what it is for. */
export function metadataId(of: string): string {
  let sum = 0x811c9dc5;
  for (let index = 0; index < of.length; index++) sum = Math.imul(sum ^ of.charCodeAt(index), 0x01000193);
  return guidOf(sum >>> 0, 901);
}

/** `gendercode` as `GenderCode` cannot be guessed; custom names are kept, others begin with a capital. */
export function schemaNameOf(name: string): string {
  return name.startsWith('acme_') ? name : name.charAt(0).toUpperCase() + name.slice(1);
}
