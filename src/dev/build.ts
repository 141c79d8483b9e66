import { performance } from 'node:perf_hooks';
import { sentenceOf } from '../process/fatal.js';
import { buildPage } from './build/page.js';
import { compile } from './build/compile.js';
import { bundleWorkflows } from './build/workflows.js';

/** `npm run build`: compiles everything into `dist`, bundles the workflows and builds the page. What did not change is not made again. */
async function build(): Promise<void> {
  await Promise.all([timed('page', buildPage), timed('code', compile).then(() => timed('workflows', bundleWorkflows))]);
}

async function timed(what: string, make: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  const made = await make();
  if (made) console.error(`built: ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

try {
  await build();
} catch (error) {
  console.error(`build: ${sentenceOf(error)}`);
  process.exitCode = 1;
}
