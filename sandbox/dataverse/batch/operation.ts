import { STATUS_CODES } from 'node:http';
import type { Answer, Call } from '../context.js';
import { DataverseError, malformedBody, malformedQuery } from '../errors.js';
import { maxBatchUrlChars } from '../limits.js';
import { preferencesOf } from '../prefer.js';
import { type Part, readPart } from './multipart.js';

/** One operation within a batch. */
export interface Operation {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Of operations in a change set. */
  readonly contentId: string | undefined;
}

export function readOperation({ headers, content }: Part): Operation {
  if (!headers['content-type']?.startsWith('application/http')) {
    throw malformedBody('Each part of a batch is application/http or a change set.');
  }
  const line = content.slice(0, content.indexOf('\r\n'));
  const request = /^(GET|POST|PATCH|PUT|DELETE) (\S+)(?: HTTP\/1\.1)?$/u.exec(line);
  if (!request) throw malformedBody(`'${line}' is no request line. Stream was not readable.`);
  const inner = readPart(content.slice(line.length + 2));
  return {
    method: request[1] ?? '',
    url: request[2] ?? '',
    headers: inner.headers,
    body: inner.content.replace(/\r\n$/u, ''),
    contentId: headers['content-id'],
  };
}

/** The call that an operation stands for. Its own headers count, not those of the batch. */
export function callOf(
  batch: Call,
  { method, url, headers, body }: Operation,
): { readonly call: Call; readonly path: string } {
  if (url.length > maxBatchUrlChars) throw malformedQuery('The URL is too long.');
  const [address = '', ...search] = url.split('?');
  const path = address.replace(/^.*\/api\/data\/v9\.\d\//u, '').replace(/^\//u, '');
  const parameters = search.join('?');
  const request = {
    ...batch.request,
    method,
    path: `/${path}`,
    search: parameters,
    query: new URLSearchParams(parameters),
    headers,
    body,
  };
  return { call: { ...batch, request, preferences: preferencesOf(headers['prefer']) }, path: decodeURIComponent(path) };
}

/** An answer as a part of the batch's answer. */
export function answerPart({ status, headers = {}, body = '' }: Answer, contentId?: string): Part {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, 'OData-Version: 4.0'];
  if (body !== '') lines.push('Content-Type: application/json; odata.metadata=minimal');
  for (const [name, value] of Object.entries(headers)) lines.push(`${shown[name] ?? name}: ${String(value)}`);
  return {
    headers: {
      'Content-Type': 'application/http',
      'Content-Transfer-Encoding': 'binary',
      ...(contentId !== undefined && { 'Content-ID': contentId }),
    },
    content: `${lines.join('\r\n')}\r\n\r\n${String(body)}`,
  };
}

const shown: Readonly<Record<string, string>> = {
  'odata-entityid': 'OData-EntityId',
  location: 'Location',
  etag: 'ETag',
  req_id: 'REQ_ID',
};

export function refusalAnswer(error: unknown, requestId: string): Answer {
  if (!(error instanceof DataverseError)) throw error;
  const body = JSON.stringify({ error: { code: error.code, message: error.message } });
  return { status: error.status, headers: { req_id: requestId, ...error.headers }, body };
}
