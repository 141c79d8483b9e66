import { join } from 'node:path';
import { startNodeProcess } from '../src/dev/start/nodeProcess.js';
import { freePort } from './ports.js';

export interface JournalEntry {
  readonly seq: number;
  /** When the request came in, epoch ms. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly key?: string;
  readonly applied: string;
}

interface Tally {
  readonly requests: Readonly<Record<string, number>>;
  readonly applied: Readonly<Record<string, number>>;
}

export interface Counters {
  readonly dynamics: Tally;
  readonly campaign: Tally;
}

export interface BenchSandbox {
  readonly origin: string;
  readonly pid: number;
  counters(): Promise<Counters>;
  journal(system: 'dynamics' | 'campaign', since?: number, limit?: number): Promise<readonly JournalEntry[]>;
  lastOfJournal(): Promise<number>;
  contactIds(): Promise<string[]>;
  putContact(columns: Readonly<Record<string, string>>): Promise<void>;
  end(): Promise<void>;
}

export interface SandboxOptions {
  readonly folder: string;
  readonly contacts: number;
  readonly latencyMs: number;
  readonly journal: number;
}

/** A fresh sandbox without Dataverse's limits: what is measured is ourselves. */
export async function startSandbox(options: SandboxOptions): Promise<BenchSandbox> {
  const port = await freePort('sandbox');
  const origin = `http://127.0.0.1:${port}`;
  const control = async (path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${origin}/control${path}`, {
      ...(body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`the sandbox refused ${path}: ${text}`);
    return text === '' || path.startsWith('/snapshot') ? text : JSON.parse(text);
  };
  const server = await startNodeProcess({
    name: 'sandbox',
    script: 'sandbox/server.js',
    logFile: join(options.folder, 'sandbox.log'),
    env: {
      PATH: process.env['PATH'],
      SANDBOX_PORT: String(port),
      SANDBOX_CONTACTS: String(options.contacts),
    },
    onSpawn: () => {},
    isReady: async () => Boolean(await control('/status')),
  });
  await control('/settings', { dataverse: { limits: { on: false } } });
  await control('/journal', { entries: options.journal });
  for (const system of ['dynamics', 'campaign']) await control('/latency', { system, ms: options.latencyMs });
  return {
    origin,
    pid: server.pid,
    counters: async () => (await control('/counters')) as Counters,
    journal: async (system, since = 0, limit = loadPage) => {
      const answer = await control(`/journal?system=${system}&since=${since}&limit=${limit}`);
      return (answer as { entries: JournalEntry[] }).entries;
    },
    lastOfJournal: async () => ((await control('/journal?limit=1')) as { last: number }).last,
    contactIds: async () => idsIn(String(await control('/snapshot/dynamics'))),
    putContact: async (columns) => {
      await control('/contacts/put', columns);
    },
    end: () => server.end(),
  };
}

/** Entries of one look at the journal. */
const loadPage = 20_000;

const idsIn = (lines: string) =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { contactid: string }).contactid);

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
