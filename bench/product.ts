import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import { Client as PostgresClient } from 'pg';
import type { TableMapping } from '../src/core/config/ingress.js';
import { temporalId } from '../src/core/names.js';
import type { Status } from '../src/core/views.js';
import { startNodeProcess } from '../src/dev/start/nodeProcess.js';
import { start, status, stop } from '../src/workflows/messages.js';
import { laneFacts, type LaneFacts, type LaneTotals, totalsOf } from './laneFacts.js';
import { statusLimitMs, statusLookMs } from './limits.js';
import { type BenchSandbox, connectionsTo } from './sandbox.js';
import type { Ground } from './servers.js';
import { until } from './until.js';
import { runVerification, type Verified } from './verification.js';

/** Passerelle's worker, commanded the way the API does it. */
export interface Product {
  readonly pid: number;
  /** What the next start applies; contacts alone otherwise. */
  save(mappings: readonly TableMapping[]): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Waits until the workflow says that it has this status. */
  untilStatus(wanted: Status): Promise<void>;
  /** Events in the history of ingress. */
  events(): Promise<{ run: string; count: number }>;
  lanes(): Promise<readonly LaneFacts[]>;
  totals(): Promise<LaneTotals>;
  /** Compares both sides of the contacts. */
  verify(): Promise<Verified>;
  end(): Promise<void>;
}

export interface ProductOptions {
  readonly ground: Ground;
  readonly sandbox: BenchSandbox;
  readonly folder: string;
  readonly profile: string | undefined;
}

const instance = 'bench';

export async function startProduct({ ground, sandbox, folder, profile }: ProductOptions): Promise<Product> {
  const { databaseUrl, temporalAddress } = ground;
  const worker = await startNodeProcess({
    name: 'worker',
    script: 'worker.js',
    logFile: join(folder, 'worker.log'),
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      PASSERELLE_INSTANCE: instance,
      PASSERELLE_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      PASSERELLE_WORKER_METRICS_PORT: '0',
      PASSERELLE_LOG_FORMAT: 'json',
      ...connectionsTo(sandbox),
    },
    onSpawn: () => {},
    flags: profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`],
  });
  let ending = false;
  void worker.ended.then(() => {
    if (!ending) giveUp(join(folder, 'worker.log'));
  });
  const database = new PostgresClient({ connectionString: databaseUrl });
  await database.connect();
  const connection = await Connection.connect({ address: temporalAddress });
  const temporal = new TemporalClient({ connection });
  const ingress = temporal.workflow.getHandle(temporalId(instance, 'ingress'));
  const lanes = async () => (await database.query<LaneFacts>(laneFacts)).rows;
  return {
    pid: worker.pid,
    save: async (mappings) => {
      await database.query(
        `insert into passerelle.configurations (instance, workflow, version, document, saved_by)
          values ($1, 'ingress', 1, $2, 'bench')`,
        [instance, JSON.stringify({ mappings })],
      );
    },
    start: () => ingress.signal(start),
    stop: () => ingress.signal(stop),
    untilStatus: async (wanted) => {
      await until(async () => (await ingress.query(status)).status === wanted, {
        what: `the status ${wanted}`,
        limitMs: statusLimitMs,
        everyMs: statusLookMs,
      });
    },
    async events() {
      const { runId, historyLength } = await ingress.describe();
      return { run: runId, count: historyLength };
    },
    lanes,
    totals: async () => totalsOf(await lanes()),
    verify: () => runVerification(database, temporal, instance),
    async end() {
      ending = true;
      // A profile is written when the process exits by itself, which takes a while.
      await worker.end(profile === undefined ? undefined : statusLimitMs);
      await database.end();
      await connection.close();
    },
  };
}

/** Without its worker a measurement would wait for nothing. */
function giveUp(logFile: string): void {
  process.stderr.write(
    `the worker ended:\n${readFileSync(logFile, 'utf8').split('\n').slice(-lastLines).join('\n')}\n`,
  );
  process.exit(1);
}

const lastLines = 10;
