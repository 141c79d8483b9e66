import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { readSettings } from '../settings.js';
import { projectRoot } from './projectRoot.js';
import { findProgram } from './servers/findProgram.js';
import { temporalCli, temporalTestServer } from './servers/programs.js';

/** `npm test`: every check and every test, four at a time, each with its output in one piece. The long ones stand first. */
const inIntegration = (names: string) => `dist/test/integration/${names}*.test.js`;
const api = inIntegration('api');
const parts = inIntegration('{connectors,sandbox,store}');
/** Kills and freezes: these wait for leases, heartbeats and restarts most of the time. */
const chaos = inIntegration('chaos');
const linked = inIntegration('{link,privacy}');
const flows = inIntegration('{flow,verify}');
const others = mocha(inIntegration(''), ...[api, parts, chaos, linked, flows].map((file) => `--ignore=${file}`));
const tasks = [
  { name: 'flows', command: mocha(flows) },
  { name: 'the whole', command: others },
  { name: 'linked tables', command: mocha(linked) },
  { name: 'unit and workflow', command: mocha('dist/test/{unit,workflow}/**/*.test.js') },
  { name: 'chaos', command: mocha(chaos) },
  { name: 'api', command: mocha(api) },
  { name: 'parts', command: mocha(parts) },
  { name: 'e2e', command: mocha('dist/test/e2e/**/*.test.js') },
  { name: 'check', command: ['npm', 'run', '--silent', 'check'] },
] as const;
/** Most tests wait for processes and for time, so that four at a time keep two cores busy; more of them make tests with limits fail. */
const atOnce = 4;

function mocha(...args: string[]): string[] {
  return [process.execPath, 'node_modules/mocha/bin/mocha.js', ...args];
}

async function run({ name, command }: (typeof tasks)[number]): Promise<boolean> {
  const began = performance.now();
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => output.push(bytes));
  const [code] = await once(child, 'close');
  process.stdout.write(Buffer.concat(output));
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  console.log(`${code === 0 ? 'passed' : 'FAILED'}: ${name} (${seconds} s)`);
  return code === 0;
}

// Once and before everything: a download beside four busy groups is slow, and the first test that needs it would not wait so long.
for (const program of [temporalCli, temporalTestServer]) {
  await findProgram(program, { settings: readSettings(process.env), say: console.log });
}

const queue = [...tasks];
const failed: string[] = [];
async function work(): Promise<void> {
  for (let task = queue.shift(); task; task = queue.shift()) {
    if (!(await run(task))) failed.push(task.name);
  }
}
await Promise.all(Array.from({ length: atOnce }, work));
if (failed.length > 0) {
  console.log(`These failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
