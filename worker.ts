import { setFlagsFromString } from 'node:v8';
import { failStart } from './src/process/fatal.js';
import { createLogger } from './src/process/logger.js';
import { announceReady } from './src/process/ready.js';
import { onShutdown } from './src/process/shutdown.js';
import { temporalOptions } from './src/process/temporal.js';
import { readSettings, type Settings } from './src/settings.js';
import { installRuntime } from './src/worker/runtime.js';
import { startWorker } from './src/worker/startWorker.js';

/** V8 would let the heap grow to several times of what is in use before it looks: 100 MB more, for a load that lives on 60. */
setFlagsFromString('--heap-growing-percent=80');

try {
  await run(readSettings(process.env));
} catch (error) {
  failStart(error, 'worker');
}

async function run(settings: Settings): Promise<void> {
  const log = createLogger(settings, 'worker');
  installRuntime(settings, log);
  const worker = await startWorker(settings, temporalOptions(settings), log);
  const end = onShutdown(() => worker.end(), { logger: log });
  worker.ended.catch(() => end('a worker ended with an error'));
  announceReady();
}
