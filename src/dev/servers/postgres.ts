import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { CannotStart } from '../../core/problems/failures.js';
import { type RunningServer, startServer } from '../server.js';
import { connectLimitMs, postgresReadyLimitMs, readyPollMs } from './limits.js';
import { dataFolder, initialise, owner, readPassword, sharedFolder } from './postgresFolder.js';
import { findPostgres } from './postgresProgram.js';
import { endLeftOver } from './postgresLeftOver.js';
import { postgresUser } from './systemUser.js';

export interface PostgresOptions {
  /** Holds the password and, where the server's user can enter, the database's files. */
  readonly folder: string;
  readonly port: number;
  /** Where a copy of the program goes when the one in `node_modules` cannot be used. */
  readonly cacheFolder: string;
  readonly logFile?: string;
  /** Told of the process at once, before it is ready. */
  readonly onSpawn?: (server: RunningServer) => void;
  /** More `name=value` settings of the server. */
  readonly settings?: readonly string[];
}

export interface Postgres extends RunningServer {
  /** Connection string of the maintenance database `postgres`. */
  readonly url: string;
}

/**
 * Starts the embedded PostgreSQL on 127.0.0.1 and waits until it answers. Its files are made on the first start. What a killed start left behind is ended first.
 * @throws CannotStart
 */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { folder, port, cacheFolder, logFile, onSpawn, settings = [] } = options;
  const user = await postgresUser();
  const program = await findPostgres(user, user === undefined ? cacheFolder : sharedFolder);
  const data = await dataFolder(folder, user);
  const password = readPassword(folder);
  await initialise(program, data, password, user);
  await endLeftOver(data);
  const flags = [...fixedSettings, ...settings].flatMap((setting) => ['-c', setting]);
  const server = startServer(program.postgres, ['-D', data, '-p', String(port), ...flags], {
    logFile,
    onSpawn,
    // A fast shutdown: connections are cut, what was committed is kept.
    endSignal: 'SIGINT',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    cwd: '/',
    ...user,
  });
  const url = `postgres://${owner}:${password}@127.0.0.1:${port}/postgres`;
  await untilReady(server, url, logFile ?? join(folder, 'log'));
  return { ...server, url };
}

const fixedSettings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  // Keys and statements hold data of people: neither goes into the log.
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
];

async function untilReady(server: RunningServer, url: string, log: string): Promise<void> {
  const limit = Date.now() + postgresReadyLimitMs;
  let last: unknown;
  while (!server.hasEnded() && Date.now() < limit) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: connectLimitMs });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      last = error;
      await sleep(readyPollMs);
    }
  }
  const ended = server.hasEnded();
  await server.end();
  const reason = ended ? 'it ended at once' : `it did not answer within ${postgresReadyLimitMs / 1000} s`;
  throw new CannotStart('postgres-unusable', { params: { reason: `${reason}, see ${log}` }, cause: last });
}
