import en from './en.json';
import fr from './fr.json';

export type Language = 'en' | 'fr';
export type MessageKey = keyof typeof en;
export type MessageValues = Readonly<Record<string, string | number>>;
type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const catalogs: Readonly<Record<Language, Readonly<Record<MessageKey, string | Plural>>>> = { en, fr };

/** One sentence of the catalogs. `{name}` takes a value, numbers in the locale's form; `count` chooses the plural form. */
export function formatMessage(language: Language, locale: string, key: MessageKey, values: MessageValues = {}): string {
  const message = catalogs[language][key];
  const text = typeof message === 'string' ? message : pluralForm(message, locale, values['count']);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

function pluralForm(message: Plural, locale: string, count: string | number | undefined): string {
  return message[new Intl.PluralRules(locale).select(Number(count))] ?? message.other;
}
