import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { CannotStart } from '../../core/problems/failures.js';
import { backlogAttribute, instanceAttribute, statusAttribute } from '../../core/searchAttributes.js';
import { type RunningServer, startServer } from '../server.js';
import { connectLimitMs, readyPollMs, temporalReadyLimitMs } from './limits.js';

export interface TemporalOptions {
  /** Path of the `temporal` program. */
  readonly program: string;
  readonly port: number;
  /** Without it the server has no Web UI. */
  readonly uiPort?: number;
  /** Where its state is kept; in memory when left out. */
  readonly file?: string;
  readonly namespace?: string;
  readonly logFile?: string;
  /** Told of the process at once, before it is ready. */
  readonly onSpawn?: (server: RunningServer) => void;
}

export interface TemporalServer extends RunningServer {
  readonly address: string;
}

/** Registered at the start, so that no worker has to; names of the types as the program wants them. */
const searchAttributes = [statusAttribute, backlogAttribute, instanceAttribute].map(
  ({ name, type }) => `${name}=${{ KEYWORD: 'Keyword', INT: 'Int' }[type]}`,
);

/**
 * Starts Temporal's dev server on 127.0.0.1 and waits until its namespace answers.
 * @throws CannotStart
 */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const { program, port, uiPort, file, namespace = 'default', logFile, onSpawn } = options;
  const flags = [
    '--ip=127.0.0.1',
    `--port=${port}`,
    `--namespace=${namespace}`,
    ...(uiPort === undefined ? ['--headless'] : [`--ui-port=${uiPort}`, '--ui-disable-news-fetch']),
    ...(file === undefined ? [] : [`--db-filename=${file}`]),
    ...searchAttributes.map((attribute) => `--search-attribute=${attribute}`),
    '--log-level=warn',
    '--log-format=json',
  ];
  const server = startServer(program, ['server', 'start-dev', ...flags], { logFile, onSpawn, endSignal: 'SIGINT' });
  const address = `127.0.0.1:${port}`;
  await untilReady(server, address, namespace, logFile);
  return { ...server, address };
}

async function untilReady(server: RunningServer, address: string, namespace: string, log = 'its log'): Promise<void> {
  const limit = Date.now() + temporalReadyLimitMs;
  let last: unknown;
  while (!server.hasEnded() && Date.now() < limit) {
    try {
      return await askNamespace(address, namespace);
    } catch (error) {
      last = error;
      await sleep(readyPollMs);
    }
  }
  const ended = server.hasEnded();
  await server.end();
  const reason = ended ? 'it ended at once' : `it did not answer within ${temporalReadyLimitMs / 1000} s`;
  throw new CannotStart('temporal-unusable', { params: { reason: `${reason}, see ${log}` }, cause: last });
}

async function askNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: connectLimitMs });
  try {
    await connection.withDeadline(Date.now() + connectLimitMs, () =>
      connection.workflowService.describeNamespace({ namespace }),
    );
  } finally {
    await connection.close();
  }
}
