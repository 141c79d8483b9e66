import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { birthOf } from './birth.js';

/** A server that must not outlive this process. */
export interface Guarded {
  readonly pid: number;
  readonly birth: string;
  /** How it is asked to end. */
  readonly signal: NodeJS.Signals;
}

/**
 * Ends a server when this process is gone, be it by kill -9: servers that are no Node processes do not notice by themselves.
 * One small process watches for all of them.
 */
export function guard(pid: number, signal: NodeJS.Signals): void {
  const birth = birthOf(pid);
  if (birth === undefined) return;
  watcher ??= startWatcher();
  watcher.send({ pid, birth, signal } satisfies Guarded);
}

let watcher: ChildProcess | undefined;

function startWatcher(): ChildProcess {
  const script = fileURLToPath(new URL('guardProcess.js', import.meta.url));
  const child = fork(script, { detached: true, stdio: 'ignore', execArgv: [] });
  child.on('exit', () => {
    watcher = undefined;
  });
  child.on('error', () => {
    watcher = undefined;
  });
  child.unref();
  child.channel?.unref();
  return child;
}
