import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { send } from './answer.js';
import { addressOf, readBody } from './request.js';
import { ControlRefused, type ControlRequest, type ControlRoute, type System } from './system.js';

const prefix = '/control';
/** Characters gathered before they go onto the wire: one line at a time would be slow. */
const snapshotChars = 1 << 16;

/** Answers `/control/...`: the routes given, and the snapshots of the systems as lines of JSON. */
export function createControl(routes: readonly ControlRoute[], systems: readonly System[]): RequestListener {
  return (message, to) => {
    const { path, search } = addressOf(message.url ?? '');
    const wanted = path.slice(prefix.length);
    const system = systems.find(({ name }) => wanted === `/snapshot/${name}`);
    if (system && message.method === 'GET') {
      snapshot(system, search, to);
      return;
    }
    readBody(message, (error, body) => {
      if (error) refuse(to, 400, error.message);
      else void answer(message, to, { wanted, search, body });
    });
  };

  async function answer(
    message: IncomingMessage,
    to: ServerResponse,
    { wanted, search, body }: { wanted: string; search: string; body: string },
  ): Promise<void> {
    try {
      const route = routes.find(({ method, path }) => method === message.method && fits(path, wanted));
      if (!route)
        throw new ControlRefused(`there is no ${message.method} ${prefix}${wanted}; see docs/sandbox.md`, 404);
      const result = await route.run({
        query: new URLSearchParams(search),
        body: parse(body),
        rest: restOf(route.path, wanted),
      });
      send(to, result === undefined ? { status: 204 } : { status: 200, body: JSON.stringify(result) });
    } catch (error) {
      if (error instanceof ControlRefused) refuse(to, error.status, error.message);
      else refuse(to, 500, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }
}

function snapshot(system: System, search: string, to: ServerResponse): void {
  try {
    const lines = system.snapshot(new URLSearchParams(search));
    void pipeline(Readable.from(chunks(lines)), startLines(to)).catch(() => to.destroy());
  } catch (error) {
    if (!(error instanceof ControlRefused)) throw error;
    refuse(to, error.status, error.message);
  }
}

function fits(path: string, wanted: string): boolean {
  return path.endsWith('/*') ? wanted.startsWith(path.slice(0, -1)) && wanted.length >= path.length : wanted === path;
}

function restOf(path: string, wanted: string): ControlRequest['rest'] {
  if (!path.endsWith('/*')) return '';
  try {
    return decodeURIComponent(wanted.slice(path.length - 1));
  } catch {
    throw new ControlRefused('the path is not properly percent-encoded');
  }
}

function parse(body: string): ControlRequest['body'] {
  if (body === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw new ControlRefused(`the body is not JSON: ${String(error)}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ControlRefused('the body must be a JSON object');
  }
  return parsed as ControlRequest['body'];
}

function refuse(to: ServerResponse, status: number, message: string): void {
  send(to, { status, body: JSON.stringify({ error: message }) });
}

function startLines(to: ServerResponse): ServerResponse {
  return to.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8' });
}

function* chunks(lines: Iterable<string>): Iterable<string> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length > snapshotChars) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
