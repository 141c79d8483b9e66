import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeSharedData } from '../src/dev/servers/postgresFolder.js';
import { linesOf } from './lines.js';
import { measure } from './measure.js';
import { readOptions } from './options.js';
import { tableOf, thisMachine } from './report.js';
import { startServers } from './servers.js';

const options = readOptions(process.argv);
const folder = mkdtempSync(join(tmpdir(), 'passerelle-bench-'));
// Whatever ends this process: what it started notices by itself, a moment later; the folder does not.
process.once('exit', () => {
  removeSharedData(join(folder, 'postgres'));
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const servers = await startServers(folder);
const profile = options.profile === undefined ? undefined : resolve(options.profile);
const { profile: _, ...others } = options;
const figures = await measure({ ...others, ...(profile !== undefined && { profile }) }, servers, folder);
await servers.end();
const lines = figures.flatMap(linesOf);
const facts = { machine: thisMachine(), options: others, lines, figures };
process.stdout.write(options.json ? `${JSON.stringify(facts, null, 2)}\n` : `${tableOf(lines, options)}\n`);
process.exit(0);
