/**
 * What an answer of Campaign that is no success means. `exists`: a unique key is taken. `absent`: no such record. `unknownName`: an attribute
 * that is none, or a PKey that is not (or no longer) one. `gatewayLost`: the gateway does not know where to send the call. `odd`: not what
 * was asked, such as a login page.
 */
export type Kind =
  | 'exists'
  | 'absent'
  | 'unknownName'
  | 'resourceUnknown'
  | 'engineFault'
  | 'unavailable'
  | 'gatewayLost'
  | 'odd'
  | 'tokenRefused'
  | 'notProvisioned'
  | 'apiKeyRefused'
  | 'forbidden'
  | RefusalCode;

/** The record is refused for good. */
export type RefusalCode =
  | 'campaign-enumeration'
  | 'campaign-email'
  | 'campaign-too-long'
  | 'campaign-mandatory'
  | 'campaign-value'
  | 'campaign-read-only'
  | 'campaign-inconsistent'
  | 'campaign-refused';

export interface Meaning {
  readonly kind: Kind;
  /** The attribute that the answer names, if it is one of those that were sent. */
  readonly field: string | null;
  /** The engine's own number for the fault, or the HTTP status. */
  readonly reason: string;
}

interface Rule {
  readonly kind: Kind;
  /** Absent: any. */
  readonly status?: (status: number) => boolean;
  /** Absent: any. A group named `field` holds an attribute's name. */
  readonly text?: RegExp;
}

/** Enough of an error's text to know it by. */
const errorCharacters = 8_000;

const is =
  (...wanted: number[]) =>
  (status: number) =>
    wanted.includes(status);
const from = (first: number) => (status: number) => status >= first;

/**
 * The first rule that fits decides. Campaign's engine reports almost everything as HTTP 500, and most of that is for good, so status and text
 * decide together (reference adobe-campaign-api §10.1).
 */
const rules: readonly Rule[] = [
  { kind: 'odd', status: (status) => status < 400 },
  { kind: 'tokenRefused', status: is(401) },
  { kind: 'notProvisioned', status: is(403), text: /403023|Profile is not valid/i },
  { kind: 'apiKeyRefused', status: is(403), text: /403003|Api Key is invalid/i },
  { kind: 'forbidden', status: is(403) },
  { kind: 'unavailable', status: is(502, 503, 504, 408) },
  { kind: 'odd', text: /^\s*<(!doctype|html|head|body)\b/i },
  { kind: 'gatewayLost', status: is(400, 404, 500), text: /\bOops\b|Check your URI/i },
  { kind: 'absent', status: is(404), text: /Unable to find document with path/i },
  { kind: 'resourceUnknown', status: is(404), text: /rc=-2003/ },
  { kind: 'absent', status: is(404) },
  { kind: 'exists', text: /\bKey \(.(?<column>\w+)\)=\(.*already exists/is },
  { kind: 'exists', text: /already exists|violates unique constraint/i },
  { kind: 'campaign-inconsistent', text: /RST-360012|Inconsistent operation on resource/i },
  { kind: 'campaign-enumeration', text: /is not valid for the '(?<field>[^']*)' enumeration/i },
  { kind: 'campaign-read-only', text: /Cannot update the '(?<field>[^']*)' property/i },
  { kind: 'campaign-mandatory', text: /\bis mandatory\b|violates not-null constraint/i },
  { kind: 'campaign-too-long', text: /\btoo long\b.*\bcolumn '.(?<column>\w+)'/is },
  { kind: 'campaign-too-long', text: /\btoo long\b|exceeds the (maximum|length)|maximum (length|size)/i },
  { kind: 'campaign-email', text: /\b(invalid|not (a )?valid|malformed|incorrect)\b.{0,40}\be-?mail\b/is },
  { kind: 'campaign-email', text: /\be-?mail\b.{0,200}\b(invalid|not (a )?valid|malformed|incorrect)\b/is },
  { kind: 'campaign-value', text: /cannot be converted|invalid input syntax|invalid byte sequence|out of range/i },
  {
    kind: 'unknownName',
    text: /XTK-170036|Unable to parse expression|attribute\b.{0,80}\bunknown|unknown attribute/is,
  },
  { kind: 'engineFault', status: is(500), text: /RST-360011/ },
  { kind: 'unavailable', status: from(500) },
  { kind: 'campaign-refused', status: from(400) },
];

/** @param names attributes that were sent, as Campaign calls them: only these are ever taken over from the text */
export function meaningOf(status: number, body: string, names: readonly string[]): Meaning {
  const text = plain(body.slice(0, errorCharacters));
  const rule = rules.find((rule) => (rule.status?.(status) ?? true) && (rule.text?.test(text) ?? true)) ?? lastRule;
  const groups = rule.text?.exec(text)?.groups;
  const reason = /\b(RST|XTK|PGS|SOP|XSV|WDB|ODB)-\d{6}\b/.exec(text)?.[0] ?? `HTTP ${status}`;
  return { kind: rule.kind, field: fieldNamed(groups, names) ?? fieldQuoted(text, names), reason };
}

const lastRule: Rule = { kind: 'odd' };

/** The engine answers in plain text or in a JSON string. */
function plain(body: string): string {
  if (!body.startsWith('"')) return body;
  try {
    return String(JSON.parse(body));
  } catch {
    return body;
  }
}

/** By the pattern's own group: an attribute, or a column of the database, which is the attribute's name behind a letter for its type. */
function fieldNamed(groups: Record<string, string> | undefined, names: readonly string[]): string | null {
  const { field, column } = groups ?? {};
  if (field !== undefined) return names.find((name) => name === field || lastPart(name) === field) ?? null;
  if (column === undefined) return null;
  return names.find((name) => lastPart(name).toLowerCase() === column.toLowerCase()) ?? null;
}

const fieldQuoted = (text: string, names: readonly string[]) =>
  names.find((name) =>
    ["'", '"', '@'].some((mark) => text.includes(`${mark}${lastPart(name)}${mark === '@' ? '' : mark}`)),
  ) ?? null;

const lastPart = (name: string) => name.slice(name.lastIndexOf('.') + 1);
