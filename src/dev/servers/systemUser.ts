import { initLimitMs, versionLimitMs } from './limits.js';
import { CannotStart } from '../../core/problems/failures.js';
import { run } from './run.js';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root. For root, the user that it runs as instead; for anyone else `undefined`. */
export async function postgresUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const user = await lookUp(name).catch(() => undefined);
    if (user !== undefined) return user;
  }
  throw new CannotStart('postgres-unusable', {
    params: { reason: 'it does not run as root, and there is no user postgres or nobody' },
  });
}

/** Can this user enter the folder? Asked by doing it: a parent that is closed to others counts as well. */
export async function canEnter(user: SystemUser, folder: string): Promise<boolean> {
  return run('/bin/sh', ['-c', 'cd "$0"', folder], { limitMs: initLimitMs, ...user }).then(
    () => true,
    () => false,
  );
}

async function lookUp(name: string): Promise<SystemUser> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (which) => Number((await run('id', [which, name], { limitMs: versionLimitMs })).output)),
  );
  if (!uid || !gid) throw new Error(`no user ${name}`);
  return { uid, gid };
}
