import { parentPollMs } from '../limits.js';

/** Calls back when the npm that started us was killed: the terminal then thinks that we are gone. Without npm nothing is watched. */
export function watchParent(env: NodeJS.ProcessEnv, onGone: () => void): void {
  if (env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, parentPollMs);
  timer.unref();
}
