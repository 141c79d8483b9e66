import { checkPorts } from '../src/dev/start/ports.js';

/** A port on 127.0.0.1 that nobody listens on right now. */
export async function freePort(what: string): Promise<number> {
  const ports = await checkPorts([{ setting: 'PASSERELLE_PORT', what, port: 0 }]);
  return ports.PASSERELLE_PORT;
}
