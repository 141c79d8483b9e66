import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { cacheFolder } from '../../src/dev/servers/cache.js';
import { type Postgres, startPostgres } from '../../src/dev/servers/postgres.js';
import { readSettings } from '../../src/settings.js';
import { temporaryFolder } from './folder.js';
import { endAfterTests, sharedByFiles } from './lifetime.js';
import { onFreePort } from './ports.js';

export interface Database {
  /** Connection string, with the password. */
  readonly url: string;
  drop(): Promise<void>;
}

/** A PostgreSQL of one test's own, on disk, that can be killed and started again. */
export interface OwnPostgres extends Database {
  /** The server's process; another one after `restart`. */
  pid(): number;
  /** kill -9 of the server. Settles when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port and files. */
  restart(): Promise<void>;
  end(): Promise<void>;
}

let shared: Promise<Postgres> | undefined;

/** A fresh, empty database on the one PostgreSQL of this mocha process. */
export async function postgres(): Promise<Database> {
  shared ??= sharedByFiles(startShared);
  return freshDatabase((await shared).url);
}

/** A fresh database on a PostgreSQL of its own, with fsync on, for tests that kill it. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const folder = temporaryFolder();
  const { server: first, port } = await onFreePort(async (free) => ({ server: await start(folder, free), port: free }));
  let server = first;
  const database = await freshDatabase(server.url);
  const end = endAfterTests(() => server.end());
  return {
    ...database,
    pid: () => server.pid,
    async kill() {
      server.kill('SIGKILL');
      await server.ended;
    },
    async restart() {
      await server.end();
      server = await start(folder, port);
    },
    end,
  };
}

async function startShared(): Promise<Postgres> {
  const folder = temporaryFolder();
  const server = await onFreePort((port) => start(folder, port, ['fsync=off', 'max_connections=300']));
  endAfterTests(() => {
    shared = undefined;
    return server.end();
  });
  return server;
}

function start(folder: string, port: number, settings: readonly string[] = []): Promise<Postgres> {
  return startPostgres({ folder, port, settings, cacheFolder: cacheFolder(readSettings(process.env), process.env) });
}

async function freshDatabase(serverUrl: string): Promise<Database> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await ask(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
