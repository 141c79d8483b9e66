import { guidOf } from '../guid.js';
import { frenchLabels } from './frenchLabels.js';

/** A piece of metadata as JSON. */
export type Metadata = Readonly<Record<string, unknown>>;

const english = 1033;
const french = 1036;

export function label(text: string | null): Metadata {
  if (text === null) return { LocalizedLabels: [], UserLocalizedLabel: null };
  const localized = labelIn(english, text);
  const inFrench = frenchLabels[text];
  const others = inFrench === undefined ? [] : [labelIn(french, inFrench)];
  return { LocalizedLabels: [localized, ...others], UserLocalizedLabel: localized };
}

function labelIn(language: number, text: string): Metadata {
  return {
    Label: text,
    LanguageCode: language,
    IsManaged: true,
    MetadataId: metadataId(`${language}.${text}`),
    HasChanged: null,
  };
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
export function schemaNameOf(name: string, custom: boolean): string {
  return custom ? name : name.charAt(0).toUpperCase() + name.slice(1);
}
