import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { Writable } from 'node:stream';
import { Client, Connection } from '@temporalio/client';
import type { KyselyPlugin } from 'kysely';
import { pino } from 'pino';
import { createApp } from '../../src/api/app.js';
import { metadataKeptMs } from '../../src/api/limits.js';
import { listen } from '../../src/api/listen.js';
import { createSystems } from '../../src/api/systems.js';
import { createTemporalGateway } from '../../src/api/temporalGateway.js';
import { openConnectors } from '../../src/connectors/byInstance.js';
import { localPauses } from '../../src/connectors/http/index.js';
import { readConnections } from '../../src/store/connections.js';
import { openDatabase } from '../../src/store/database.js';
import { ensureInstance } from '../../src/store/instances.js';
import { temporaryFolder } from './folder.js';
import { endAfterTests } from './lifetime.js';
import { type Database, postgres as freshDatabase } from './postgres.js';
import { type OwnProcess, spawnProcess } from './process.js';
import { standInState, standInSystems } from './standInSystems.js';
import { temporal as freshTemporal, type TemporalAddress } from './temporal.js';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Parsed JSON. */
  readonly body: unknown;
  readonly tookMs: number;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; a text as it is. */
  readonly body?: unknown;
}

/** Servers of a test's own, instead of a fresh database and a fresh namespace on the shared ones. */
export interface ApiServers {
  readonly postgres?: Database;
  readonly temporal?: TemporalAddress;
}

/** An API in this process, with a stand-in for the worker and for both systems' metadata. */
export async function apiWorld(own: ApiServers = {}) {
  const [postgres, temporal] = await Promise.all([own.postgres ?? freshDatabase(), own.temporal ?? freshTemporal()]);
  const key = randomBytes(32).toString('base64');
  const database = await openDatabase(postgres.url, key);
  await ensureInstance(database.db, database.sealer, { id: 'dev', stage: 'dev', connections });
  const connection = Connection.lazy({
    address: temporal.address,
    channelArgs: { 'grpc.initial_reconnect_backoff_ms': 100, 'grpc.max_reconnect_backoff_ms': 500 },
  });
  const asked = { queries: 0, statements: 0 };
  const client = new Client({
    connection,
    namespace: temporal.namespace,
    interceptors: {
      workflow: [
        {
          query(input, next) {
            asked.queries += 1;
            return next(input);
          },
        },
      ],
    },
  });
  const systems = standInState();
  const metadata = createSystems(
    database.db,
    database.sealer,
    standInSystems(systems),
    () => Date.now() + systems.laterMs,
  );
  let logged = '';
  const keep = new Writable({
    write(line: Buffer, _encoding, done) {
      logged += line.toString();
      done();
    },
  });
  const log = pino({ level: 'debug' }, keep);
  const connectors = openConnectors({
    read: (id) => readConnections(database.db, database.sealer, id),
    pauses: localPauses(),
    log,
  });
  const webRoot = temporaryFolder();
  const serve = async (showPersonalData: boolean) => {
    const { app, close } = createApp({
      db: database.db.withPlugin(counting(asked)),
      sealer: database.sealer,
      showPersonalData,
      temporal: createTemporalGateway(client),
      systems: metadata,
      connectors,
      log,
      now: Date.now,
      webRoot,
      version: '1.2.3',
    });
    const { url, end } = await listen(app, '127.0.0.1', 0);
    return {
      url,
      async end() {
        close();
        await end();
      },
    };
  };
  const [open, masking] = await Promise.all([serve(true), serve(false)]);
  endAfterTests(async () => {
    await Promise.all([open.end(), masking.end()]);
    await metadata.close();
    await connectors.close();
    await connection.close();
    await database.close();
  });
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: postgres.url,
    PASSERELLE_ENCRYPTION_KEY: key,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporal.namespace,
  };
  return {
    url: open.url,
    webRoot,
    database,
    client,
    temporal,
    /** What the API has asked of Temporal and of the database so far. */
    asked,
    /** All that the API has logged. */
    logged: () => logged,
    /** Set `away` and the systems' metadata cannot be read. */
    systems,
    /** What was read of the systems is too old from now on. */
    forgetMetadata: () => {
      systems.laterMs += metadataKeptMs;
    },
    startWorker: (): Promise<OwnProcess> => spawnProcess({ script: 'test/support/standInWorker.js', env }),
    ask: (path: string, options?: AskOptions) => ask(open.url, path, options),
    /** The same of an API over the same servers that shows no personal data. */
    askMasking: (path: string, options?: AskOptions) => ask(masking.url, path, options),
  };
}

export type ApiWorld = Awaited<ReturnType<typeof apiWorld>>;

const counting = (asked: { statements: number }): KyselyPlugin => ({
  transformQuery({ node }) {
    asked.statements += 1;
    return node;
  },
  transformResult: ({ result }) => Promise.resolve(result),
});

/** Not `fetch`: tests send Host, Origin and Sec-Fetch-Site headers, which it forbids. */
function ask(
  origin: string,
  path: string,
  { method = 'GET', headers = {}, body }: AskOptions = {},
): Promise<ApiAnswer> {
  const began = performance.now();
  const payload = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  const json = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${origin}${path}`, { method, headers: { ...json, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const received = new Headers(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        resolve({
          status: response.statusCode ?? 0,
          headers: received,
          text,
          body: /json\b/.test(received.get('content-type') ?? '') ? JSON.parse(text) : undefined,
          tookMs: performance.now() - began,
        });
      });
    });
    request.on('error', reject);
    request.end(payload);
  });
}

const connections = {
  dynamics: { url: 'http://127.0.0.1:1', tenant: 'sandbox', clientId: 'one', clientSecret: 'dynamics-secret' },
  campaign: {
    url: 'http://127.0.0.1:1',
    organization: 'ACME@AdobeOrg',
    clientId: 'two',
    clientSecret: 'campaign-secret',
    scopes: 'openid',
    tokenUrl: 'http://127.0.0.1:1/token',
  },
};
