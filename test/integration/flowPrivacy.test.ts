import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { temporalId, workflowNames } from '../../src/core/names.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { freePorts } from '../support/ports.js';
import { rejectedRows } from '../support/rejected.js';
import { until } from '../support/until.js';

/** Stands in every value of the contacts below and in what faulty systems answer. */
const canary = 'Kanarienvogel';
/** What nobody but the two systems may see, whatever a process is told to log. */
const secrets = ['sandbox-dynamics-secret', 'sandbox-campaign-secret', 'Bearer '];

describe('personal data and secrets', function () {
  this.timeout(120_000);
  let world: FlowWorld;
  let connection: Connection;
  let workerMetrics: string;

  before(async () => {
    const [port = 0] = await freePorts(1);
    workerMetrics = `http://127.0.0.1:${port}/metrics`;
    const settings = { PASSERELLE_LOG_LEVEL: 'trace', PASSERELLE_WORKER_METRICS_PORT: String(port) };
    world = await flowWorld({ contacts: 20, seed: 31, settings });
    connection = await Connection.connect({ address: world.temporal.address });
    await liveThroughEverything(world);
  });
  after(async () => {
    await connection.close();
    await world.end();
  });

  const isIn = (text: string) => [canary, ...secrets].filter((word) => text.includes(word));

  it('are in no history, search attribute or detail of a workflow', async () => {
    const client = new Client({ connection });
    for (const name of workflowNames) {
      const handle = client.workflow.getHandle(temporalId('dev', name));
      const history = JSON.stringify(await handle.fetchHistory());
      const payloads = [...history.matchAll(/"data":"([^"]+)"/g)].map(([, data = '']) =>
        Buffer.from(data, 'base64').toString(),
      );
      assert.ok(payloads.includes('{"instance":"dev"}'), 'payloads can be read');
      assert.deepEqual(isIn(history + payloads.join('')), [], `history of ${name}`);
      const seen = [await handle.query('status'), await handle.query('__temporal_workflow_metadata')];
      assert.deepEqual(isIn(JSON.stringify(seen)), [], `what ${name} shows`);
    }
  });

  it('are in no log, not even at the lowest level', () => {
    for (const [name, output] of [
      ['worker', world.worker().output()],
      ['api', world.api.output()],
    ] as const) {
      assert.ok(output.includes('"level":'), `${name} logs`);
      assert.deepEqual(isIn(output), [], `log of the ${name}`);
    }
  });

  it('are in no metric and no view', async () => {
    for (const url of [workerMetrics, `${world.api.url()}/metrics`]) {
      const text = await (await fetch(url)).text();
      assert.match(text, /^# HELP /m);
      assert.deepEqual(isIn(text), [], url);
    }
    assert.deepEqual(isIn(JSON.stringify(await world.view())), []);
  });
});

/** Creation, change, deletion, every kind of rejection, and answers that quote a person. */
async function liveThroughEverything(world: FlowWorld): Promise<void> {
  const { control } = world.sandbox;
  const quoting = JSON.stringify({ error: { code: '0x80040216', message: `${canary} is wrong` } });
  const put = async (columns: Record<string, unknown>) =>
    (
      (await control.contacts.put({ firstname: `${canary} A`, lastname: `${canary} B`, ...columns })) as {
        contactid: string;
      }
    ).contactid;
  await world.edit((mapping) => ({ ...mapping, applyDeletes: true }));
  const changed = await put({ emailaddress1: `${canary}@example.test`, address1_city: canary });
  const deleted = await put({ mobilephone: canary });
  await put({ firstname: canary.repeat(3) });
  await put({ emailaddress1: `${canary} without an address` });
  const hit = await put({ address1_line1: canary });
  await control.faults.add({
    system: 'campaign',
    bodyMatches: hit,
    action: { status: 500, body: `'${canary}' is not valid for the 'gender' enumeration` },
  });
  await world.start();
  await world.caughtUp();
  await control.faults.add({ system: 'dynamics', when: { count: 2 }, action: { status: 500, body: quoting } });
  await control.faults.add({ system: 'dynamics', after: 2, when: { count: 1 }, action: { truncate: 'clean' } });
  await control.faults.add({
    system: 'campaign',
    method: 'PATCH',
    when: { count: 1 },
    action: { status: 500, body: `RST-360011 ${canary}` },
  });
  await control.faults.add({ system: 'ims', when: { count: 1 }, action: { status: 500, body: canary } });
  await control.expireTokens('ims');
  await control.contacts.put({ contactid: changed, firstname: `${canary} C` });
  await control.contacts.deleteOne(deleted);
  await world.caughtUp();
  await until(async () => ((await control.profiles.get(deleted)) as { content: unknown[] }).content.length === 0, {
    what: 'the deletion has arrived',
  });
  assert.equal((await rejectedRows(world.database.url)).length, 3);
  await world.stop();
  await world.start();
  await world.caughtUp();
}
