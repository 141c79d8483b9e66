import { scramble } from '../../shell/random.js';
import { DataverseError } from '../errors.js';

/** Where a paged read goes on. */
export interface Place {
  readonly page: number;
  readonly reading: 'rows' | 'first' | 'delta';
  /** What is behind the reader: places of rows, in a delta the version. */
  readonly at: number;
  /** Of a first tracked read: the places that there were at its first page; of a delta: the version where the window begins. */
  readonly from: number;
  /** Of tracked reads: the version where the window ends. */
  readonly to: number;
  /** Of tracked reads: when the first page was asked for, milliseconds since 1970. */
  readonly since: number;
  /** Of tracked reads: the deletions have begun. */
  readonly deletes: boolean;
}

const readings = ['rows', 'first', 'delta'] as const;

/**
 * XML in a URL, as Dataverse has it, with an inner cookie that is encoded once more. `scope` is what the page was asked with: a token that was
 * edited or moved to another query is refused.
 */
export function writeSkipToken(place: Place, scope: string): string {
  const { page, reading, at, from, to, since, deletes } = place;
  const content = [page, readings.indexOf(reading), at, from, to, since, Number(deletes)].join('.');
  const inner = `<cookie page="${page}" maxTimestamp="${to}" at="${content}" sum="${sumOf(content + scope)}"/>`;
  const cookie = encodeURIComponent(encodeURIComponent(inner));
  return `<cookie pagenumber="${page + 1}" pagingcookie="${cookie}" istracking="${reading === 'rows' ? 'False' : 'True'}" />`;
}

export function readSkipToken(token: string, scope: string): Place {
  const cookie = /^<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="(True|False)" \/>$/u.exec(token);
  const inner = cookie?.[2] === undefined ? undefined : decoded(decoded(cookie[2]));
  const content = inner === undefined ? undefined : /at="([\d.]+)" sum="(\d+)"\/>$/u.exec(inner);
  if (!cookie || !content?.[1] || content[2] !== sumOf(content[1] + scope)) throw invalidCookie();
  const [page = 0, reading = 0, at = 0, from = 0, to = 0, since = 0, deletes] = content[1].split('.').map(Number);
  if (Number(cookie[1]) !== page + 1) throw invalidCookie();
  return { page, reading: readings[reading] ?? 'rows', at, from, to, since, deletes: deletes === 1 };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidCookie();
  }
}

function sumOf(text: string): string {
  let sum = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  return String(scramble(sum));
}

const invalidCookie = (): DataverseError =>
  new DataverseError(400, '0x8004112A', 'The paging cookie is invalid: it does not belong to this query.');
