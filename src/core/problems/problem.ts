import { z } from 'zod';
import { catalog } from './catalog.js';

export type ProblemCode = keyof typeof catalog;
export type Locale = 'en' | 'fr';
export type Parameters = Readonly<Record<string, string | number>>;

/** A problem as a person sees it. `code` is stable; `sentence` and `remedy` are in the reader's language. */
export const problem = z.object({
  code: z.string(),
  sentence: z.string(),
  remedy: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  lane: z.string().optional(),
  system: z.string().optional(),
  at: z.iso.datetime().optional(),
});
export type Problem = z.infer<typeof problem>;

/** A problem's facts, as kept and sent: words are added for the reader by {@link describeProblem}. */
export const problemFacts = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  lane: z.string().optional(),
  system: z.string().optional(),
  at: z.iso.datetime().optional(),
});
export type ProblemFacts = z.infer<typeof problemFacts>;

/** The sentence and remedy of a problem in the reader's language; an unknown code is shown as such, never hidden. */
export function describeProblem(facts: ProblemFacts, locale: Locale = 'en'): Problem {
  const entry = Object.hasOwn(catalog, facts.code) ? catalog[facts.code as ProblemCode] : undefined;
  const [sentence, remedy] = entry?.[locale] ?? [facts.code, ''];
  return { ...facts, sentence: fill(sentence, facts.params), remedy: fill(remedy, facts.params) };
}

function fill(text: string, params: Parameters): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(params, name) ? String(params[name]) : whole,
  );
}
