import assert from 'node:assert/strict';
import { cancellationSignal, heartbeat } from '@temporalio/activity';
import { defineSearchAttributeKey } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { bundleWorkflowCode, DefaultLogger, Worker } from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import type { Activities } from '../../src/activities/index.js';
import type { RecordCommandInput, RecordCommandName } from '../../src/core/entity.js';
import { taskQueues, temporalId, type WorkflowName } from '../../src/core/names.js';
import { addSearchAttributes } from '../../src/process/entities.js';
import type { CarryInput } from '../../src/workflows/carry.js';
import * as messages from '../../src/workflows/messages.js';
import { endAfterTests, sharedByFiles } from './lifetime.js';
import { quietRuntime } from './runtime.js';
import { timeSkippingServer } from './temporal.js';
import { until } from './until.js';

type Call<Name extends keyof Activities> = Parameters<Activities[Name]>[0];
type Answer<Name extends keyof Activities> = Awaited<ReturnType<Activities[Name]>>;

/** What the stub activities of one instance do; each test plays the outside world through it. */
export interface World {
  readonly instance: string;
  readonly calls: { readonly name: keyof Activities; readonly input: unknown }[];
  prepare(input: Call<'prepare'>): Promise<Answer<'prepare'>>;
  readChanges(input: Call<'readChanges'>): Promise<Answer<'readChanges'>>;
  writeBatches(input: Call<'writeBatches'>): Promise<Answer<'writeBatches'>>;
  carryOut(input: Call<'carryOut'>): Promise<Answer<'carryOut'>>;
}

export const contact = { lane: 'contact', state: 'live', failure: null, backlog: 0, writing: false } as const;

/** Ends when the workflow cancels the activity, as the real ones do: by returning. */
export async function untilCancelled(): Promise<void> {
  const signal = cancellationSignal();
  const beating = setInterval(() => heartbeat(), 50);
  await new Promise<void>((resolve) =>
    signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve()),
  );
  clearInterval(beating);
}

const queryLimitMs = 2_000;

const worlds = new Map<string, World>();
const entered = new Set<string>();
/** Activities under way: while there are any, the server's clock does not skip. */
let underWay = 0;
let shared: Promise<TestWorkflowEnvironment> | undefined;
let numbers = 0;

/** The one time-skipping server of this mocha process, with a worker that runs our workflows over stub activities. */
export function entityEnvironment(): Promise<TestWorkflowEnvironment> {
  shared ??= sharedByFiles(start);
  return shared;
}

async function start(): Promise<TestWorkflowEnvironment> {
  quietRuntime();
  const environment = await TestWorkflowEnvironment.createTimeSkipping({ server: await timeSkippingServer() });
  await addSearchAttributes(environment.connection, environment.namespace ?? 'default');
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('../../src/workflows/index.js', import.meta.url)),
    payloadConverterPath: fileURLToPath(new URL('../../src/workflows/payloadConverter.js', import.meta.url)),
    logger: new DefaultLogger('WARN'),
  });
  const play =
    <Name extends 'prepare' | 'readChanges' | 'writeBatches' | 'carryOut'>(name: Name) =>
    async (input: Call<Name>) => {
      const world = worlds.get(input.instance);
      if (!world) throw new Error(`no world for ${input.instance}`);
      world.calls.push({ name, input });
      underWay += 1;
      try {
        return await (world[name] as (input: Call<Name>) => Promise<Answer<Name>>)(input);
      } finally {
        underWay -= 1;
      }
    };
  const common = {
    connection: environment.nativeConnection,
    namespace: environment.namespace ?? 'default',
    maxHeartbeatThrottleInterval: 50,
    shutdownForceTime: '2 seconds',
  } as const;
  const announceStop = () => Promise.resolve();
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: taskQueues.workflows,
      workflowBundle,
      activities: { prepare: play('prepare'), carryOut: play('carryOut'), announceStop },
    }),
    Worker.create({ ...common, taskQueue: taskQueues.readers, activities: { readChanges: play('readChanges') } }),
    Worker.create({ ...common, taskQueue: taskQueues.writers, activities: { writeBatches: play('writeBatches') } }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  endAfterTests(async () => {
    for (const worker of workers) worker.shutdown();
    await running.catch(() => {});
    await environment.teardown();
  });
  return environment;
}

