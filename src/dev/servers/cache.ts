import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../../settings.js';
import type { ServerProgram } from './programs.js';

/** Where downloaded servers are kept: outside the state folder, so that `npm run reset`, tests and other clones need no second download. */
export function cacheFolder(settings: Pick<Settings, 'PASSERELLE_CACHE_DIR'>, env: NodeJS.ProcessEnv): string {
  if (settings.PASSERELLE_CACHE_DIR !== undefined) return resolve(settings.PASSERELLE_CACHE_DIR);
  return join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'passerelle');
}

export function cachedProgram(folder: string, program: ServerProgram): string | undefined {
  const path = programPath(folder, program);
  return existsSync(path) ? path : undefined;
}

/** Keeps what `download` made, which returns the executable inside its folder. A rename makes it visible as a whole, so that two may do this at once. */
export async function storeProgram(
  folder: string,
  program: ServerProgram,
  download: (into: string) => Promise<string>,
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const into = mkdtempSync(join(folder, 'download-'));
  try {
    const made = await download(into);
    const path = programPath(folder, program);
    mkdirSync(dirname(path), { recursive: true });
    chmodSync(made, 0o755);
    renameSync(made, path);
    return path;
  } finally {
    rmSync(into, { recursive: true, force: true });
  }
}

const programPath = (folder: string, { name, version }: ServerProgram) => join(folder, `${name}-${version}`, name);
