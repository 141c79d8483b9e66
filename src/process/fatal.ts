import { describeProblem, type Locale, problemFacts } from '../core/problems/problem.js';

/** Prints why a process cannot start, as one line with what to do, and exits with 1. A stack is shown only at log level debug. */
export function failStart(error: unknown, name = 'passerelle'): never {
  process.stderr.write(`${name}: ${sentenceOf(error)}\n`);
  if (process.env['PASSERELLE_LOG_LEVEL'] === 'debug' && error instanceof Error) console.error(error);
  process.exit(1);
}

/** An error as one line for a terminal: sentence, remedy and code where it has them. */
export function sentenceOf(error: unknown, locale: Locale = terminalLocale()): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const facts = problemFacts.safeParse(error);
  if (!facts.success) return oneLine(error.message || error.name);
  const { sentence, remedy, code } = describeProblem(facts.data, locale);
  return oneLine(`${sentence} ${remedy} [${code}]`);
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, '; ').trim();

function terminalLocale(): Locale {
  const language = process.env['LC_ALL'] || process.env['LC_MESSAGES'] || process.env['LANG'] || 'en';
  return language.startsWith('fr') ? 'fr' : 'en';
}
