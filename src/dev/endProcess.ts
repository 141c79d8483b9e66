import { setTimeout as sleep } from 'node:timers/promises';
import { lives } from './birth.js';
import { endLimitMs, endPollMs } from './limits.js';

/** Ends a process that is not our child: asks, waits, and kills it when it does not end. */
export async function endProcess(one: { pid: number; birth: string }, signal: NodeJS.Signals): Promise<void> {
  for (const each of [signal, 'SIGKILL'] as const) {
    if (!lives(one)) return;
    process.kill(one.pid, each);
    const limit = Date.now() + endLimitMs;
    while (lives(one) && Date.now() < limit) await sleep(endPollMs);
  }
}
