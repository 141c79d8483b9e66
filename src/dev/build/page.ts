import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../projectRoot.js';
import { makeIfChanged } from './stamps.js';

const page = {
  name: 'page',
  inputs: ['web', 'src/core', 'package.json', 'package-lock.json'],
  output: 'dist/web',
};

/** The page, by Vite. It is swapped in as a whole, so that a running API never serves half of it. */
export function buildPage(): Promise<boolean> {
  return makeIfChanged(page, async () => {
    const { build } = await import('vite');
    const output = join(projectRoot, page.output);
    const fresh = `${output}.new`;
    const old = `${output}.old`;
    await build({ root: join(projectRoot, 'web'), logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } });
    rmSync(old, { recursive: true, force: true });
    if (existsSync(output)) renameSync(output, old);
    renameSync(fresh, output);
    rmSync(old, { recursive: true, force: true });
  });
}
