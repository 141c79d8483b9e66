import { collectDefaultMetrics } from 'prom-client';
import { failStart } from '../process/fatal.js';
import { createLogger } from '../process/logger.js';
import { announceReady } from '../process/ready.js';
import { onShutdown } from '../process/shutdown.js';
import { temporalOptions } from '../process/temporal.js';
import { readSettings, type Settings } from '../settings.js';
import { endLimitMs } from './limits.js';
import { startApi } from './startApi.js';

try {
  await run(readSettings(process.env));
} catch (error) {
  failStart(error, 'api');
}

async function run(settings: Settings): Promise<void> {
  const log = createLogger(settings, 'api');
  const api = await startApi(settings, temporalOptions(settings), log);
  collectDefaultMetrics({ register: api.metrics.registry });
  onShutdown(() => api.end(), { logger: log, limitMs: endLimitMs });
  announceReady({ url: api.url });
}