/** A world in which all is well: prepared at once, nothing to read, whatever is queued gets written. */
export function calmWorld(overrides: Partial<World> = {}): World {
  numbers += 1;
  const world: World = {
    instance: `world-${process.pid}-${numbers}`,
    calls: [],
    prepare: () => Promise.resolve({ kind: 'prepared', version: 1, lanes: [contact] }),
    readChanges: async () => {
      await untilCancelled();
      return { kind: 'turn', lanes: [contact], rests: [] };
    },
    writeBatches: () => Promise.resolve({ kind: 'turn', lane: contact, rest: null }),
    carryOut: () => Promise.resolve({ kind: 'done', problem: null, records: null, lanes: [contact] }),
    ...overrides,
  };
  worlds.set(world.instance, world);
  return world;
}

/** Ends all entities, so that the next test has the server's clock for itself. */
export async function leaveWorlds(): Promise<void> {
  const { client } = await entityEnvironment();
  for (const id of entered)
    await client.workflow
      .getHandle(id)
      .terminate()
      .catch(() => {});
  entered.clear();
  await until(() => underWay === 0, { what: 'no activity is under way' });
}

/** One entity in a world, with the few things that tests do to it. */
export async function enter(
  world: World,
  { workflow = 'ingress', ...input }: { workflow?: WorkflowName } & Partial<CarryInput> = {},
) {
  const { client } = await entityEnvironment();
  const handle = await client.workflow.start(workflow, {
    workflowId: temporalId(world.instance, workflow),
    taskQueue: taskQueues.workflows,
    args: [{ instance: world.instance, ...input }],
  });
  entered.add(handle.workflowId);
  const entity = client.workflow.getHandle(handle.workflowId);
  // The test server leaves a query unanswered when its run ends meanwhile; the next one is answered by the next run.
  const status = () => client.withDeadline(Date.now() + queryLimitMs, () => entity.query(messages.status));
  return {
    handle: entity,
    status,
    becomes: (wanted: string) =>
      until(async () => (await status()).status === wanted && (await status()), { what: `${wanted} is reached` }),
    start: () => entity.signal(messages.start),
    stop: () => entity.signal(messages.stop),
    reload: () => entity.signal(messages.reload),
    command: <Name extends RecordCommandName>(name: Name, input: RecordCommandInput<Name>) =>
      entity.signal<[unknown]>(messages.recordCommands[name].name, input),
    lanes: () => client.withDeadline(Date.now() + queryLimitMs, () => entity.query(messages.lanes)),
    /** What the workflow's page in the Temporal Web UI shows. */
    details: async () =>
      (await entity.query<{ currentDetails?: string }>('__temporal_workflow_metadata')).currentDetails ?? '',
    /** Waits until just these statuses were shown in the list of workflows, one after another, over all runs. */
    showed: async (...wanted: string[]) => {
      let shown: string[] = [];
      // A query may be answered a moment before the history holds what it tells of.
      const all = async () =>
        (shown = await shownStatuses(client, handle.workflowId, handle.firstExecutionRunId)).length >= wanted.length;
      await until(all, { what: `${wanted.length} statuses were shown` }).catch(() => {});
      assert.deepEqual(shown, wanted);
    },
    calls: (name: keyof Activities) => world.calls.filter((call) => call.name === name),
  };
}

const statusKey = defineSearchAttributeKey('PasserelleStatus', 'KEYWORD');

async function shownStatuses(
  client: TestWorkflowEnvironment['client'],
  workflowId: string,
  firstRun: string,
): Promise<string[]> {
  const shown: string[] = [];
  for (let runId: string | null | undefined = firstRun; runId; ) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    runId = undefined;
    for (const event of events ?? []) {
      const fields =
        event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields?.[statusKey.name];
      const data = fields?.data;
      if (data) shown.push(String(JSON.parse(Buffer.from(data).toString())));
      runId = event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? runId;
    }
  }
  return shown.filter((status, index) => status !== shown[index - 1]);
}
