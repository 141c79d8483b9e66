import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../projectRoot.js';

/** Folders of `dist` that the compiler fills, as in tsconfig.json. */
const compiledFolders = ['src', 'sandbox', 'test', 'bench'];

/** TypeScript into `dist`. The compiler itself knows what changed. */
export async function compile(): Promise<boolean> {
  const compiler = join(projectRoot, 'node_modules/.bin/tsc');
  const child = spawn(compiler, ['--build', '--pretty'], { cwd: projectRoot, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('the code has type errors, see above');
  for (const folder of compiledFolders) removeOrphans(folder);
  return false;
}

/** The compiler leaves the outputs of deleted sources behind; a deleted test would go on running. */
function removeOrphans(folder: string): void {
  const compiled = join(projectRoot, 'dist', folder);
  if (!existsSync(compiled)) return;
  for (const file of readdirSync(compiled, { recursive: true, encoding: 'utf8' })) {
    const source = /^(.*)\.js(\.map)?$/.exec(file)?.[1];
    if (source === undefined || existsSync(join(projectRoot, folder, `${source}.ts`))) continue;
    rmSync(join(compiled, file), { force: true });
  }
}
