/** Which lines of a log deserve the terminal. */
export type LogRule = (line: string) => string | undefined;

const warning = 40;
const debug = 20;

/** Our own processes: warnings and errors, in pino's JSON; of plain words only the head of a crash. */
export function ownLines(showAll: boolean): LogRule {
  const from = showAll ? debug : warning;
  return (line) => {
    const entry = parse(line);
    if (entry === undefined) return showAll || /^\w*Error\b/.test(line) ? line : undefined;
    if (typeof entry['level'] !== 'number' || entry['level'] < from) return undefined;
    return [entry['msg'], wordsOf(entry['err'] ?? entry['error'])].filter(Boolean).join(': ');
  };
}

/** Temporal's errors are mostly its own affair (a poll that was cut off); what stops it is not. */
export function temporalLines(showAll: boolean): LogRule {
  return (line) => {
    const entry = parse(line);
    if (entry === undefined) return showAll || /^error/i.test(line) ? line : undefined;
    const isShown = showAll || entry['level'] === 'fatal' || entry['level'] === 'panic';
    return isShown ? [entry['msg'], entry['error']].filter(Boolean).join(': ') : undefined;
  };
}

/** PostgreSQL calls every refused statement an error, also those that the store expects, and our knocking at a start too. */
export function postgresLines(showAll: boolean): LogRule {
  return (line) => {
    const isShown = /\b(FATAL|PANIC):/.test(line) && !/the database system is (starting up|not yet)/.test(line);
    return showAll || isShown ? line.replace(/^.*?\b(?=[A-Z]+: )/, '') : undefined;
  };
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function wordsOf(error: unknown): string | undefined {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null || !('message' in error)) return undefined;
  return String(error.message);
}
