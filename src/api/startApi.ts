import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { openConnectors } from '../connectors/byInstance.js';
import { instanceOf } from '../process/instance.js';
import type { Logger } from '../process/logger.js';
import { needed } from '../process/needed.js';
import type { TemporalOptions } from '../process/temporal.js';
import type { Settings } from '../settings.js';
import { readConnections } from '../store/connections.js';
import { openDatabase } from '../store/database.js';
import { ensureInstance } from '../store/instances.js';
import { openListener } from '../store/listener.js';
import { openPauseBoard } from '../store/pauses.js';
import { type Api, createApp } from './app.js';
import { grpcBackoffMs, longestPauseMs } from './limits.js';
import { listen, refuseForeignHost } from './listen.js';
import { openSystems } from './openSystems.js';
import { createSystems } from './systems.js';
import { createTemporalGateway } from './temporalGateway.js';

export interface RunningApi {
  /** Its origin. */
  readonly url: string;
  readonly metrics: Api['metrics'];
  /** Ends what is being answered, and closes what was opened. */
  end(): Promise<void>;
}

/**
 * Opens what the API needs, and listens.
 * @throws PassesByItself, CannotGoOn, CannotStart what keeps it from starting
 */
export async function startApi(
  settings: Settings,
  { connectionOptions, namespace }: TemporalOptions,
  log: Logger,
): Promise<RunningApi> {
  refuseForeignHost(settings.PASSERELLE_HOST);
  const database = await openDatabase(needed(settings, 'DATABASE_URL'), needed(settings, 'PASSERELLE_ENCRYPTION_KEY'));
  await ensureInstance(database.db, database.sealer, instanceOf(settings));
  const listener = openListener(database.url);
  const pauses = await openPauseBoard(database.db, listener, () =>
    log.warn('a pause could not be told to the other processes'),
  );

  // Lazy: without Temporal the API runs and says so.
  const connection = Connection.lazy({
    ...connectionOptions,
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': grpcBackoffMs.first,
      'grpc.min_reconnect_backoff_ms': grpcBackoffMs.first,
      'grpc.max_reconnect_backoff_ms': grpcBackoffMs.longest,
    },
  });
  const connectors = openConnectors({
    read: (id) => readConnections(database.db, database.sealer, id),
    pauses,
    log,
    longestWaitMs: longestPauseMs,
  });
  const systems = createSystems(database.db, database.sealer, openSystems(pauses, log), Date.now);
  const api = createApp({
    db: database.db,
    sealer: database.sealer,
    showPersonalData: settings.PASSERELLE_SHOW_PERSONAL_DATA,
    temporal: createTemporalGateway(new Client({ connection, namespace })),
    systems,
    connectors,
    log,
    now: Date.now,
    webRoot: fileURLToPath(new URL('../../web/', import.meta.url)),
    version: await readVersion(),
  });
  const listening = await listen(api.app, settings.PASSERELLE_HOST, settings.PASSERELLE_PORT);
  log.info({ url: listening.url }, 'api ready');
  return {
    url: listening.url,
    metrics: api.metrics,
    async end() {
      api.close();
      await listening.end();
      await systems.close();
      await connectors.close();
      pauses.close();
      await listener.close();
      await database.close();
      await connection.close();
    },
  };
}

/** From package.json, three folders above the compiled file. */
async function readVersion(): Promise<string> {
  const text = await readFile(new URL('../../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
