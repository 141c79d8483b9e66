import { hasOwnTemporal } from '../../process/temporal.js';
import type { Settings } from '../../settings.js';
import type { PortUse } from './ports.js';

/** What this start brings up; what the settings point to elsewhere is left out. */
export interface Plan {
  readonly temporal: boolean;
  readonly postgres: boolean;
  readonly sandbox: boolean;
  /** Both systems are the sandbox: ingress may be started without asking. */
  readonly isTrial: boolean;
  readonly ports: readonly PortUse[];
}

export function planOf(settings: Settings, env: NodeJS.ProcessEnv): Plan {
  const temporal = !hasOwnTemporal(env);
  const postgres = settings.DATABASE_URL === undefined;
  const ownSystems = [settings.DYNAMICS_URL, settings.CAMPAIGN_URL].filter((url) => url !== undefined).length;
  const sandbox = settings.PASSERELLE_SANDBOX && ownSystems < 2;
  const use = (setting: PortUse['setting'], what: string) => ({ setting, what, port: settings[setting] });
  return {
    temporal,
    postgres,
    sandbox,
    isTrial: sandbox && ownSystems === 0,
    ports: [
      use('PASSERELLE_PORT', 'page and API'),
      // 0 turns them off, and is no free port to be found.
      ...(settings.PASSERELLE_WORKER_METRICS_PORT > 0
        ? [use('PASSERELLE_WORKER_METRICS_PORT', 'metrics of the worker')]
        : []),
      ...(sandbox ? [use('PASSERELLE_SANDBOX_PORT', 'sandbox')] : []),
      ...(postgres ? [use('PASSERELLE_DATABASE_PORT', 'PostgreSQL')] : []),
      ...(temporal
        ? [use('PASSERELLE_TEMPORAL_PORT', 'Temporal'), use('PASSERELLE_TEMPORAL_UI_PORT', 'Temporal Web UI')]
        : []),
    ],
  };
}
