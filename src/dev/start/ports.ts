import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { CannotStart } from '../../core/problems/failures.js';
import type { Settings } from '../../settings.js';

/** A port that something of ours is going to listen on. */
export interface PortUse {
  readonly setting: keyof Settings & `PASSERELLE_${string}PORT`;
  readonly what: string;
  readonly port: number;
}

/**
 * Checks that all ports are free, on 127.0.0.1, before anything starts, and gives those set to 0 a free number.
 * @throws CannotStart that names the taken port and its setting
 */
export async function checkPorts(uses: readonly PortUse[]): Promise<Record<PortUse['setting'], number>> {
  const taken: Server[] = [];
  const ports: Partial<Record<PortUse['setting'], number>> = {};
  try {
    for (const use of uses) {
      const server = createServer();
      taken.push(server);
      ports[use.setting] = await listen(server, use);
    }
  } finally {
    await Promise.all(taken.filter((server) => server.listening).map((server) => once(server.close(), 'close')));
  }
  return ports as Record<PortUse['setting'], number>;
}

async function listen(server: Server, { port, setting, what }: PortUse): Promise<number> {
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    throw new CannotStart('port-taken', { params: { port: String(port), what, setting }, cause });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
