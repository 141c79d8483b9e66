import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import type { IngressConfig } from '../../src/core/config/ingress.js';
import type { EntityStatus } from '../../src/core/entity.js';
import { temporalId } from '../../src/core/names.js';
import type { ProblemDetails, WorkflowView } from '../../src/core/views.js';
import { type Contract, contractOf } from '../support/apiContract.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { endAfterTests } from '../support/lifetime.js';
import { select } from '../support/rejected.js';
import { until } from '../support/until.js';

const stores = 30;

/** Contacts without their accounts, and stores. */
const unlinked = (mappings: IngressConfig['mappings']) =>
  mappings
    .filter(({ id }) => id === 'contact' || id === 'store')
    .map((mapping) => ({ ...mapping, fields: mapping.fields.filter(({ parent }) => parent === undefined) }));

describe('commands to a table mapping', function () {
  this.timeout(60_000);
  let world: LinkedWorld;
  let contract: Contract;
  let client: Client;

  before(async () => {
    world = await linkedWorld({
      tables: { new_store: stores },
      seed: 41,
      mappings: unlinked,
    });
    const connection = await Connection.connect({ address: world.temporal.address });
    endAfterTests(() => connection.close());
    client = new Client({ connection, namespace: world.temporal.namespace });
    contract = contractOf((await (await fetch(`${world.api.url()}/api/v1/openapi.json`)).json()) as object);
  });
  after(() => world.end());

  const asked = async (method: string, path: string, body?: object, language = 'en') => {
    const { status, body: answer, headers } = await world.ask(method, path, body, { 'accept-language': language });
    const full = `/api/v1/instances/dev/workflows/ingress${path}`;
    contract.holds(method, full, { status, headers, body: answer, text: JSON.stringify(answer), tookMs: 0 });
    return { status, problem: answer as ProblemDetails, view: answer as WorkflowView };
  };
  const refusal = async (method: string, path: string, body?: object) => {
    const { status, problem } = await asked(method, path, body);
    return [status, problem.code, problem.params];
  };
  const handle = () => client.workflow.getHandle(temporalId('dev', 'ingress'));
  /** What became of the last command that fits. */
  const cameTo = (wanted: { name: string } | { id: string }) =>
    until(
      async () => {
        const { carriedOut } = await handle().query<EntityStatus>('status');
        return carriedOut.find((command) =>
          Object.entries(wanted).every(([what, value]) => command[what as 'id'] === value),
        );
      },
      { what: `${JSON.stringify(wanted)} is carried out` },
    );
  const replays = () =>
    select<{ state: string; requested_by: string }>(
      world.database.url,
      'select state, requested_by from passerelle.replays order by id',
    );
  const guard = async (replayRecords: number) => {
    const settings = { guardrails: { linkDepth: 3, replayRecords } };
    const url = `${world.api.url()}/api/v1/instances/dev/settings`;
    const headers = { 'if-match': '*', 'content-type': 'application/json' };
    const { status } = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(settings) });
    assert.equal(status, 200);
  };

  const commands: [method: string, path: string, body?: object][] = [
    ['POST', 'replay'],
    ['DELETE', 'replay'],
    ['POST', 'resume'],
    ['POST', 'confirm-deletes', { upTo: 10 }],
  ];

  it('are refused while none is applied, with what to do, in both languages', async () => {
    for (const [method, command, body] of commands) {
      assert.deepEqual(await refusal(method, `/mappings/store/${command}`, body), [
        409,
        'mapping-not-applied',
        { mapping: 'store' },
      ]);
    }
    const { problem } = await asked('POST', '/mappings/store/resume', {}, 'fr-FR');
    assert.match(problem.detail, /store n’est pas parmi ceux qui sont appliqués/);
    assert.match(problem.remedy, /arrêt, puis démarrage/);
    const { commands: open, carriedOut } = await handle().query<EntityStatus>('status');
    assert.deepEqual([open, carriedOut], [[], []]);
  });

  it('are refused to a mapping that nobody saved', async () => {
    await world.start();
    await world.settled();
    for (const [method, command, body] of commands) {
      assert.deepEqual(await refusal(method, `/mappings/nothing/${command}`, body), [
        404,
        'mapping-unknown',
        { mapping: 'nothing' },
      ]);
    }
  });

  const wrong: [path: string, body: unknown, pointer: string][] = [
    ['confirm-deletes', {}, '/upTo'],
    ['confirm-deletes', { upTo: 0 }, '/upTo'],
    ['confirm-deletes', { upTo: -5 }, '/upTo'],
    ['confirm-deletes', { upTo: 1.5 }, '/upTo'],
    ['confirm-deletes', { upTo: '10' }, '/upTo'],
    ['confirm-deletes', { upTo: 1_000_000_001 }, '/upTo'],
    ['confirm-deletes', { upTo: 10, mapping: 'contact' }, '/mapping'],
    ['replay', { now: true }, '/now'],
    ['resume', { force: true }, '/force'],
    ['confirm-deletes', [10], ''],
  ];
  for (const [command, body, pointer] of wrong) {
    it(`are not guessed at: ${command} ${JSON.stringify(body)}`, async () => {
      const { status, problem } = await asked('POST', `/mappings/store/${command}`, body as object);
      assert.deepEqual(
        [status, problem.code, problem.errors?.map((mistake) => mistake.pointer)],
        [422, 'document-refused', [pointer]],
      );
    });
  }

  it('are not guessed at: an address with a slip', async () => {
    const unknown = [400, 'parameter-unknown', { name: 'nov' }];
    assert.deepEqual(await refusal('POST', '/mappings/store/replay?nov=true'), unknown);
    assert.deepEqual(await refusal('POST', '/mappings/store/replay?now=yes'), [
      400,
      'parameter-wrong',
      { name: 'now' },
    ]);
    assert.deepEqual(await refusal('POST', '/mappings/store/confirm-deletes'), [400, 'body-malformed', undefined]);
  });

  it('ask for a replay and take it back, as often as they come', async () => {
    for (let time = 0; time < 2; time += 1) assert.equal((await asked('POST', '/mappings/store/replay')).status, 202);
    await until(async () => (await world.lane('store')).replay?.state === 'requested', { what: 'it is requested' });
    assert.deepEqual(await replays(), [{ state: 'requested', requested_by: 'local' }]);
    for (let time = 0; time < 2; time += 1) assert.equal((await asked('DELETE', '/mappings/store/replay')).status, 202);
    await until(async () => (await replays())[0]?.state === 'withdrawn', { what: 'it is withdrawn' });
    assert.equal((await world.lane('store')).replay, null);
  });

  it('let a mapping be that does not stand still', async () => {
    assert.equal((await asked('POST', '/mappings/store/resume')).status, 202);
    assert.equal((await cameTo({ name: 'resume' })).problem, null);
    assert.equal((await world.lane('store')).state, 'live');
  });

  it('confirm deletes for 24 hours', async () => {
    assert.equal((await asked('POST', '/mappings/store/confirm-deletes', { upTo: 12 })).status, 202);
    assert.equal((await cameTo({ name: 'confirmDeletes' })).problem, null);
    const [lane] = await select(
      world.database.url,
      `select deletes_confirmed::integer as records, deletes_confirmed_until > now() + interval '23 hours 55 minutes'
        and deletes_confirmed_until <= now() + interval '24 hours' as day from passerelle.lanes where name = 'store'`,
    );
    assert.deepEqual(lane, { records: 12, day: true });
  });

  it('are refused a replay of a table that is too large, with the figure, whoever asks', async () => {
    await guard(stores);
    const figure = { mapping: 'store', records: stores, limit: stores };
    assert.deepEqual(await refusal('POST', '/mappings/store/replay?now=true'), [409, 'replay-table', figure]);
    const { problem } = await asked('POST', '/mappings/store/replay', undefined, 'fr');
    assert.match(problem.detail, /La table de store compte 30 enregistrements ; .* refusé à partir de 30/);
    // From the Temporal Web UI, past the API.
    await handle().signal('replay', { mapping: 'store', now: true, id: 'large' });
    const { problem: told } = await cameTo({ id: 'large' });
    assert.deepEqual([told?.code, told?.params], ['replay-table', figure]);
    const isTold = async () =>
      (await world.view()).warnings.some(
        ({ code, sentence }) => code === 'replay-table' && sentence.includes('30 records'),
      );
    await until(isTold, { what: 'the view tells it' });
    assert.deepEqual(
      (await replays()).map(({ state }) => state),
      ['withdrawn'],
    );
  });

  it('are refused a replay while too much stands in the queue, with the figure, whoever asks', async () => {
    await guard(stores + 5);
    await world.sandbox.control.faults.add({ system: 'campaign', method: 'POST', action: { status: 503 } });
    await world.sandbox.control.tables.generate('new_store', stores + 10);
    await until(async () => (await world.view()).backlog.records === stores + 10, { what: 'they stand in the queue' });
    const figure = { mapping: 'store', records: stores + 10, limit: stores + 5 };
    assert.deepEqual(await refusal('POST', '/mappings/store/replay'), [409, 'replay-backlog', figure]);
    await handle().signal('replay', { mapping: 'store', id: 'long' });
    const { problem } = await cameTo({ id: 'long' });
    assert.deepEqual([problem?.code, problem?.params], ['replay-backlog', figure]);
    await world.sandbox.control.faults.clear();
    await world.settled();
  });

  it('are let through when an administrator has raised the limit', async () => {
    await guard(2_000_000);
    assert.equal((await asked('POST', '/mappings/store/replay?now=true')).status, 202);
    await until(async () => (await replays()).at(-1)?.state === 'done', {
      what: 'the replay is done',
      limitMs: 30_000,
    });
    await world.settled();
  });

  it('reach a mapping that is applied, though the saved configuration has it no more', async () => {
    await world.edit((mapping) => (mapping.id === 'store' ? { ...mapping, id: 'shop' } : mapping));
    assert.equal((await asked('POST', '/mappings/store/confirm-deletes', { upTo: 10 })).status, 202);
    assert.deepEqual(await refusal('POST', '/mappings/shop/resume'), [409, 'mapping-not-applied', { mapping: 'shop' }]);
  });

  it('carry no more than names and counts into the history', async () => {
    const { events } = await handle().fetchHistory();
    const text = JSON.stringify(events, (_name, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
    const [shop] = await world.sandbox.control.resource('cusStore').snapshot();
    assert.ok(text.includes('confirmDeletes') && !text.includes(String(shop?.['name'])));
  });
});
