import { type OwnProcess, spawnProcess } from './process.js';
import { freePorts } from './ports.js';
import { createControl, type SandboxControl } from './sandboxControl.js';
import { until } from './until.js';

export interface SandboxOptions {
  /** Contacts at the start. */
  readonly contacts?: number;
  /** Rows of other tables at the start, by logical name. */
  readonly tables?: Readonly<Record<string, number>>;
  readonly seed?: number;
  /** Changes per second that happen on their own. */
  readonly life?: number;
  /** Where its state is kept over a restart. */
  readonly stateFile?: string;
}

export interface Sandbox extends OwnProcess {
  readonly control: SandboxControl;
  /** The settings by which a worker and an API reach it. */
  readonly connections: Readonly<Record<string, string>>;
}

/** Starts a sandbox of the test's own on a free port. */
export async function sandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { contacts = 0, tables = {}, seed = 1, life = 0, stateFile } = options;
  const [port = 0] = await freePorts(1);
  const origin = `http://127.0.0.1:${port}`;
  const control = createControl(origin);
  const own = await spawnProcess({
    script: 'sandbox/server.js',
    env: {
      PATH: process.env['PATH'],
      SANDBOX_PORT: String(port),
      SANDBOX_CONTACTS: String(contacts),
      SANDBOX_TABLES:
        Object.entries(tables)
          .map(([table, rows]) => `${table}:${rows}`)
          .join(',') || 'none',
      SANDBOX_SEED: String(seed),
      SANDBOX_LIFE: String(life),
      ...(stateFile !== undefined && { SANDBOX_STATE_FILE: stateFile }),
    },
    ready: async (child) => {
      const isOver = () => child.exitCode !== null || child.signalCode !== null;
      await until(async () => isOver() || (await control.status()), { what: 'the sandbox answers', limitMs: 60_000 });
      return { url: origin };
    },
  });
  return { ...own, control, connections: sandboxConnections(origin) };
}

function sandboxConnections(origin: string): Record<string, string> {
  return {
    DYNAMICS_URL: `${origin}/dynamics`,
    DYNAMICS_TENANT: 'sandbox',
    DYNAMICS_CLIENT_ID: 'passerelle-dynamics',
    DYNAMICS_CLIENT_SECRET: 'sandbox-dynamics-secret',
    DYNAMICS_TOKEN_URL: `${origin}/sandbox/oauth2/v2.0/token`,
    CAMPAIGN_URL: `${origin}/campaign-host/acme`,
    CAMPAIGN_ORGANIZATION: 'ACME@AdobeOrg',
    CAMPAIGN_CLIENT_ID: 'passerelle-campaign',
    CAMPAIGN_CLIENT_SECRET: 'sandbox-campaign-secret',
    CAMPAIGN_TOKEN_URL: `${origin}/ims/token/v3`,
  };
}
