import { fork } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CannotStart } from '../../core/problems/failures.js';
import type { ReadyMessage } from '../../process/ready.js';
import { processReadyLimitMs, readyPollMs } from '../limits.js';
import { projectRoot } from '../projectRoot.js';
import { type RunningServer, watchServer } from '../server.js';

export interface NodeProcessOptions {
  readonly name: string;
  /** Compiled file below `dist`. */
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly onSpawn: (server: RunningServer) => void;
  /** Asked again and again, for a process that does not tell us when it is ready. */
  readonly isReady?: () => Promise<boolean>;
  /** More flags of Node. */
  readonly flags?: readonly string[];
}

/**
 * Starts one of our own processes and waits until it says that it is ready. It has a process group of its own (the terminal's Ctrl-C does not reach it) and a
 * channel to us (it ends when we are gone).
 * @throws CannotStart with what it said last
 */
export async function startNodeProcess(options: NodeProcessOptions): Promise<RunningServer> {
  const { name, script, env, logFile, onSpawn, isReady, flags = [] } = options;
  const output = openSync(logFile, 'a', 0o600);
  const child = fork(join(projectRoot, 'dist', script), {
    env,
    cwd: projectRoot,
    detached: true,
    execArgv: ['--enable-source-maps', ...flags],
    stdio: ['ignore', output, output, 'ipc'],
  });
  const from = fstatSync(output).size;
  closeSync(output);
  const server = watchServer(child, 'SIGTERM');
  onSpawn(server);
  const ready = new Promise<'ready'>((resolve) => {
    child.on('message', (message: ReadyMessage) => {
      if (message.type === 'ready') resolve('ready');
    });
    if (isReady) void untilReady(isReady, server).then(() => resolve('ready'));
  });
  const late = new Promise<'late'>((resolve) => setTimeout(resolve, processReadyLimitMs, 'late').unref());
  const first = await Promise.race([ready, late, server.ended.then(() => 'ended' as const)]);
  if (first === 'ready') return server;
  await server.end();
  const reason = first === 'late' ? `no sign of life within ${processReadyLimitMs / 1000} s` : lastWords(logFile, from);
  throw new CannotStart('process-not-ready', { params: { name, reason, log: logFile } });
}

async function untilReady(isReady: () => Promise<boolean>, server: RunningServer): Promise<void> {
  while (!server.hasEnded() && !(await isReady().catch(() => false))) await sleep(readyPollMs);
}

/** What the process said last of why it ended: its own sentence, or the head of a crash. */
function lastWords(file: string, from: number): string {
  const lines = readFileSync(file).subarray(from).toString('utf8').split('\n').filter(Boolean);
  return (
    lines.findLast((line) => /^(worker|api|sandbox): /.test(line)) ??
    lines.find((line) => /^\w*Error\b/.test(line)) ??
    lines.at(-1) ??
    'it ended at once'
  );
}
