import { join } from 'node:path';
import { Client } from 'pg';
import { cacheFolder } from '../src/dev/servers/cache.js';
import { findProgram } from '../src/dev/servers/findProgram.js';
import { startPostgres } from '../src/dev/servers/postgres.js';
import { temporalCli } from '../src/dev/servers/programs.js';
import { startTemporal } from '../src/dev/servers/temporal.js';
import { readSettings } from '../src/settings.js';
import { freePort } from './ports.js';
import { tell } from './progress.js';

/** What a product runs on: a database of its own, and a Temporal server with an empty store. */
export interface Ground {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  end(): Promise<void>;
}

export interface Servers {
  fresh(): Promise<Ground>;
  end(): Promise<void>;
}

/** One PostgreSQL for all measurements, with its usual settings (fsync on); a Temporal dev server for each, kept on disk. */
export async function startServers(folder: string): Promise<Servers> {
  const settings = readSettings(process.env);
  const cache = cacheFolder(settings, process.env);
  const program = await findProgram(temporalCli, { settings, say: tell });
  const logFile = join(folder, 'servers.log');
  const postgres = await startPostgres({
    folder: join(folder, 'postgres'),
    port: await freePort('PostgreSQL'),
    cacheFolder: cache,
    logFile,
  });
  let made = 0;
  return {
    async fresh() {
      made += 1;
      const file = join(folder, `temporal-${made}.db`);
      const temporal = await startTemporal({ program, port: await freePort('Temporal'), file, logFile });
      return {
        databaseUrl: await freshDatabase(postgres.url, `bench_${made}`),
        temporalAddress: temporal.address,
        end: () => temporal.end(),
      };
    },
    end: () => postgres.end(),
  };
}

async function freshDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
