import { endProcess } from './endProcess.js';
import type { Guarded } from './guard.js';

const guarded: Guarded[] = [];
process.on('message', (message: Guarded) => guarded.push(message));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('disconnect', () => {
  void Promise.all(guarded.map((one) => endProcess(one, one.signal))).finally(() => process.exit(0));
});
