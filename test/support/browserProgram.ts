import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../src/dev/projectRoot.js';
import { cacheFolder } from '../../src/dev/servers/cache.js';
import { readSettings } from '../../src/settings.js';

export interface BrowserProgram {
  readonly path: string;
  /** What it needs where the machine lacks libraries (libnss3 and its kin) and fonts. */
  readonly bareMachine: Readonly<Record<string, string>>;
}

/**
 * The browser, unpacked once from its npm package into the cache of the server programs. Left to itself the package makes a file in the
 * temporary folder that belongs to whoever came first and stays half written when that one was killed.
 */
export async function browserProgram(): Promise<BrowserProgram> {
  const cache = cacheFolder(readSettings(process.env), process.env);
  const folder = join(cache, `chromium-${packageVersion()}`);
  if (!existsSync(folder)) await unpack(cache, folder);
  return {
    path: join(folder, 'chromium'),
    bareMachine: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_PATH: join(folder, 'fonts') },
  };
}

function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.resolve('@sparticuz/chromium'));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

async function unpack(cache: string, folder: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const half = mkdtempSync(join(cache, 'chromium-'));
  try {
    const script = "await (await import('@sparticuz/chromium')).default.executablePath()";
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: projectRoot,
      // Only where it takes the machine for AWS Lambda does it unpack the libraries too.
      env: { ...process.env, TMPDIR: half, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
    const fonts = join(half, 'fonts/fonts.conf');
    writeFileSync(fonts, readFileSync(fonts, 'utf8').replaceAll('/tmp/fonts', join(folder, 'fonts')));
    renameSync(half, folder);
  } catch (error) {
    // Another test run may have been quicker.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}
