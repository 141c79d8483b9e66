import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { type EntityStatus, entityStatus } from '../../src/core/entity.js';
import { temporalId } from '../../src/core/names.js';
import { type LinkedWorld, linkedWorld } from '../support/linkedWorld.js';
import { select } from '../support/rejected.js';
import { until } from '../support/until.js';

const workflowId = temporalId('dev', 'ingress');

describe('commands about records, given in the Temporal Web UI alone', function () {
  this.timeout(90_000);
  let world: LinkedWorld;
  let control: LinkedWorld['sandbox']['control'];
  let connection: Connection;
  let client: Client;

  before(async () => {
    world = await linkedWorld({
      contacts: 20,
      tables: { new_store: 30 },
      seed: 42,
      mappings: (all) => all.filter(({ id }) => id === 'account' || id === 'contact' || id === 'store'),
    });
    control = world.sandbox.control;
    connection = await Connection.connect({ address: world.temporal.address });
    client = new Client({ connection, namespace: world.temporal.namespace });
    await world.start();
    await world.settled();
  });
  after(async () => {
    await connection.close();
    await world.end();
  });

  const handle = () => client.workflow.getHandle(workflowId);
  const signal = (name: string, input: object) => handle().signal<[object]>(name, input);
  const status = async (): Promise<EntityStatus> => entityStatus.parse(await handle().query('status'));
  const carriedOut = (name: string, problem: string | null = null) =>
    until(
      async () => {
        const { commands, carriedOut: done } = await status();
        const [last] = done;
        return commands.length === 0 && last?.name === name && (last.problem?.code ?? null) === problem && last;
      },
      { what: `${name} is carried out (${problem})` },
    );
  const carriedOutEver = async () =>
    (await select(world.database.url, "select 1 from passerelle.audit where what = 'command-carried-out'")).length;
  const replays = async () =>
    (await select<{ state: string }>(world.database.url, 'select state from passerelle.replays order by id')).map(
      ({ state }) => state,
    );
  const storeKey = async () => String((await control.snapshot('dynamics', 'new_store'))[0]?.['new_storeid']);
  /** Somebody changes a store in Campaign: only a replay mends it. */
  const spoil = async () => control.resource('cusStore').put({ crmId: await storeKey(), name: 'Spoilt' });
  const nameOf = async () => (await control.resource('cusStore').get({ crmId: await storeKey() }))[0]?.['name'];
  const writes = async (since: number) =>
    (await control.journal({ since, system: 'campaign' }))
      .filter(({ applied }) => applied === 'created' || applied === 'updated' || applied === 'deleted')
      .map(({ applied, key }) => `${applied} ${key}`);

  it('replays a table at once, and writes only what differs', async () => {
    await spoil();
    const since = await control.journalEnd();
    await signal('replay', { mapping: 'store', now: true });
    await carriedOut('replay');
    await until(async () => (await replays())[0] === 'done', { what: 'the replay is done' });
    await world.settled();
    assert.deepEqual(await world.differences(), []);
    assert.deepEqual(await writes(since), [`updated ${await storeKey()}`]);
  });

  it('carries nothing out again when a Reset replays the signals', async () => {
    const before = await carriedOutEver();
    const { runId } = await handle().describe();
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace: world.temporal.namespace,
      execution: { workflowId, runId },
    });
    const early = (history?.events ?? []).find(
      ({ workflowTaskCompletedEventAttributes }) => workflowTaskCompletedEventAttributes,
    );
    await client.workflowService.resetWorkflowExecution({
      namespace: world.temporal.namespace,
      workflowExecution: { workflowId, runId },
      workflowTaskFinishEventId: early?.eventId ?? null,
      requestId: 'reset-by-an-operator',
      reason: 'by an operator',
    });
    await until(async () => (await handle().describe()).runId !== runId, { what: 'another run began' });
    await carriedOut('replay');
    await world.start();
    await spoil();
    await world.settled();
    assert.equal(await nameOf(), 'Spoilt', 'the table was not read again');
    assert.deepEqual(await replays(), ['done']);
    assert.equal(await carriedOutEver(), before);
  });

  it('asks for a replay while it stands STOPPED, takes it back, and asks again under one name', async () => {
    await world.stop();
    const shown = (state: string | null) =>
      until(async () => ((await world.lane('store')).replay?.state ?? null) === state, { what: `replay: ${state}` });
    await signal('replay', { mapping: 'store' });
    await shown('requested');
    assert.deepEqual((await world.view()).pending.replays, ['store']);
    await signal('withdrawReplay', { mapping: 'store' });
    await shown(null);
    for (let time = 0; time < 2; time += 1) await signal('replay', { mapping: 'store', id: 'mine' });
    await until(async () => (await replays()).length === 3, { what: 'it is asked for again' });
    await carriedOut('replay');
    assert.equal((await status()).status, 'STOPPED');
    assert.deepEqual(await replays(), ['done', 'withdrawn', 'requested']);
    await world.start();
    await until(async () => (await replays())[2] === 'done', { what: 'the start began it' });
    await world.settled();
    assert.deepEqual(await world.differences(), []);
  });

  it('says what cannot be carried out', async () => {
    await signal('resume', { mapping: 'nobody' });
    const { problem } = await carriedOut('resume', 'mapping-not-applied');
    assert.equal(problem?.params['mapping'], 'nobody');
    await signal('confirmDeletes', { mapping: 'nobody', upTo: 3 });
    await carriedOut('confirmDeletes', 'mapping-not-applied');
    await until(async () => (await world.view()).warnings.some(({ code }) => code === 'mapping-not-applied'), {
      what: 'the API tells it, too',
    });
  });

  it('retries and discards rejected records, and tells how many', async () => {
    const bad = async (firstname: string) => {
      const contact = await control.contacts.put({ firstname, emailaddress1: 'no address' });
      return (contact as { contactid: string }).contactid;
    };
    const [mended, left] = [await bad('Mended'), await bad('Left')];
    await until(async () => (await world.view()).rejected === 2, { what: 'both are rejected' });
    await control.settings({ campaign: { emailPolicy: false } });
    await signal('retryRejected', { keys: [mended] });
    assert.equal((await carriedOut('retryRejected')).records, 1);
    await until(async () => (await world.view()).rejected === 1, { what: 'one is written' });
    assert.notDeepEqual(await control.profiles.get(mended), {});
    await signal('discardRejected', { reason: 'campaign-email', why: 'a test record' });
    assert.equal((await carriedOut('discardRejected')).records, 1);
    await until(async () => (await world.view()).rejected === 0, { what: 'the list is empty' });
    assert.equal((await world.story('contact', left)).rejected, null);
    await control.settings({ campaign: { emailPolicy: true } });
  });

  it('takes a command also after Terminate: the workflow begins STOPPED and carries it out', async () => {
    await handle().terminate('by an operator');
    await world.reaches('FAILED');
    await world.must('POST', '/mappings/store/resume');
    await carriedOut('resume');
    assert.equal((await status()).status, 'STOPPED');
    await world.start();
    await world.settled();
  });
});
