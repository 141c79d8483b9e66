import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Settings } from '../settings.js';

export type TemporalOptions = ReturnType<typeof loadClientConnectConfig> & { readonly namespace: string };

/**
 * How to reach Temporal, from its standard variables and `temporal.toml`; without an address there, the embedded server's.
 * Pass `namespace` on to the client or worker: the connection does not know it.
 */
export function temporalOptions(
  settings: Pick<Settings, 'PASSERELLE_TEMPORAL_PORT'>,
  env = process.env,
): TemporalOptions {
  const { connectionOptions, namespace = 'default' } = loadProfile(env);
  const address = connectionOptions.address ?? `127.0.0.1:${settings.PASSERELLE_TEMPORAL_PORT}`;
  return { connectionOptions: { ...connectionOptions, address }, namespace };
}

/** True when the operator pointed to a Temporal server: then none is started. */
export function hasOwnTemporal(env = process.env): boolean {
  return loadProfile(env).connectionOptions.address !== undefined;
}

function loadProfile(env: NodeJS.ProcessEnv): ReturnType<typeof loadClientConnectConfig> {
  const defined = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(defined) });
}
