import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { ReadyMessage } from '../../src/process/ready.js';
import { endAfterTests } from './lifetime.js';
import { readyLimitMs } from './limits.js';

/** A process of ours that a test started. */
export interface OwnProcess {
  pid(): number;
  /** Where it listens, if it said so. */
  url(): string;
  /** All that it wrote to its outputs so far: its log. */
  output(): string;
  hasEnded(): boolean;
  /** SIGTERM, and waits; gives the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, and waits. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Starts it again with the same environment. */
  restart(): Promise<void>;
}

export interface ProcessOptions {
  /** Compiled entry file, from the folder `dist`. */
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
  /** How it is known that it does its work; its own message, unless said otherwise. */
  readonly ready?: (child: ChildProcess) => Promise<{ url?: string | undefined }>;
}

/** Starts one of our processes and waits until it is ready. It ends after the tests, or with the tests' own process. */
export async function spawnProcess({ script, env, ready = readyMessage }: ProcessOptions): Promise<OwnProcess> {
  let output = '';
  let url: string | undefined;
  let child: ChildProcess;

  async function start(): Promise<void> {
    child = fork(new URL(`../../${script}`, import.meta.url), {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const stillborn = once(child, 'exit').then(() => Promise.reject(new Error(`${script} ended at once:\n${output}`)));
    const tooLate = AbortSignal.timeout(readyLimitMs);
    const late = once(tooLate, 'abort').then(() => Promise.reject(new Error(`${script} is not ready:\n${output}`)));
    late.catch(() => {});
    stillborn.catch(() => {});
    url = (await Promise.race([ready(child), stillborn, late])).url;
  }

  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (hasEnded()) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }

  await start().catch(async (error: unknown) => {
    await end('SIGKILL');
    throw error;
  });
  endAfterTests(() => end('SIGKILL'));
  return {
    pid: () => child.pid ?? 0,
    url: () => url ?? '',
    output: () => output,
    hasEnded,
    async stop() {
      await end('SIGTERM');
      return child.exitCode;
    },
    kill: () => end('SIGKILL'),
    signal: (signal) => void child.kill(signal),
    async restart() {
      await end('SIGTERM');
      await start();
    },
  };
}

async function readyMessage(child: ChildProcess): Promise<{ url?: string | undefined }> {
  return new Promise((resolve) => {
    child.on('message', (message: ReadyMessage) => {
      if (message.type === 'ready') resolve(message);
    });
  });
}
