import { catalog } from './catalog.js';

export type ProblemCode = keyof typeof catalog;
export type Locale = 'en' | 'fr';
export type Parameters = Readonly<Record<string, string | number>>;

/** The sentence and remedy of a problem in the reader's language; an unknown code is shown as such, never hidden. */
export function describeProblem<Facts extends { readonly code: string; readonly params: Parameters }>(
  facts: Facts,
  locale: Locale = 'en',
): Facts & { sentence: string; remedy: string } {
  const [sentence, remedy] = isProblemCode(facts.code) ? catalog[facts.code][locale] : [facts.code, ''];
  const params = { ...facts.params, ...commonestIn(facts, locale) };
  return { ...facts, sentence: fill(sentence, params), remedy: fill(remedy, params) };
}

/** A problem of many records names the commonest of theirs, by its code; that one's parameters are beside it. */
function commonestIn({ params }: { readonly params: Parameters }, locale: Locale): { commonest?: string } {
  const { commonest } = params;
  return typeof commonest === 'string' && isProblemCode(commonest)
    ? { commonest: fill(catalog[commonest][locale][0], params) }
    : {};
}

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(catalog, code);
}

function fill(text: string, params: Parameters): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
