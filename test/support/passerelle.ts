import { randomBytes } from 'node:crypto';
import { freePorts } from './ports.js';
import { type OwnProcess, spawnProcess } from './process.js';
import type { Sandbox } from './sandbox.js';
import type { TemporalAddress } from './temporal.js';

/** The environment of a worker and an API over the given servers; one key for both. */
export function environmentOf(parts: {
  readonly database: { readonly url: string };
  readonly temporal: TemporalAddress;
  readonly sandbox: Pick<Sandbox, 'connections'>;
}): NodeJS.ProcessEnv {
  return {
    DATABASE_URL: parts.database.url,
    TEMPORAL_ADDRESS: parts.temporal.address,
    TEMPORAL_NAMESPACE: parts.temporal.namespace,
    PASSERELLE_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    ...parts.sandbox.connections,
  };
}

/** Starts `worker.ts` and waits until it polls. */
export function spawnWorker(env: NodeJS.ProcessEnv): Promise<OwnProcess> {
  return spawnProcess({ script: 'worker.js', env: { ...clean(), PASSERELLE_WORKER_METRICS_PORT: '0', ...env } });
}

/** Starts the API on a free port and waits until it listens; `url()` is its origin. */
export async function spawnApi(env: NodeJS.ProcessEnv): Promise<OwnProcess> {
  const [port = 0] = await freePorts(1);
  const api = await spawnProcess({
    script: 'src/api/server.js',
    env: { ...clean(), PASSERELLE_PORT: String(port), ...env },
  });
  return { ...api, url: () => `http://127.0.0.1:${env['PASSERELLE_PORT'] ?? port}` };
}

/** Our own environment without what would make a process look elsewhere than the test says. */
function clean(): NodeJS.ProcessEnv {
  const foreign = /^(PASSERELLE|TEMPORAL|DYNAMICS|CAMPAIGN|SANDBOX|DATABASE)_/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}
