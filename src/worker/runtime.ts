import { Runtime } from '@temporalio/worker';
import type { Logger } from '../process/logger.js';
import type { Settings } from '../settings.js';

/** The SDK's names of levels, and ours. */
const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** One owner of the signals, our logger for the SDK's lines, and its Prometheus exporter. */
export function installRuntime(
  { PASSERELLE_WORKER_METRICS_PORT: metricsPort }: Pick<Settings, 'PASSERELLE_WORKER_METRICS_PORT'>,
  log: Logger,
): void {
  const write = (level: (typeof levels)[keyof typeof levels], message: string, meta: object | undefined) => {
    // Readers and writers have no workflows on purpose.
    if (!message.startsWith('No workflows registered')) log[level](meta ?? {}, message);
  };
  Runtime.install({
    shutdownSignals: [],
    logger: {
      log: (level, message, meta) => write(levels[level], message, meta),
      trace: (message, meta) => write('trace', message, meta),
      debug: (message, meta) => write('debug', message, meta),
      info: (message, meta) => write('info', message, meta),
      warn: (message, meta) => write('warn', message, meta),
      error: (message, meta) => write('error', message, meta),
    },
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN' } },
      ...(metricsPort > 0 && { metrics: { prometheus: { bindAddress: `127.0.0.1:${metricsPort}` } } }),
    },
  });
}
