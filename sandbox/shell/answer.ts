import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FaultAction } from './faults.js';
import type { SandboxResponse } from './system.js';

const json = 'application/json; charset=utf-8';

const loginPage = `<!DOCTYPE html>
<html><head><title>Sign in to your account</title></head>
<body><form method="post" action="/login"><input name="username"><input name="password" type="password"><button>Sign in</button></form></body></html>`;

/** Sends the answer as the service gave it. */
export function send(to: ServerResponse, response: SandboxResponse): void {
  const body = response.body ?? '';
  const bytes = Buffer.byteLength(body);
  to.writeHead(response.status, headersOf(response, bytes));
  to.end(body);
}

/** Sends an answer spoilt by a fault; `told` says which status reached the caller, `null` when none did. */
export function spoil(to: ServerResponse, action: FaultAction, response: SandboxResponse | undefined): number | null {
  if ('timeout' in action) return null;
  if ('reset' in action) {
    to.socket?.resetAndDestroy();
    return null;
  }
  if ('status' in action) {
    send(to, refusal(action));
    return action.status;
  }
  if ('html' in action) {
    send(to, { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: loginPage });
    return 200;
  }
  const whole = response ?? { status: 204 };
  if ('truncate' in action) return truncate(to, whole, action.truncate);
  if ('slowMs' in action) dribble(to, whole, action.slowMs);
  else send(to, whole);
  return whole.status;
}

function headersOf({ status, headers }: SandboxResponse, bytes: number): OutgoingHttpHeaders {
  const all: OutgoingHttpHeaders = { ...(headers as OutgoingHttpHeaders | undefined) };
  // 204 and 304 have neither body nor length.
  if (status === 204 || status === 304) return all;
  all['content-type'] ??= json;
  all['content-length'] = bytes;
  return all;
}

function refusal(action: Extract<FaultAction, { status: number }>): SandboxResponse {
  const headers: Record<string, string> = { ...action.headers };
  if (action.retryAfter !== undefined) headers['retry-after'] = retryAfter(action.retryAfter);
  if (action.body !== undefined) return { status: action.status, headers, body: action.body };
  if (action.status >= 502 && action.status <= 504) {
    const body = `<html><head><title>${action.status}</title></head><body><h1>${action.status}</h1><hr>gateway</body></html>`;
    return { status: action.status, headers: { ...headers, 'content-type': 'text/html' }, body };
  }
  const body = JSON.stringify({ error: { code: '', message: `The sandbox was told to answer ${action.status}.` } });
  return { status: action.status, headers, body };
}

/** Dates follow the real clock, as the caller's do. */
function retryAfter(value: number | string): string {
  if (typeof value === 'number') return String(value);
  return new Date(Date.now() + Number(value.slice('date:+'.length)) * 1000).toUTCString();
}

function truncate(to: ServerResponse, response: SandboxResponse, way: true | 'clean'): number {
  const body = Buffer.from(response.body ?? '');
  const half = body.subarray(0, Math.floor(body.length / 2));
  if (way === 'clean') {
    send(to, { ...response, body: half });
    return response.status;
  }
  to.writeHead(response.status, headersOf(response, body.length));
  to.write(half, () => to.destroy());
  return response.status;
}

function dribble(to: ServerResponse, response: SandboxResponse, ms: number): void {
  const body = Buffer.from(response.body ?? '');
  const middle = Math.floor(body.length / 2);
  to.writeHead(response.status, headersOf(response, body.length));
  to.write(body.subarray(0, middle));
  setTimeout(() => to.end(body.subarray(middle)), ms);
}
