import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '../../core/problems/failures.js';
import { initLimitMs } from './limits.js';
import type { PostgresProgram } from './postgresProgram.js';
import { run } from './run.js';
import { canEnter, type SystemUser } from './systemUser.js';

/** Where things go for a user that cannot enter our own folders: root's home is closed to everyone else. */
export const sharedFolder = '/var/lib/passerelle';

/** The name of the one database user. */
export const owner = 'passerelle';

/** The folder of the database's files: below `folder`, or in {@link sharedFolder} when the server's user cannot enter there; `location` then says where. Decided once. */
export async function dataFolder(folder: string, user: SystemUser | undefined): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const data = join(folder, 'data');
  const location = join(folder, 'location');
  if (existsSync(location)) return join(readFileSync(location, 'utf8').trim(), 'data');
  if (user === undefined || existsSync(data) || (await canEnter(user, folder))) return data;
  const elsewhere = sharedDataFolder(folder);
  try {
    mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
    writeFileSync(location, `${elsewhere}\n`);
  } catch (cause) {
    throw new CannotStart('state-dir-closed', { params: { folder }, cause });
  }
  return join(elsewhere, 'data');
}

/** Removes what {@link dataFolder} may have made outside of the state folder. */
export function removeSharedData(folder: string): void {
  rmSync(sharedDataFolder(folder), { recursive: true, force: true });
}

const sharedDataFolder = (folder: string) =>
  join(sharedFolder, createHash('sha256').update(folder).digest('hex').slice(0, 16));

/** The password of the database user, made on the first start and readable by us alone. */
export function readPassword(folder: string): string {
  const file = join(folder, 'password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}

/** Makes the database's files unless they are there. An `initdb` that was cut short leaves nothing behind under the real name. */
export async function initialise(
  program: PostgresProgram,
  data: string,
  password: string,
  user: SystemUser | undefined,
): Promise<void> {
  if (existsSync(join(data, 'PG_VERSION'))) return;
  const half = `${data}.new`;
  const passwordFile = `${data}.password`;
  rmSync(half, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) for (const path of [half, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = [`--username=${owner}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    await run(program.initdb, [`--pgdata=${half}`, ...locale, ...access, '--no-instructions'], {
      limitMs: initLimitMs,
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      ...user,
    });
    chmodSync(half, 0o700);
    renameSync(half, data);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'initdb failed';
    throw new CannotStart('postgres-unusable', { params: { reason }, cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
