import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { dataverseApi, type Json } from '../support/dataverseApi.js';
import { endAfterTests } from '../support/lifetime.js';
import { sandbox } from '../support/sandbox.js';
import { runSandboxProgram as run } from '../support/sandboxProgram.js';

const script = new URL('../../sandbox/server.js', import.meta.url);
const cli = new URL('../../sandbox/cli.js', import.meta.url);
const comparable = (row: Json): Json => ({ ...row, '@odata.etag': '', versionnumber: 0 });

describe('the sandbox: process and state', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sandbox-process-'));
  });
  after(() => rm(folder, { recursive: true }));

  function start(env: Record<string, string>): ChildProcess {
    const child = fork(script, {
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    endAfterTests(async () => void child.kill('SIGKILL'));
    return child;
  }

  async function ready(child: ChildProcess): Promise<number> {
    const [line] = (await once(createInterface(child.stdout ?? assert.fail()), 'line')) as [string];
    const said = JSON.parse(line) as { ready: boolean; port: number };
    assert.equal(said.ready, true);
    return said.port;
  }

  it('says on one line where it listens, and ends cleanly on SIGTERM', async () => {
    const child = start({ SANDBOX_PORT: '0', SANDBOX_CONTACTS: '3' });
    const port = await ready(child);
    const { status } = await fetch(`http://127.0.0.1:${port}/control/status`);
    assert.equal(status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('ends when the process that forked it lets go', async () => {
    const child = start({ SANDBOX_PORT: '0', SANDBOX_CONTACTS: '0' });
    await ready(child);
    child.disconnect();
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('names a taken port and a wrong setting on one line', async () => {
    const first = start({ SANDBOX_PORT: '0', SANDBOX_CONTACTS: '0' });
    const port = await ready(first);
    const failing = async (env: Record<string, string>) => {
      const child = start(env);
      let said = '';
      child.stderr?.on('data', (text) => (said += String(text)));
      const [code] = (await once(child, 'close')) as [number];
      return [code, said.trim()];
    };
    assert.deepEqual(await failing({ SANDBOX_PORT: String(port) }), [
      1,
      `sandbox: 127.0.0.1:${port} is taken; set SANDBOX_PORT to another port.`,
    ]);
    const [code, said] = await failing({ SANDBOX_SEED: 'x' });
    assert.equal(code, 1);
    assert.match(String(said), /^sandbox: SANDBOX_SEED: /u);
    first.kill('SIGTERM');
  });

  it('finds everything again after a restart: rows, tokens of change tracking, schema', async () => {
    const own = await sandbox({ contacts: 1_000, stateFile: path.join(folder, 'kept', 'state') });
    let api = await dataverseApi(own.url());
    const { delta } = await api.all('contacts?$select=lastname', 'odata.track-changes');
    const mine = await api.create({ contactid: '11111111-2222-4333-8444-555555555555', lastname: 'Kept 🙂' });
    await own.control.contacts.change(40);
    await own.control.contacts.delete(30);
    await own.control.contacts.generate(7);
    await own.control.post('/columns/remove/acme_vip');
    await own.control.post('/options/add', { column: 'acme_preferredlanguage', value: 99, label: 'Esperanto' });
    const changed = (await api.page(delta)).value;
    const rows = await own.control.snapshot('dynamics');

    await own.restart();
    api = await dataverseApi(own.url());
    assert.deepEqual(await own.control.snapshot('dynamics'), rows);
    assert.deepEqual((await api.page(delta)).value, changed);
    assert.equal((await api.get(`contacts(${mine})?$select=lastname`))['lastname'], 'Kept 🙂');
    assert.deepEqual(await api.refusal('GET', 'contacts?$select=acme_vip'), [400, '0x80060888']);
    const first = await api.page('contacts?$select=acme_preferredlanguage&$top=1');
    assert.equal(typeof first.value[0]?.['acme_preferredlanguage'], 'number');
    const next = await api.create({ lastname: 'After', acme_preferredlanguage: 99 });
    const { value } = await api.page(delta);
    assert.equal(value.length, changed.length + 1);
    assert.ok(value.some((row) => row['contactid'] === next));
    await own.control.post('/reset');
    assert.equal((await own.control.snapshot('dynamics')).length, 1_000);
    await own.stop();
  });

  it('keeps what was saved when it is killed, and never tells of a version twice', async () => {
    const file = path.join(folder, 'killed');
    const own = await sandbox({ contacts: 10, stateFile: file });
    const api = await dataverseApi(own.url());
    await own.control.save();
    const rows = (await own.control.snapshot('dynamics')).map(comparable);
    await api.create({ lastname: 'Lost' });
    const { delta } = await api.all('contacts?$select=lastname', 'odata.track-changes');
    await own.kill();
    await own.restart();
    assert.deepEqual((await own.control.snapshot('dynamics')).map(comparable), rows);
    const again = await dataverseApi(own.url());
    const made = await again.create({ lastname: 'Made after the restart' });
    assert.deepEqual(
      (await again.page(delta)).value.map((row) => row['contactid']),
      [made],
    );
    await own.stop();
  });

  it('saves a changed state on its own and renames a whole file into place', async () => {
    const file = path.join(folder, 'whole');
    const own = await sandbox({ contacts: 2_000, stateFile: file });
    await own.control.save();
    const { ino } = await stat(file);
    await own.control.contacts.change(10);
    await own.control.save();
    assert.notEqual((await stat(file)).ino, ino);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    assert.equal(lines.at(-1), '{"end":true}');
    await own.stop();
  });

  it('refuses a state that was made with another seed', async () => {
    const file = path.join(folder, 'seeded');
    const own = await sandbox({ contacts: 1, stateFile: file });
    await own.stop();
    const child = start({ SANDBOX_PORT: '0', SANDBOX_SEED: '2', SANDBOX_STATE_FILE: file });
    let said = '';
    child.stderr?.on('data', (text) => (said += String(text)));
    const [code] = (await once(child, 'close')) as [number];
    assert.equal(code, 1);
    assert.match(said, /SANDBOX_SEED/u);
  });

  it('is worked from the command line', async () => {
    const own = await sandbox({ contacts: 5 });
    const url = ['--url', own.url()];
    assert.match(await run(...url, 'generate', '4'), /"contacts": 9/u);
    assert.match(await run(...url, 'change', '2', '--columns', 'jobtitle'), /"changed": 2/u);
    assert.match(await run(...url, 'delete', '3'), /"contacts": 6/u);
    assert.match(await run(...url, 'put', '{"lastname":"Typed"}'), /"created": true/u);
    const flags = ['--status', '429', '--retry-after', '3', '--count', '1'];
    assert.match(await run(...url, 'fault', 'add', 'dynamics', ...flags), /"id"/u);
    assert.equal((await (await dataverseApi(own.url())).send('GET', 'WhoAmI')).headers['retry-after'], '3');
    assert.match(await run(...url, 'fault', 'list'), /"fired": 1/u);
    assert.equal(await run(...url, 'fault', 'clear'), 'done\n');
    assert.equal((await run(...url, 'snapshot', 'dynamics')).trim().split('\n').length, 7);
    assert.match(await run(...url, 'journal', '--system', 'dynamics'), /"status":429/u);
    assert.match(await run(...url, 'latency', 'campaign', '40'), /"ms": 40/u);
    assert.match(await run(...url, 'settings', '{"dataverse":{"dopHint":9}}'), /"dopHint": 9/u);
    assert.match(await run(...url, 'life', 'on', '--per-second', '2'), /"livePerSecond": 2/u);
    assert.match(await run(...url, 'expire', 'tracking'), /"refusedBelow"/u);
    assert.equal(await run(...url, 'reset'), 'done\n');
    assert.match(await run(...url, 'counters'), /"contacts": 5/u);
    await assert.rejects(run(...url, 'delete', 'nobody'), /there is no contact nobody/u);
    await own.stop();
    await assert.rejects(run(...url, 'status'), /nothing listens/u);
  });

  it('explains its commands', async () => {
    const child = spawn(process.execPath, [cli.pathname, 'fault', 'add', '--help']);
    let said = '';
    child.stdout.on('data', (text) => (said += String(text)));
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.match(said, /--retry-after/u);
  });
});
