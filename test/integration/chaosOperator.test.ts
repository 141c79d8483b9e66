import assert from 'node:assert/strict';
import { Client, Connection } from '@temporalio/client';
import { temporalId } from '../../src/core/names.js';
import { checkpointRecords, runningAgainMs } from '../support/chaosLimits.js';
import { noDifference, repeatedWrites } from '../support/compare.js';
import type { OwnProcess } from '../support/process.js';
import { asProcesses } from '../support/programs.js';
import { type FlowWorld, flowWorld } from '../support/flowWorld.js';
import { until } from '../support/until.js';

const contacts = 5_000;
const workflowId = temporalId('dev', 'ingress');

describe('an operator with the Temporal Web UI alone', function () {
  this.timeout(120_000);
  let world: FlowWorld<OwnProcess>;
  let control: FlowWorld['sandbox']['control'];
  let connection: Connection;
  let client: Client;
  /** Creations that Campaign refused because an earlier run had made them. */
  let sentAgain = 0;

  before(async () => {
    world = await flowWorld({ contacts }, asProcesses);
    control = world.sandbox.control;
    connection = await Connection.connect({ address: world.temporal.address });
    client = new Client({ connection, namespace: world.temporal.namespace });
    await control.latency('campaign', 120);
  });
  after(async () => {
    await connection.close();
    assert.equal(await world.worker().stop(), 0, 'the worker ends in order');
    await world.end();
  });

  const handle = () => client.workflow.getHandle(workflowId);
  const written = (count: number) =>
    until(async () => (await world.profiles()) > count, {
      what: `more than ${count} are written`,
      everyMs: 5,
      limitMs: 30_000,
    });
  const goesOn = async (what: string) => {
    const from = Date.now();
    const before = await world.profiles();
    assert.ok(before < contacts, 'it happened in the middle');
    const seen = await until(
      async () => {
        const view = await world.view();
        return view.status === 'RUNNING' && (await world.profiles()) > before + checkpointRecords && view;
      },
      { what: 'the load goes on', limitMs: runningAgainMs },
    );
    assert.equal(seen.failure, null);
    const { inEffect, refused } = repeatedWrites(await control.journal());
    console.log(
      `      ${what}: ${Date.now() - from} ms until ${checkpointRecords} more are written; sent again: ${refused - sentAgain}`,
    );
    assert.equal(inEffect, 0);
    assert.ok(refused - sentAgain <= checkpointRecords, `${refused - sentAgain} creations were sent again`);
    sentAgain = refused;
  };

  it('starts by a plain signal, without an argument', async () => {
    await handle().signal('start');
    await world.reaches('RUNNING');
    await written(300);
  });

  it('terminates in the middle of a load: it is FAILED, and Start goes on', async () => {
    await handle().terminate('by an operator');
    const { failure } = await world.reaches('FAILED');
    assert.equal(failure?.code, 'workflow-ended');
    await world.start();
    await goesOn('Terminate');
  });

  it('resets to an early event in the middle of a load, and Start goes on', async () => {
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
    await world.start();
    await goesOn('Reset');
  });

  it('cancels in the middle of a load: it is STOPPED, and Start goes on', async () => {
    await handle().cancel();
    const stopped = await world.reaches('STOPPED');
    assert.equal(stopped.failure, null);
    await world.start();
    await goesOn('Cancel');
  });

  it('stops and starts with an empty object, and is told what was not understood', async () => {
    const refused = async (send: () => Promise<unknown>) => {
      await send();
      await until(async () => /not understood/.test(await details()), { what: 'the page says so' });
      await handle().signal('reload');
      await until(async () => !/not understood/.test(await details()), { what: 'a good message clears it' });
    };
    for (const junk of ['stop!', 7, [{}], { by: 7 }]) await refused(() => handle().signal('stop', junk));
    await refused(() => signalRaw('json/plain', '{not json'));
    await refused(() => signalRaw('json/protobuf', '{}'));
    await refused(() => signalRaw('binary/encrypted', 'sealed'));
    assert.equal((await world.view()).status, 'RUNNING');
    await handle().signal('stop', {});
    await world.reaches('STOPPED');
    await handle().signal('start', {});
    await world.reaches('RUNNING');
  });

  it('has lost nothing at the end, and nothing is there twice', async () => {
    await control.latency('campaign', 0);
    await world.caughtUp();
    assert.deepEqual(await world.difference(), noDifference);
    assert.equal(repeatedWrites(await control.journal()).inEffect, 0);
  });

  /** What the workflow's page in the Temporal Web UI shows. */
  async function details(): Promise<string> {
    return handle()
      .query<string>('__temporal_workflow_metadata')
      .then((metadata) => JSON.stringify(metadata));
  }

  /** A stop whose payload the worker cannot read. */
  async function signalRaw(encoding: string, data: string): Promise<void> {
    await client.workflowService.signalWorkflowExecution({
      namespace: world.temporal.namespace,
      workflowExecution: { workflowId },
      signalName: 'stop',
      input: { payloads: [{ metadata: { encoding: Buffer.from(encoding) }, data: Buffer.from(data) }] },
      requestId: `raw-${encoding}`,
    });
  }
});
