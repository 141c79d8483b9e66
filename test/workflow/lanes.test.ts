import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { World } from '../support/entityWorld.js';
import { calmWorld, contact, enter, leaveWorlds, untilCancelled } from '../support/entityWorld.js';
import { until } from '../support/until.js';

const wall = { code: 'dynamics-secret-wrong', params: {}, system: 'dynamics' };

/** Reads `turns` one after another, then nothing more until it is stopped. */
function reading(turns: Awaited<ReturnType<World['readChanges']>>[]): Pick<World, 'readChanges'> {
  const left = [...turns];
  return {
    readChanges: async () => {
      const turn = left.shift();
      if (turn) return turn;
      await untilCancelled();
      return { kind: 'turn', lanes: [contact], rests: [] };
    },
  };
}

describe('the lanes of a running workflow', function () {
  this.timeout(60_000);
  afterEach(leaveWorlds);

  it('get a writer once the reader has put something into the queue', async () => {
    const world = calmWorld(reading([{ kind: 'turn', lanes: [{ ...contact, backlog: 20 }], rests: [] }]));
    const entity = await enter(world);
    await entity.start();
    await entity.becomes('RUNNING');
    await until(() => entity.calls('writeBatches').length === 1, { what: 'a writer is sent' });
    assert.deepEqual(entity.calls('writeBatches')[0]?.input, {
      instance: world.instance,
      workflow: 'ingress',
      version: 1,
      lane: 'contact',
    });
    await until(async () => (await entity.status()).status === 'RUNNING' && entity.calls('readChanges').length >= 2, {
      what: 'reading goes on',
    });
    assert.equal(entity.calls('writeBatches').length, 1, 'a drained queue needs no second writer');
  });

  it('get no second writer while one has them', async () => {
    const queued = { kind: 'turn', lanes: [{ ...contact, backlog: 20, writing: true }], rests: [] } as const;
    const entity = await enter(calmWorld(reading([queued, queued])));
    await entity.start();
    await until(() => entity.calls('readChanges').length === 3, { what: 'three turns were begun' });
    assert.equal(entity.calls('writeBatches').length, 0);
  });

  it('get another writer when one left records behind', async () => {
    let writers = 0;
    const entity = await enter(
      calmWorld({
        prepare: () => Promise.resolve({ kind: 'prepared', version: 1, lanes: [{ ...contact, backlog: 900 }] }),
        writeBatches: () =>
          Promise.resolve({ kind: 'turn', lane: { ...contact, backlog: (writers += 1) < 3 ? 400 : 0 }, rest: null }),
      }),
    );
    await entity.start();
    await until(() => entity.calls('writeBatches').length === 3, { what: 'three writers were sent' });
    assert.equal((await entity.becomes('RUNNING')).status, 'RUNNING');
  });

  it('rest when their system asks to wait, say until when, and go on by themselves', async () => {
    const rest = { lane: 'contact', system: 'campaign', code: 'campaign-limited', forMs: 1_500, exact: true } as const;
    const queued = { ...contact, backlog: 5 };
    let writers = 0;
    let readers = 0;
    const world = calmWorld({
      prepare: () => Promise.resolve({ kind: 'prepared', version: 1, lanes: [queued] }),
      writeBatches: () => {
        writers += 1;
        return Promise.resolve({
          kind: 'turn',
          lane: writers === 1 ? queued : contact,
          rest: writers === 1 ? rest : null,
        });
      },
      readChanges: async () => {
        readers += 1;
        if (readers > 1) await untilCancelled();
        else await until(async () => (await entity.status()).waits.length > 0, { what: 'the writer rests' });
        return { kind: 'turn', lanes: [queued], rests: [] };
      },
    });
    const entity = await enter(world);
    await entity.start();
    const { waits } = await until(async () => (await entity.status()).waits.length > 0 && entity.status(), {
      what: 'the rest is shown',
    });
    assert.equal(waits[0]?.code, 'campaign-limited');
    await until(() => entity.calls('readChanges').length === 2, { what: 'reading goes on meanwhile' });
    assert.equal(entity.calls('writeBatches').length, 1);
    const { resting } = entity.calls('readChanges')[1]!.input as { resting: { lane: string; side: string }[] };
    assert.deepEqual(
      [resting[0]?.lane, resting[0]?.side],
      ['contact', 'write'],
      'the reader knows that no writer will come',
    );
    await until(() => entity.calls('writeBatches').length === 2, { what: 'the lane goes on' });
  });

  it('fail the workflow together when a wall stands before all of them; a start leaves FAILED', async () => {
    let broken = true;
    const entity = await enter(
      calmWorld({
        readChanges: async () => {
          if (broken)
            throw ApplicationFailure.create({
              type: wall.code,
              message: 'refused',
              nonRetryable: true,
              details: [wall],
            });
          await untilCancelled();
          return { kind: 'turn', lanes: [contact], rests: [] };
        },
      }),
    );
    await entity.start();
    const { failure } = await entity.becomes('FAILED');
    assert.equal(failure?.code, wall.code);
    assert.equal(failure?.system, 'dynamics');
    broken = false;
    await entity.start();
    assert.equal((await entity.becomes('RUNNING')).failure, null);
    await entity.showed('STOPPED', 'STARTING', 'RUNNING', 'FAILED', 'STARTING', 'RUNNING');
  });

  it('stand still alone when parked, and fail the workflow once all are', async () => {
    const parked = {
      lane: 'account',
      state: 'parked',
      failure: { code: 'dynamics-table-unknown', params: { table: 'account' }, lane: 'account' },
      backlog: 0,
      writing: false,
    } as const;
    const alsoParked = { ...parked, lane: 'contact', failure: { ...parked.failure, lane: 'contact' } };
    const world = calmWorld({
      prepare: () => Promise.resolve({ kind: 'prepared', version: 1, lanes: [contact, parked] }),
    });
    const entity = await enter(world);
    await entity.start();
    const status = await entity.becomes('RUNNING');
    assert.deepEqual(
      status.parked.map((problem) => problem.lane),
      ['account'],
    );
    const all = await enter(
      calmWorld({ prepare: () => Promise.resolve({ kind: 'prepared', version: 1, lanes: [alsoParked] }) }),
    );
    await all.start();
    assert.equal((await all.becomes('FAILED')).failure?.code, 'dynamics-table-unknown');
  });

  it('fail the workflow when a writer parks the last of them, while the reader’s turn still lasts', async () => {
    const failure = { code: 'campaign-field-unknown', params: { resource: 'profile', field: 'age' }, lane: 'contact' };
    const entity = await enter(
      calmWorld({
        prepare: () => Promise.resolve({ kind: 'prepared', version: 1, lanes: [{ ...contact, backlog: 5 }] }),
        writeBatches: () =>
          Promise.resolve({ kind: 'turn', lane: { ...contact, backlog: 5, state: 'parked', failure }, rest: null }),
        ...reading([]),
      }),
    );
    await entity.start();
    assert.equal((await entity.becomes('FAILED')).failure?.code, failure.code);
    assert.equal(entity.calls('writeBatches').length, 1);
  });

  it('are prepared again, without applying anything new, when PostgreSQL is ahead of the history', async () => {
    const entity = await enter(calmWorld(reading([{ kind: 'stale' }])));
    await entity.start();
    await until(() => entity.calls('prepare').length === 2, { what: 'it is prepared again' });
    assert.equal((entity.calls('prepare')[1]!.input as { apply: boolean }).apply, false);
    await entity.becomes('RUNNING');
  });

  it('get what is saved by a start, also after preparing again has failed', async () => {
    let prepared = 0;
    const entity = await enter(
      calmWorld({
        prepare: async () => {
          prepared += 1;
          if (prepared === 2) throw ApplicationFailure.create({ type: wall.code, nonRetryable: true, details: [wall] });
          return { kind: 'prepared', version: prepared, lanes: [contact] };
        },
        ...reading([{ kind: 'stale' }]),
      }),
    );
    await entity.start();
    await entity.becomes('FAILED');
    await entity.start();
    assert.equal((await entity.becomes('RUNNING')).appliedVersion, 3);
    assert.deepEqual(
      entity.calls('prepare').map(({ input }) => (input as { apply: boolean }).apply),
      [true, false, true],
    );
  });

  it('go on in the next run when the history is full', async () => {
    const turns = Array.from(
      { length: 12 },
      () => ({ kind: 'turn', lanes: [{ ...contact, backlog: 3, writing: true }], rests: [] }) as const,
    );
    const entity = await enter(calmWorld(reading(turns)), { renewAfter: 30 });
    await entity.start();
    await until(async () => (await entity.handle.describe()).runId !== (await firstRun(entity)), {
      what: 'a next run began',
    });
    const status = await entity.becomes('RUNNING');
    assert.equal(status.appliedVersion, 1);
    assert.equal(entity.calls('prepare').length, 1, 'renewing is not starting');
    await until(() => entity.calls('readChanges').length > 12, { what: 'reading went on' });
    await entity.stop();
    // No query here: the test server leaves a task unfinished when one meets the end of a run.
    await entity.showed('STOPPED', 'STARTING', 'RUNNING', 'STOPPED');
  });

  it('end when the workflow is cancelled from outside, and the run closes as canceled', async () => {
    const entity = await enter(calmWorld());
    await entity.start();
    await entity.becomes('RUNNING');
    await until(() => entity.calls('readChanges').length > 0, { what: 'the reader runs' });
    await entity.handle.cancel();
    await until(async () => (await entity.handle.describe()).status.name === 'CANCELLED', {
      what: 'the run is closed',
    });
    assert.equal((await entity.status()).status, 'STOPPED');
  });
});

async function firstRun({ handle }: Awaited<ReturnType<typeof enter>>): Promise<string> {
  const { raw } = await handle.describe();
  return raw.workflowExecutionInfo?.firstRunId ?? '';
}
