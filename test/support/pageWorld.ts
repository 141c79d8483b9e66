import { z } from 'zod';
import { openPage, type OpenPage, type PageOptions } from './browser.js';
import { sharedByFiles } from './lifetime.js';
import { environmentOf, spawnApi, spawnWorker } from './passerelle.js';
import { postgres } from './postgres.js';
import type { OwnProcess } from './process.js';
import { type Sandbox, sandbox } from './sandbox.js';
import { temporal as freshTemporal } from './temporal.js';
import { until } from './until.js';

const view = z.object({ status: z.string(), stopping: z.boolean(), backlog: z.object({ records: z.number() }) });

/** Everything behind the page, really running: sandbox, PostgreSQL, Temporal, worker, API. */
export interface PageWorld {
  readonly api: OwnProcess;
  readonly worker: OwnProcess;
  readonly sandbox: Sandbox;
  open(path?: string, options?: Omit<PageOptions, 'url'>): Promise<OpenPage>;
  /** Asks the API, as another operator would. */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /** Brings ingress to rest, whatever a test before left. */
  rest(): Promise<void>;
  untilStatus(status: string): Promise<void>;
}

let shared: Promise<PageWorld> | undefined;

/** The one world of this mocha process for tests that leave it as they found it: ingress at rest, no fault. */
export function sharedPageWorld(): Promise<PageWorld> {
  shared ??= sharedByFiles(() => pageWorld({ contacts: 200 }));
  return shared;
}

export async function pageWorld({ contacts }: { contacts: number }): Promise<PageWorld> {
  const [database, temporal, simulated] = await Promise.all([postgres(), freshTemporal(), sandbox({ contacts })]);
  const env = environmentOf({ database, temporal, sandbox: simulated });
  const [worker, api] = await Promise.all([spawnWorker(env), spawnApi(env)]);
  const ask: PageWorld['ask'] = (path, init) =>
    fetch(`${api.url()}/api/v1/instances/dev/workflows/ingress${path}`, init);
  const look = async () => view.parse(await (await ask('')).json());
  const world: PageWorld = {
    api,
    worker,
    sandbox: simulated,
    open: (path = '/', options) => openPage({ url: api.url() + path, ...options }),
    ask,
    async rest() {
      const { status } = await look();
      if (status !== 'STOPPED' && status !== 'FAILED') await ask('/stop', { method: 'POST' });
      await until(async () => /STOPPED|FAILED/.test((await look()).status), { what: 'ingress rests' });
    },
    async untilStatus(status) {
      await until(async () => (await look()).status === status, { what: `ingress is ${status}` });
    },
  };
  await until(async () => (await ask('')).ok, { what: 'the API shows ingress' });
  return world;
}
