import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { CannotStart } from '../core/problems/failures.js';
import { isLoopback } from './guards/loopback.js';
import { endWithinMs } from './limits.js';

export interface Listening {
  readonly server: Server;
  readonly url: string;
  /** Takes no more requests and ends those that do not finish in time. */
  end(): Promise<void>;
}

/** There is no authentication yet, so nobody but this machine may reach us. @throws CannotStart `host-not-loopback` */
export function refuseForeignHost(host: string): void {
  if (!isLoopback(host)) throw new CannotStart('host-not-loopback', { params: { host } });
}

/** Listens on the loopback. Port 0: any that is free. @throws CannotStart `host-not-loopback`, `port-taken` */
export async function listen(app: RequestListener, host: string, port: number): Promise<Listening> {
  refuseForeignHost(host);
  const server = createServer(app);
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const taken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    if (!taken) throw cause;
    throw new CannotStart('port-taken', { params: { port, what: 'API', setting: 'PASSERELLE_PORT' }, cause });
  }
  const address = server.address();
  const taken = typeof address === 'object' && address !== null ? address.port : port;
  return {
    server,
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    end: async () => {
      const closed = once(server, 'close');
      server.close();
      const cut = setTimeout(() => server.closeAllConnections(), endWithinMs);
      await closed;
      clearTimeout(cut);
    },
  };
}
