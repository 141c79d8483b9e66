import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When it was there whole, monotonic ms. */
  readonly at: number;
}

export type Script = (request: SeenRequest, response: ServerResponse) => void;

export interface ScriptedServer {
  readonly origin: string;
  readonly seen: SeenRequest[];
  /** Requests being answered now, and the most there ever were. */
  readonly inFlight: { now: number; most: number };
  close(): Promise<void>;
}

/** A server on the loopback that does what its script says, to the byte: resets, cut bodies, drips. */
export async function scriptedServer(script: Script): Promise<ScriptedServer> {
  const seen: SeenRequest[] = [];
  const inFlight = { now: 0, most: 0 };
  const server = createServer({ maxHeaderSize: 64 * 1024 }, (request, response) => {
    let body = '';
    inFlight.now += 1;
    inFlight.most = Math.max(inFlight.most, inFlight.now);
    response.on('close', () => {
      inFlight.now -= 1;
    });
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const whole = { method, url, headers, body, at: performance.now() };
      seen.push(whole);
      script(whole, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    inFlight,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function answer(
  response: ServerResponse,
  status: number,
  body: string | object = '',
  headers: Record<string, string> = {},
): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const type = typeof body === 'string' && !body.startsWith('{') ? 'text/plain' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers });
  response.end(text);
}

/** The request was taken, the answer is a broken connection. */
export const reset = (response: ServerResponse) => response.socket?.resetAndDestroy();

/** Half of the body that was announced, then the connection ends. */
export function truncate(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), () => response.socket?.destroy());
}

/** A byte now and then, for ever. */
export function drip(response: ServerResponse, everyMs: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), everyMs);
  response.on('close', () => clearInterval(timer));
}
