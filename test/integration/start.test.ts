import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { temporaryFolder } from '../support/folder.js';
import { createControl } from '../support/sandboxControl.js';
import {
  childrenOf,
  isAlive,
  recordedParts,
  type StartCommand,
  startCommand,
  startEnvironment,
} from '../support/startCommand.js';
import { until } from '../support/until.js';

const contacts = 300;
const lanesOf = z.object({
  status: z.string(),
  lanes: z.array(z.object({ load: z.object({ done: z.number() }).nullable() })),
});

describe('npm start', function () {
  this.timeout(180_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let running: StartCommand;
  const sandbox = () => createControl(`http://127.0.0.1:${env['PASSERELLE_SANDBOX_PORT']}`);

  before(async () => {
    folder = temporaryFolder();
    env = await startEnvironment(folder, contacts);
  });

  it('brings everything up and turns the contacts of the sandbox into profiles', async () => {
    running = startCommand(env);
    await running.says('Ready after');
    assert.match(running.output(), new RegExp(`http://127.0.0.1:${env['PASSERELLE_PORT']}`));
    await until(async () => (await sandbox().snapshot('campaign')).length >= contacts, {
      what: 'all contacts are profiles',
      limitMs: 90_000,
    });
    assert.equal(statSync(join(folder, 'encryption.key')).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'postgres/password')).mode & 0o777, 0o600);
  });

  it('refuses a second start and a reset beside it, in one line', async () => {
    for (const script of ['start', 'reset'] as const) {
      const other = startCommand(env, script);
      assert.equal(await other.ended(), 1);
      assert.match(other.output(), /^passerelle: Passerelle already runs here .*\[already-started\]\n$/);
    }
    assert.ok(Object.values(recordedParts(folder)).every(isAlive));
  });

  it('starts a worker again that was killed, and says so', async () => {
    const worker = recordedParts(folder)['worker'];
    assert.ok(worker);
    process.kill(worker.pid, 'SIGKILL');
    await running.says('worker ended (SIGKILL)');
    await running.says('worker runs again');
    assert.notEqual(recordedParts(folder)['worker']?.pid, worker.pid);
  });

  it('ends every process within ten seconds of Ctrl-C', async () => {
    const parts = Object.values(recordedParts(folder));
    assert.equal(parts.length, 5);
    const asked = performance.now();
    running.process.kill('SIGINT');
    assert.equal(await running.ended(), 0);
    assert.ok(performance.now() - asked < 10_000);
    assert.ok(!parts.some(isAlive));
    assert.ok(!existsSync(join(folder, 'run.json')));
  });

  it('goes on where it ended: nothing is loaded again', async () => {
    running = startCommand(env);
    await running.says('Ready after');
    const [created] = (await sandbox().journal({ system: 'campaign' })).filter(({ applied }) => applied === 'created');
    assert.equal(created, undefined);
    assert.equal((await sandbox().snapshot('campaign')).length, contacts);
    const view = lanesOf.parse(await ingress(env));
    assert.equal(view.status, 'RUNNING');
  });

  it('copes with what a kill -9 left behind, its guard killed as well', async () => {
    const left = recordedParts(folder);
    const own = Object.values(left).map(({ pid }) => pid);
    const guards = childrenOf(running.process.pid ?? 0).filter((pid) => !own.includes(pid));
    for (const pid of guards) process.kill(pid, 'SIGKILL');
    running.process.kill('SIGKILL');
    await running.ended();
    assert.ok(left['postgres'] && isAlive(left['postgres']), 'an orphan is there to be found');

    running = startCommand(env);
    await running.says('Ready after');
    assert.ok(!Object.values(left).some(isAlive));
    const view = lanesOf.parse(await ingress(env));
    assert.equal(view.status, 'RUNNING');
  });

  it('leaves nothing running after a kill -9, even without another start', async () => {
    const left = Object.values(recordedParts(folder));
    running.process.kill('SIGKILL');
    await until(() => !left.some(isAlive), { what: 'all parts have ended', limitMs: 15_000 });
  });

  it('names a taken port and its setting in one line, and leaves nothing running', async () => {
    const taken = createServer().listen(Number(env['PASSERELLE_TEMPORAL_UI_PORT']), '127.0.0.1');
    await once(taken, 'listening');
    const refused = startCommand(env);
    assert.equal(await refused.ended(), 1);
    const port = env['PASSERELLE_TEMPORAL_UI_PORT'];
    assert.equal(
      refused.output(),
      `passerelle: Port ${port} (Temporal Web UI) is taken by another program. Set PASSERELLE_TEMPORAL_UI_PORT to a free port. [port-taken]\n`,
    );
    await once(taken.close(), 'close');
    assert.ok(!existsSync(join(folder, 'run.json')));
  });

  it('writes no secret into its logs', () => {
    const password = readFileSync(join(folder, 'postgres/password'), 'utf8');
    const key = readFileSync(join(folder, 'encryption.key'), 'utf8').trim();
    for (const file of readdirSync(join(folder, 'logs'))) {
      const text = readFileSync(join(folder, 'logs', file), 'utf8');
      for (const secret of [password, key, 'sandbox-dynamics-secret', 'sandbox-campaign-secret']) {
        assert.ok(!text.includes(secret), file);
      }
    }
  });

  it('forgets everything at a reset', async () => {
    const reset = startCommand(env, 'reset');
    assert.equal(await reset.ended(), 0);
    assert.deepEqual(readdirSync(folder), []);
  });
});

async function ingress(env: NodeJS.ProcessEnv): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${env['PASSERELLE_PORT']}/api/v1/instances/dev/workflows/ingress`);
  return answer.json();
}
