import type { Language } from './messages.js';

const kept = 'passerelle.language';

/** The language that the person chose here before, else the first of the browser's languages that we speak, else English. */
export function firstLanguage(): Language {
  const chosen = remembered();
  if (chosen) return chosen;
  const spoken = navigator.languages.map(baseOf).find((base) => base === 'en' || base === 'fr');
  return spoken === 'fr' ? 'fr' : 'en';
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(kept, language);
  } catch {
    // The browser keeps nothing for this page: the choice lasts until it is closed.
  }
}

/** The browser's own variant of the language (en-GB, fr-CA), so that dates and numbers look as the person expects. */
export function localeOf(language: Language): string {
  const own = navigator.languages.find(
    (locale) => baseOf(locale) === language && locale !== language && isLocale(locale),
  );
  return own ?? (language === 'fr' ? 'fr-FR' : 'en-US');
}

function remembered(): Language | undefined {
  try {
    const value = localStorage.getItem(kept);
    return value === 'en' || value === 'fr' ? value : undefined;
  } catch {
    return undefined;
  }
}

const baseOf = (locale: string) => locale.split('-')[0];

/** A browser on a system without a locale calls itself en-US@posix, which Intl refuses. */
function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}
