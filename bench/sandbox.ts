import { join } from 'node:path';
import { startNodeProcess } from '../src/dev/start/nodeProcess.js';
import { createControl, type JournalEntry, type SandboxControl } from '../test/support/sandboxControl.js';
import { freePort } from './ports.js';
import type { Rows } from './size.js';

interface Tally {
  readonly requests: Readonly<Record<string, number>>;
  readonly applied: Readonly<Record<string, number>>;
  readonly engineCalls: number;
}

interface Counters {
  readonly dynamics: Tally;
  readonly campaign: Tally;
}

export interface BenchSandbox {
  readonly origin: string;
  readonly pid: number;
  readonly control: SandboxControl;
  counters(): Promise<Counters>;
  /** Records that were created in Campaign. */
  created(): Promise<number>;
  /** One look at the journal: the oldest entries after `since`. */
  look(system: 'dynamics' | 'campaign', since?: number): Promise<readonly JournalEntry[]>;
  end(): Promise<void>;
}

export interface SandboxOptions extends Partial<Rows> {
  readonly folder: string;
  readonly contacts: number;
  readonly latencyMs: number;
  readonly journal: number;
}

/** A fresh sandbox without Dataverse's limits: what is measured is ourselves. */
export async function startSandbox(options: SandboxOptions): Promise<BenchSandbox> {
  const { contacts, loyalties = 0, transactions = 0, latencyMs, journal } = options;
  const port = await freePort('sandbox');
  const origin = `http://127.0.0.1:${port}`;
  const control = createControl(origin);
  const server = await startNodeProcess({
    name: 'sandbox',
    script: 'sandbox/server.js',
    logFile: join(options.folder, 'sandbox.log'),
    env: {
      PATH: process.env['PATH'],
      SANDBOX_PORT: String(port),
      SANDBOX_CONTACTS: String(contacts),
      SANDBOX_TABLES: `new_loyalty:${loyalties},new_loyaltytransaction:${transactions}`,
    },
    onSpawn: () => {},
    isReady: async () => Boolean(await control.status()),
  });
  await control.settings({ dataverse: { limits: { on: false } } });
  await control.post('/journal', { entries: journal });
  for (const system of ['dynamics', 'campaign'] as const) await control.latency(system, latencyMs);
  const counters = async () => (await control.counters()) as Counters;
  return {
    origin,
    pid: server.pid,
    control,
    counters,
    created: async () => (await counters()).campaign.applied['created'] ?? 0,
    look: async (system, since = 0) => {
      const answer = await control.get(`/journal?system=${system}&since=${since}&limit=${lookEntries}`);
      return (answer as { entries: JournalEntry[] }).entries;
    },
    end: () => server.end(),
  };
}

const lookEntries = 20_000;

/** The settings by which a worker reaches it (docs/sandbox.md). */
export const connectionsTo = ({ origin }: { origin: string }) => ({
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
});
