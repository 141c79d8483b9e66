import type { Settings } from '../../settings.js';
import type { Plan } from './plan.js';
import type { PortUse } from './ports.js';
import type { StateFolder } from './stateFolder.js';

export type Ports = Readonly<Record<PortUse['setting'], number>>;

/** The environment of the worker and the API: the user's own, with what this start brings up itself. */
export function environmentOf(
  {
    settings,
    plan,
    ports,
    state,
    env,
  }: { settings: Settings; plan: Plan; ports: Ports; state: StateFolder; env: NodeJS.ProcessEnv },
  databaseUrl: string | undefined,
): NodeJS.ProcessEnv {
  return {
    // Simulated people have no privacy to protect; whoever tries the product sees what it does.
    ...(plan.sandbox && isSimulated(settings) && { PASSERELLE_SHOW_PERSONAL_DATA: 'on' }),
    ...env,
    PASSERELLE_LOG_FORMAT: 'json',
    PASSERELLE_PORT: String(ports.PASSERELLE_PORT),
    PASSERELLE_WORKER_METRICS_PORT: String(settings.PASSERELLE_WORKER_METRICS_PORT),
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...(plan.temporal && { TEMPORAL_ADDRESS: `127.0.0.1:${ports.PASSERELLE_TEMPORAL_PORT}` }),
    ...(settings.PASSERELLE_ENCRYPTION_KEY === undefined && { PASSERELLE_ENCRYPTION_KEY_FILE: state.keyFile }),
    ...(plan.sandbox && sandboxConnections(settings, `http://127.0.0.1:${ports.PASSERELLE_SANDBOX_PORT}`)),
  };
}

const isSimulated = ({ DYNAMICS_URL, CAMPAIGN_URL }: Settings) =>
  DYNAMICS_URL === undefined && CAMPAIGN_URL === undefined;

/** How to reach the two simulated systems (docs/sandbox.md); a system that the user set is left alone. */
function sandboxConnections(settings: Settings, origin: string): Record<string, string> {
  return {
    ...(settings.DYNAMICS_URL === undefined && {
      DYNAMICS_URL: `${origin}/dynamics`,
      DYNAMICS_TENANT: 'sandbox',
      DYNAMICS_CLIENT_ID: 'passerelle-dynamics',
      DYNAMICS_CLIENT_SECRET: 'sandbox-dynamics-secret',
      DYNAMICS_TOKEN_URL: `${origin}/sandbox/oauth2/v2.0/token`,
    }),
    ...(settings.CAMPAIGN_URL === undefined && {
      CAMPAIGN_URL: `${origin}/campaign-host/acme`,
      CAMPAIGN_ORGANIZATION: 'ACME@AdobeOrg',
      CAMPAIGN_CLIENT_ID: 'passerelle-campaign',
      CAMPAIGN_CLIENT_SECRET: 'sandbox-campaign-secret',
      CAMPAIGN_TOKEN_URL: `${origin}/ims/token/v3`,
    }),
  };
}
