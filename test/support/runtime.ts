import { createLogger } from '../../src/process/logger.js';
import { installRuntime } from '../../src/worker/runtime.js';

let installed = false;

/** The SDK's one runtime of this mocha process, saying errors. To be called before any worker is made. */
export function quietRuntime(): void {
  if (installed) return;
  const log = createLogger({ PASSERELLE_LOG_LEVEL: 'error', PASSERELLE_LOG_FORMAT: 'json' }, 'tests');
  installRuntime({ PASSERELLE_WORKER_METRICS_PORT: 0 }, log);
  installed = true;
}
