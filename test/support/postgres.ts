import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { cacheFolder } from '../../src/dev/servers/cache.js';
import { type Postgres, startPostgres } from '../../src/dev/servers/postgres.js';
import { readSettings } from '../../src/settings.js';
import { openDatabase } from '../../src/store/database.js';
import { quickFolder, temporaryFolder } from './folder.js';
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

/** A fresh database on the one PostgreSQL of this mocha process, with our tables and nothing in them. It goes when the test file is over. */
export const postgres = (): Promise<Database> => onShared(`template ${template}`);

/** The same without our tables. */
export const emptyPostgres = (): Promise<Database> => onShared();

async function onShared(made?: string): Promise<Database> {
  shared ??= sharedByFiles(startShared);
  const { url, drop } = await freshDatabase((await shared).url, made);
  return { url, drop: endAfterTests(drop) };
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
  const folder = quickFolder();
  const server = await onFreePort((port) => start(folder, port, careless));
  endAfterTests(() => {
    shared = undefined;
    return server.end();
  });
  await ask(server.url, `create database ${template}`);
  await (await openDatabase(urlOf(server.url, template), randomBytes(32).toString('base64'))).close();
  await ask(urlOf(server.url, template), 'delete from passerelle.secrets_check');
  return server;
}

/** What it holds, nobody wants back after a crash. */
const careless = [
  'fsync=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_wal_size=128MB',
  'max_connections=300',
];
/** Copied for each test: so a database is made and opened in little more than half of the time. */
const template = 'with_tables';

function start(folder: string, port: number, settings: readonly string[] = []): Promise<Postgres> {
  return startPostgres({ folder, port, settings, cacheFolder: cacheFolder(readSettings(process.env), process.env) });
}

async function freshDatabase(serverUrl: string, made = ''): Promise<Database> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await ask(serverUrl, `create database ${name} ${made}`);
  return { url: urlOf(serverUrl, name), drop: () => ask(serverUrl, `drop database if exists ${name} with (force)`) };
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
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
