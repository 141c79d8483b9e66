import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { guard } from './guard.js';
import { endLimitMs } from './limits.js';

/** A server program that runs, in a process group of its own: the terminal's Ctrl-C must not reach it before its users have ended. */
export interface RunningServer {
  readonly pid: number;
  /** Settles when the process has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  hasEnded(): boolean;
  /** How it is asked to end. */
  readonly endSignal: NodeJS.Signals;
  /** Asks it to end, and kills it when it does not within the limit. */
  end(limitMs?: number): Promise<void>;
  kill(signal?: NodeJS.Signals): void;
}

export interface ServerOptions {
  /** File that takes its output; without it, the output is dropped. */
  readonly logFile?: string | undefined;
  readonly endSignal: NodeJS.Signals;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Told of the process at once, before it is ready. */
  readonly onSpawn?: ((server: RunningServer) => void) | undefined;
}

/** Starts a server program; it is ended as well when this process is killed. */
export function startServer(command: string, args: readonly string[], options: ServerOptions): RunningServer {
  const { logFile, endSignal, env, cwd, uid, gid, onSpawn } = options;
  const output = logFile === undefined ? 'ignore' : openSync(logFile, 'a', 0o600);
  const settings: SpawnOptions = { detached: true, stdio: ['ignore', output, output], env: env ?? process.env };
  const ids = {
    ...(cwd !== undefined && { cwd }),
    ...(uid !== undefined && { uid }),
    ...(gid !== undefined && { gid }),
  };
  const child = spawn(command, args, { ...settings, ...ids });
  if (typeof output === 'number') closeSync(output);
  const server = watchServer(child, endSignal);
  onSpawn?.(server);
  return server;
}

/** A child process as a {@link RunningServer}; from now on it does not outlive this process. */
export function watchServer(child: ChildProcess, endSignal: NodeJS.Signals): RunningServer {
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: null, signal: null }));
  });
  if (child.pid !== undefined) guard(child.pid, endSignal);
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const kill = (signal: NodeJS.Signals = 'SIGKILL') => {
    if (!over) child.kill(signal);
  };
  return {
    pid: child.pid ?? 0,
    ended,
    hasEnded: () => over,
    kill,
    endSignal,
    async end(limitMs = endLimitMs) {
      kill(endSignal);
      const cutOff = setTimeout(() => kill('SIGKILL'), limitMs);
      await ended;
      clearTimeout(cutOff);
    },
  };
}
