import type { IngressConfig } from '../../core/config/ingress.js';

/**
 * Contacts of Dynamics have no standard column for a language; each organisation adds its own. The sandbox's is this
 * picklist, so a first run maps it: its values, and what Campaign calls them.
 */
const column = 'acme_preferredlanguage';
const field = 'preferredLanguage';
const names = [
  'en_gb',
  'fr_fr',
  'de_de',
  'es_es',
  'it_it',
  'pt_pt',
  'nl_nl',
  'pl_pl',
  'sv_se',
  'el_gr',
  'uk_ua',
  'ja_jp',
];

/** The contact -> profile mapping with the sandbox's language. */
export function withSandboxLanguage({ mappings }: IngressConfig): IngressConfig {
  return {
    mappings: mappings.map((mapping) => {
      if (mapping.dynamicsTable !== 'contact' || mapping.fields.some((known) => known.field === field)) return mapping;
      const replacements = names.map((newValue, index) => ({ column, existingValue: index + 1, newValue }));
      return {
        ...mapping,
        fields: [...mapping.fields, { column, field, applyUpdates: true }],
        replacements: [...mapping.replacements, ...replacements],
      };
    }),
  };
}
