import { malformedQuery } from '../errors.js';

export type Token =
  | { readonly type: 'text' | 'guid' | 'moment' | 'word' | 'sign'; readonly text: string }
  | { readonly type: 'number'; readonly text: string; readonly value: number };

const pattern =
  /\s*(?:'((?:[^']|'')*)'|"((?:[^"\\]|\\.)*)"|([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})|(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?)|(-?\d+(?:\.\d+)?)|([A-Za-z_@][\w./]*)|([(),=[\]]))/uy;

/** Cuts a `$filter` or `$orderby` into tokens. Strings come without their quotes, `''` and `\"` resolved. */
export function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const text = source.trim();
  pattern.lastIndex = 0;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const found = pattern.exec(text);
    if (!found) throw malformedQuery(`Syntax error at position ${at} in '${source}'.`);
    tokens.push(tokenOf(found));
  }
  return tokens;
}

function tokenOf([, single, double, guid, moment, number, word, sign]: RegExpExecArray): Token {
  if (single !== undefined) return { type: 'text', text: single.replaceAll("''", "'") };
  if (double !== undefined) return { type: 'text', text: String(JSON.parse(`"${double}"`)) };
  if (guid !== undefined) return { type: 'guid', text: guid.toLowerCase() };
  if (moment !== undefined) return { type: 'moment', text: moment };
  if (number !== undefined) return { type: 'number', text: number, value: Number(number) };
  if (word !== undefined) return { type: 'word', text: word };
  return { type: 'sign', text: sign ?? '' };
}
