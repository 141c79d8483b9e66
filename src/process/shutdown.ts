import { sameKeyMs, shutdownLimitMs } from './limits.js';

interface ShutdownLog {
  info(facts: object, words: string): void;
  error(facts: object, words: string): void;
}

/**
 * The one owner of SIGINT and SIGTERM in a process. Runs `end` once, then exits: 0, or 1 when `end` failed or took longer than its limit. A second signal exits
 * at once. A process that was forked also ends when its parent is gone, so that nothing outlives a killed `npm start`.
 * Returns the same ending for other reasons.
 */
export function onShutdown(
  end: (reason: string) => Promise<void>,
  { logger, limitMs = shutdownLimitMs }: { logger: ShutdownLog; limitMs?: number },
): (reason: string) => void {
  let endingSince: number | undefined;
  const shutDown = (reason: string) => {
    if (endingSince !== undefined) return;
    endingSince = performance.now();
    logger.info({ reason }, 'ending');
    setTimeout(() => {
      logger.error({ limitMs }, 'ending took too long: cut off');
      process.exit(1);
    }, limitMs).unref();
    end(reason).then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'ending failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (endingSince === undefined) shutDown(signal);
      else if (performance.now() - endingSince > sameKeyMs) process.exit(signal === 'SIGINT' ? 130 : 143);
    });
  }
  process.on('disconnect', () => shutDown('the parent process is gone'));
  return shutDown;
}
