import { z } from 'zod';
import type { Labels } from '../../core/metadata.js';

const localized = z.object({ Label: z.string(), LanguageCode: z.number().optional() });

/** `UserLocalizedLabel` may be null, and so may be the whole label (reference dataverse-web-api §10). */
export const labelShape = z
  .object({ LocalizedLabels: z.array(localized).nullish(), UserLocalizedLabel: localized.nullish() })
  .nullish();

/** The text in the language of the application user, and in ours where the environment has others; `otherwise` where there is none. */
export function labelsOf(label: z.infer<typeof labelShape>, otherwise: string): { label: string; labels?: Labels } {
  const texts = label?.LocalizedLabels ?? [];
  const shown = label?.UserLocalizedLabel?.Label ?? texts[0]?.Label ?? otherwise;
  const labels: Labels = {};
  for (const { Label, LanguageCode = 0 } of texts) {
    const language = languages.get(LanguageCode % primaryLanguages);
    if (language && Label !== '') labels[language] ??= Label;
  }
  return Object.values(labels).every((text) => text === shown) ? { label: shown } : { label: shown, labels };
}

/** The lower ten bits of a Windows language code are the language, the others its region: 1036 and 3084 are both French. */
const primaryLanguages = 1 << 10;
const languages = new Map<number, keyof Labels>([
  [0x09, 'en'],
  [0x0c, 'fr'],
]);
