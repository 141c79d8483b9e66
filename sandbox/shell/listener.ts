import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { send, spoil } from './answer.js';
import type { FaultAction, Faults } from './faults.js';
import type { Journal } from './journal.js';
import type { Latency } from './latency.js';
import { tokenEnd } from './limits.js';
import { type Destination, destinationOf } from './prefixes.js';
import { addressOf, BodyTooLarge, readBody, sandboxRequest } from './request.js';
import type { Clock, SandboxRequest, SandboxResponse, Service, ServiceName } from './system.js';
import type { Tallies } from './tallies.js';

interface Parts {
  readonly services: ReadonlyMap<ServiceName, Service>;
  readonly control: RequestListener;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly latency: Latency;
  readonly journal: Journal;
  readonly tallies: Tallies;
  /** Counted here: requests that were received and not yet answered. */
  readonly inFlight: Map<ServiceName, { count: number }>;
}

interface Call {
  readonly message: IncomingMessage;
  readonly to: ServerResponse;
  readonly service: Service;
  readonly destination: Destination;
  readonly method: string;
  readonly url: string;
  readonly at: number;
  readonly port: number;
}

interface Outcome {
  /** `null`: the caller was told nothing. */
  readonly status: number | null;
  readonly response?: SandboxResponse | undefined;
  /** The fault that acted. */
  readonly fault?: string | undefined;
}

const controlPrefix = '/control/';

/** Takes every request of the process: sends it to its service through latency and faults, and writes it down. */
export function createListener(parts: Parts): RequestListener {
  const { services, control, clock, faults, latency, journal, tallies, inFlight } = parts;
  return (message, to) => {
    const url = message.url ?? '/';
    if (url.startsWith(controlPrefix)) {
      control(message, to);
      return;
    }
    const destination = destinationOf(addressOf(url).path);
    const service = destination && services.get(destination.service);
    if (!destination || !service) {
      send(to, notHere(url));
      return;
    }
    const method = message.method ?? 'GET';
    const port = message.socket.remotePort ?? 0;
    const call: Call = { message, to, service, destination, method, url, at: clock.now(), port };
    countWhileOpen(call);
    readBody(message, (error, body) => {
      if (error) refuseBody(call, error);
      else travel(call, body);
    });
  };

  function countWhileOpen({ to, service }: Call): void {
    const flying = flyingOf(service.name);
    flying.count += 1;
    to.once('close', () => {
      flying.count -= 1;
    });
  }

  function flyingOf(name: ServiceName): { count: number } {
    let flying = inFlight.get(name);
    if (!flying) {
      flying = { count: 0 };
      inFlight.set(name, flying);
    }
    return flying;
  }

  /** A request that is on its way takes effect even when its caller is gone by then, as in the world outside. */
  function travel(call: Call, body: string): void {
    const { service, method, url } = call;
    const hits = faults.hits({ service: service.name, method, url, body, now: clock.now() });
    let waitMs = latency.of(service.name);
    let fault: { id: string; action: FaultAction } | undefined;
    for (const hit of hits) {
      if ('delayMs' in hit.action) waitMs += hit.action.delayMs;
      else fault = hit;
    }
    if (waitMs > 0) setTimeout(() => arrive(call, body, fault), waitMs);
    else arrive(call, body, fault);
  }

  function arrive(call: Call, body: string, fault: { id: string; action: FaultAction } | undefined): void {
    const { to, message } = call;
    const lost = fault !== undefined && 'applied' in fault.action && !fault.action.applied;
    const response = lost ? undefined : handle(call, body);
    // A caller that hung up has ended the socket, which is not destroyed yet then.
    const gone = !message.socket.writable;
    let status: number | null = null;
    if (fault) status = spoil(to, fault.action, response);
    else if (response) {
      send(to, response);
      status = response.status;
    }
    record(call, body, { status: gone ? null : status, response, fault: fault?.id });
  }

  function handle({ message, service, destination, method, url }: Call, body: string): SandboxResponse {
    const { path, search } = addressOf(url);
    const request = sandboxRequest({
      path,
      search,
      method,
      body,
      clock,
      headers: headersOf(message),
      host: `http://${message.headers.host ?? '127.0.0.1'}`,
      prefix: destination.prefix,
      inFlight: flyingOf(service.name).count,
    });
    try {
      return service.handle(request);
    } catch (error) {
      process.stderr.write(
        `sandbox: ${method} ${url} failed: ${error instanceof Error ? error.stack : String(error)}\n`,
      );
      return { status: 500, body: JSON.stringify({ error: { code: '', message: 'The sandbox itself failed.' } }) };
    }
  }

  function refuseBody(call: Call, error: Error): void {
    const status = error instanceof BodyTooLarge ? 413 : null;
    if (status !== null) {
      send(call.to, {
        status,
        headers: { connection: 'close' },
        body: JSON.stringify({ error: { message: error.message } }),
      });
    }
    record(call, '', { status });
  }

  function record(call: Call, body: string, { status, response, fault }: Outcome): void {
    const { message, service, method, url, at, port } = call;
    const { authorization } = message.headers;
    tallies.add(service.name, method, status, response);
    const entry = {
      at,
      system: service.name,
      method,
      path: url,
      key: response?.key,
      status,
      applied: response?.applied ?? 'none',
      engineCalls: response?.engineCalls,
      fault,
      token: authorization?.startsWith('Bearer ') ? authorization.slice(-tokenEnd) : undefined,
      port,
    };
    journal.add(entry, { headers: headersOf(message), body });
  }
}

/** Node gives an array for Set-Cookie alone, which no client sends. */
const headersOf = ({ headers }: IncomingMessage) => headers as SandboxRequest['headers'];

function notHere(url: string): SandboxResponse {
  const error = `Nothing is simulated at ${addressOf(url).path}; see docs/sandbox.md.`;
  return { status: 404, body: JSON.stringify({ error }) };
}
