import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import { calmWorld, contact, enter, leaveWorlds, untilCancelled } from '../support/entityWorld.js';
import { until } from '../support/until.js';

describe('an integration workflow', function () {
  this.timeout(60_000);
  afterEach(leaveWorlds);

  it('stands STOPPED until it is started, and does nothing', async () => {
    const world = calmWorld();
    const entity = await enter(world);
    assert.equal((await entity.status()).status, 'STOPPED');
    assert.deepEqual(world.calls, []);
  });

  it('goes STOPPED, STARTING, RUNNING and, stopped, back', async () => {
    const entity = await enter(calmWorld());
    await entity.start();
    await entity.becomes('RUNNING');
    await entity.stop();
    await entity.becomes('STOPPED');
    await entity.showed('STOPPED', 'STARTING', 'RUNNING', 'STOPPED');
  });

  it('applies the newest saved version at a start', async () => {
    const world = calmWorld({ prepare: () => Promise.resolve({ kind: 'prepared', version: 7, lanes: [contact] }) });
    const entity = await enter(world);
    await entity.start();
    const { appliedVersion } = await entity.becomes('RUNNING');
    assert.equal(appliedVersion, 7);
    assert.deepEqual(entity.calls('prepare')[0]?.input, { instance: world.instance, workflow: 'ingress', apply: true });
  });

  it('takes a second start and a second stop as said already', async () => {
    const entity = await enter(calmWorld());
    await entity.start();
    await entity.start();
    await entity.becomes('RUNNING');
    await entity.start();
    await entity.stop();
    await entity.stop();
    await entity.becomes('STOPPED');
    await entity.stop();
    await entity.showed('STOPPED', 'STARTING', 'RUNNING', 'STOPPED');
    assert.equal(entity.calls('prepare').length, 1);
  });

  it('says that it is stopping while calls in flight finish', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const entity = await enter(
      calmWorld({
        readChanges: async () => {
          await untilCancelled();
          await finished;
          return { kind: 'turn', lanes: [contact], rests: [] };
        },
      }),
    );
    await entity.start();
    await entity.becomes('RUNNING');
    await until(() => entity.calls('readChanges').length > 0, { what: 'the reader runs' });
    await entity.stop();
    const status = await until(async () => (await entity.status()).stopping && entity.status(), {
      what: 'it is stopping',
    });
    assert.equal(status.status, 'RUNNING');
    finish();
    assert.equal((await entity.becomes('STOPPED')).stopping, false);
  });

  it('starts again by itself when the start came while it was stopping', async () => {
    const entity = await enter(calmWorld());
    await entity.start();
    await entity.becomes('RUNNING');
    await entity.stop();
    await entity.start();
    await until(() => entity.calls('prepare').length === 2, { what: 'it is prepared again' });
    await entity.becomes('RUNNING');
    await entity.showed('STOPPED', 'STARTING', 'RUNNING', 'STOPPED', 'STARTING', 'RUNNING');
  });

  it('cancels a start that is under way', async () => {
    const entity = await enter(
      calmWorld({
        prepare: async () => {
          await untilCancelled();
          throw ApplicationFailure.nonRetryable('too late');
        },
      }),
    );
    await entity.start();
    await entity.becomes('STARTING');
    await entity.stop();
    const status = await entity.becomes('STOPPED');
    assert.equal(status.failure, null);
  });

  it('shows what a start waits for, asks again by itself, and can be stopped meanwhile', async () => {
    const away = {
      kind: 'waiting',
      system: 'dynamics',
      code: 'dynamics-unavailable',
      forMs: 200,
      exact: true,
    } as const;
    let isAway = true;
    const entity = await enter(
      calmWorld({
        prepare: () => Promise.resolve(isAway ? away : { kind: 'prepared', version: 1, lanes: [contact] }),
      }),
    );
    await entity.start();
    const { startWait, status } = await until(async () => (await entity.status()).startWait && entity.status(), {
      what: 'the wait is shown',
    });
    assert.deepEqual([status, startWait?.system, startWait?.code], ['STARTING', 'dynamics', 'dynamics-unavailable']);
    await entity.stop();
    assert.equal((await entity.becomes('STOPPED')).startWait, null);
    await entity.start();
    await until(() => entity.calls('prepare').length > 3, { what: 'it asks again' });
    isAway = false;
    assert.equal((await entity.becomes('RUNNING')).startWait, null);
  });

  it('refuses a start with nothing to do, and says why', async () => {
    const refusal = { kind: 'refused', problem: { code: 'no-event-type', params: {} } } as const;
    const entity = await enter(calmWorld({ prepare: () => Promise.resolve(refusal) }), { workflow: 'egress' });
    await entity.start();
    const status = await until(async () => (await entity.status()).refused && entity.status(), {
      what: 'the start is refused',
    });
    assert.equal(status.status, 'STOPPED');
    assert.equal(status.refused?.code, 'no-event-type');
  });

  it('says that a saved configuration waits for the next start, and touches no lane', async () => {
    const entity = await enter(calmWorld());
    await entity.start();
    await entity.becomes('RUNNING');
    await entity.reload();
    await until(async () => (await entity.status()).reloadPending, { what: 'the reload is shown' });
    assert.equal(entity.calls('readChanges').length, 1);
    await entity.stop();
    await entity.becomes('STOPPED');
    await entity.start();
    assert.equal((await entity.becomes('RUNNING')).reloadPending, false);
  });

  it('takes no harm from a message that it does not understand, and shows it', async () => {
    const entity = await enter(calmWorld());
    await entity.handle.signal('start', 'not an object');
    const details = await until(
      async () => /not understood/.test(await currentDetails(entity.handle)) && currentDetails(entity.handle),
      {
        what: 'the mistake is shown',
      },
    );
    assert.match(details, /STOPPED/);
    await entity.start();
    await entity.becomes('RUNNING');
  });
});

async function currentDetails(handle: Awaited<ReturnType<typeof enter>>['handle']): Promise<string> {
  const metadata = await handle.query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}
