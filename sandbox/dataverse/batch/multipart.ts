import { malformedBody } from '../errors.js';

/** One part of a multipart body: its headers in lower case, and what stands behind the empty line. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

const crlf = '\r\n';

/** Reads a multipart body. All lines end with CRLF, the one behind the closing boundary too (reference dataverse-web-api §7). */
export function readParts(body: string, contentType: string): Part[] {
  const boundary = /boundary="?([^";]+)"?/iu.exec(contentType)?.[1]?.trim();
  if (boundary === undefined) throw malformedBody('The content type of a multipart body wants a boundary.');
  const whole = crlf + body;
  const end = whole.indexOf(`${crlf}--${boundary}--${crlf}`);
  // Dataverse words it like this when lines end with LF alone.
  if (end < 0) throw malformedBody('An error occurred while validating input parameters: Stream was not readable.');
  const [, ...parts] = whole.slice(0, end).split(`${crlf}--${boundary}${crlf}`);
  return parts.map(readPart);
}

export function readPart(text: string): Part {
  const empty = text.startsWith(crlf) ? 0 : text.indexOf(crlf + crlf);
  const head = empty < 0 ? text : text.slice(0, empty);
  if (/[^\r]\n/u.test(head))
    throw malformedBody('An error occurred while validating input parameters: Stream was not readable.');
  const headers: Record<string, string> = {};
  for (const line of head.split(crlf).filter(Boolean)) {
    const colon = line.indexOf(':');
    if (colon < 1) throw malformedBody(`'${line}' is no header.`);
    headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
  }
  const content = empty < 0 ? '' : text.slice(empty === 0 ? crlf.length : empty + 2 * crlf.length);
  return { headers, content };
}

export function writeParts(parts: readonly Part[], boundary: string): string {
  const written = parts.map(({ headers, content }) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}${crlf}`);
    return `--${boundary}${crlf}${lines.join('')}${crlf}${content}${crlf}`;
  });
  return `${written.join('')}--${boundary}--${crlf}`;
}
