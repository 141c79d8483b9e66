import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/common';
import type { RecordCommand } from '../../src/core/entity.js';
import { calmWorld, contact, enter, leaveWorlds, untilCancelled } from '../support/entityWorld.js';
import { until } from '../support/until.js';

type Entity = Awaited<ReturnType<typeof enter>>;

const handedOver = (entity: Entity) =>
  entity.calls('carryOut').map(({ input }) => (input as { command: RecordCommand }).command);
const carriedOut = (entity: Entity, count: number) =>
  until(async () => (await entity.status()).carriedOut.length === count && entity.status(), {
    what: `${count} commands are carried out`,
  });
const key = '5531d753-95af-e711-a94e-000d3a11e605';

describe('the commands about records', function () {
  this.timeout(60_000);
  afterEach(leaveWorlds);

  it('are carried out while the workflow stands STOPPED, each with what it was told', async () => {
    const entity = await enter(calmWorld());
    await entity.command('replay', { mapping: 'contact', by: 'ann', id: 'one' });
    await entity.command('withdrawReplay', { mapping: 'contact', id: 'two' });
    await entity.command('resume', { mapping: 'contact', id: 'three' });
    await entity.command('confirmDeletes', { mapping: 'contact', upTo: 500, id: 'four' });
    await entity.command('retryRejected', { keys: [key.toUpperCase()], id: 'five' });
    await entity.command('discardRejected', { ids: [7], why: 'test records', id: 'six' });
    const { status } = await until(
      async () => handedOver(entity).length === 6 && (await entity.status()).commands.length === 0 && entity.status(),
      { what: 'all are carried out' },
    );
    assert.equal(status, 'STOPPED');
    assert.deepEqual(handedOver(entity), [
      { name: 'replay', id: 'one', mapping: 'contact', now: false, by: 'ann' },
      { name: 'withdrawReplay', id: 'two', mapping: 'contact' },
      { name: 'resume', id: 'three', mapping: 'contact' },
      { name: 'confirmDeletes', id: 'four', mapping: 'contact', upTo: 500 },
      { name: 'retryRejected', id: 'five', keys: [key] },
      { name: 'discardRejected', id: 'six', ids: [7], why: 'test records' },
    ]);
    assert.deepEqual(entity.calls('prepare'), [], 'nothing was started');
  });

  it('get names of their own, the same ones again when a Reset replays their signals', async () => {
    const entity = await enter(calmWorld());
    await entity.command('replay', { mapping: 'contact' });
    await entity.command('replay', { mapping: 'contact' });
    await carriedOut(entity, 2);
    const { raw } = await entity.handle.describe();
    const chain = raw.workflowExecutionInfo?.firstRunId;
    assert.deepEqual(
      handedOver(entity).map(({ id }) => id),
      [`${chain}.1`, `${chain}.2`],
    );
  });

  it('are put in the list once when they arrive twice under one name', async () => {
    let finish = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const entity = await enter(
      calmWorld({
        carryOut: async () => {
          await finished;
          return { kind: 'done', problem: null, records: 3, lanes: [contact] };
        },
      }),
    );
    await entity.command('retryRejected', { id: 'again' });
    await entity.command('retryRejected', { id: 'again' });
    await until(async () => (await entity.status()).commands.length === 1, { what: 'it is in the list' });
    assert.match(await entity.details(), /Still to be carried out: `retryRejected`/);
    finish();
    await carriedOut(entity, 1);
    assert.equal(handedOver(entity).length, 1);
    assert.match(await entity.details(), /Carried out: `retryRejected`, .*records: 3/);
  });

  it('that are not understood change nothing, and the page says what is wrong', async () => {
    const entity = await enter(calmWorld());
    const bad = [
      ['replay', {}, /replay: mapping/],
      ['replay', { mapping: 'contact', later: true }, /replay: Unrecognized key/],
      ['confirmDeletes', { mapping: 'contact', upTo: 0 }, /confirmDeletes: upTo/],
      ['retryRejected', { mappin: 'contact' }, /retryRejected: Unrecognized key/],
      ['retryRejected', { keys: ['x'] }, /retryRejected: keys\.0/],
      ['discardRejected', { mapping: 'contact' }, /discardRejected: why/],
      ['resume', 'contact', /resume: /],
    ] as const;
    for (const [name, input, words] of bad) {
      await entity.handle.signal(name, input);
      await until(async () => words.test(await entity.details()), { what: `${name} is refused` });
    }
    assert.deepEqual(handedOver(entity), []);
    await entity.command('resume', { mapping: 'contact' });
    await carriedOut(entity, 1);
    assert.doesNotMatch(await entity.details(), /not understood/);
  });

  it('that cannot be carried out say why and what to do, and hold up no other', async () => {
    const entity = await enter(
      calmWorld({
        carryOut: async ({ command }) => {
          const problem = { code: 'mapping-not-applied', params: { mapping: 'account' } };
          if (command.name === 'withdrawReplay')
            throw ApplicationFailure.create({ type: 'unexpected', message: 'odd' });
          return { kind: 'done', problem: command.name === 'resume' ? problem : null, records: null, lanes: [] };
        },
      }),
    );
    await entity.command('resume', { mapping: 'account' });
    await entity.command('withdrawReplay', { mapping: 'contact' });
    await entity.command('replay', { mapping: 'contact' });
    const status = await carriedOut(entity, 3);
    assert.deepEqual(
      status.carriedOut.map(({ name, problem }) => [name, problem?.code ?? null]),
      [
        ['replay', null],
        ['withdrawReplay', 'unexpected'],
        ['resume', 'mapping-not-applied'],
      ],
    );
    assert.equal(status.status, 'STOPPED');
    assert.match(await entity.details(), /Not carried out:\*\* `resume` `account`.*table mapping account is not among/);
  });

  it('wait for a system that is away, while others go first', async () => {
    let isAway = true;
    const away = {
      kind: 'waiting',
      system: 'dynamics',
      code: 'dynamics-unavailable',
      forMs: 300,
      exact: true,
    } as const;
    const entity = await enter(
      calmWorld({
        carryOut: async ({ command }) =>
          command.name === 'resume' && isAway ? away : { kind: 'done', problem: null, records: null, lanes: [contact] },
      }),
    );
    await entity.command('resume', { mapping: 'contact' });
    await entity.command('replay', { mapping: 'contact' });
    const { carriedOut: done, commands } = await carriedOut(entity, 1);
    assert.deepEqual([done[0]?.name, commands[0]?.name], ['replay', 'resume']);
    assert.equal(commands[0]?.waits?.code, 'dynamics-unavailable');
    assert.match(await entity.details(), /`resume` `contact` of .*: waits until/);
    isAway = false;
    await carriedOut(entity, 2);
  });

  it('that PostgreSQL does not carry out let the others pass, and are carried out when it does', async () => {
    let stuck = true;
    const entity = await enter(
      calmWorld({
        carryOut: async ({ command }) => {
          if (stuck && command.name === 'retryRejected') throw ApplicationFailure.create({ type: 'store-unavailable' });
          return { kind: 'done', problem: null, records: null, lanes: [contact] };
        },
      }),
    );
    await entity.command('retryRejected', {});
    await entity.command('replay', { mapping: 'contact' });
    const { carriedOut: done, commands } = await until(
      async () => (await entity.status()).carriedOut.length === 1 && entity.status(),
      { what: 'the other is carried out', limitMs: 45_000 },
    );
    assert.deepEqual([done[0]?.name, commands.map(({ name }) => name)], ['replay', ['retryRejected']]);
    stuck = false;
    await until(async () => (await entity.status()).commands.length === 0, {
      what: 'the first is carried out',
      limitMs: 45_000,
    });
  });

  it('are taken up to a number, and those beyond are refused', async () => {
    const entity = await enter(
      calmWorld({
        carryOut: async () => {
          await untilCancelled();
          throw ApplicationFailure.nonRetryable('too late');
        },
      }),
    );
    for (let number = 0; number < 21; number += 1) await entity.command('retryRejected', {});
    await until(async () => (await entity.status()).commands.length === 20, { what: 'twenty are in the list' });
    assert.match(await entity.details(), /retryRejected: 20 commands are still to be carried out/);
  });

  it('let a lane that was resumed have its writer, in a workflow that runs', async () => {
    const failure = { code: 'dynamics-column-unknown', params: { table: 'account', column: 'x' }, lane: 'account' };
    const account = { lane: 'account', state: 'parked', failure, backlog: 9, writing: false } as const;
    const resumed = { ...account, state: 'live', failure: null } as const;
    const entity = await enter(
      calmWorld({
        prepare: () => Promise.resolve({ kind: 'prepared', version: 1, lanes: [contact, account] }),
        carryOut: () => Promise.resolve({ kind: 'done', problem: null, records: null, lanes: [contact, resumed] }),
        writeBatches: () => Promise.resolve({ kind: 'turn', lane: { ...resumed, backlog: 0 }, rest: null }),
      }),
    );
    await entity.start();
    assert.equal((await entity.becomes('RUNNING')).parked.length, 1);
    assert.match(await entity.details(), /`account` stands still.*send `resume` with `{"mapping": "account"}`/);
    await entity.command('resume', { mapping: 'account' });
    await until(() => entity.calls('writeBatches').length === 1, { what: 'the lane gets a writer' });
    await until(async () => (await entity.status()).parked.length === 0, { what: 'nothing stands still' });
    assert.equal((await entity.status()).status, 'RUNNING');
  });

  it('survive the end of a run, carried out or not', async () => {
    let isAway = true;
    const away = {
      kind: 'waiting',
      system: 'dynamics',
      code: 'dynamics-unavailable',
      forMs: 2_000,
      exact: true,
    } as const;
    const entity = await enter(
      calmWorld({
        carryOut: async ({ command }) =>
          isAway && command.name === 'resume' ? away : { kind: 'done', problem: null, records: null, lanes: [contact] },
      }),
      { renewAfter: 12 },
    );
    const run = async () => (await entity.handle.describe()).runId;
    const first = await run();
    await entity.command('replay', { mapping: 'contact' });
    await entity.command('resume', { mapping: 'contact', id: 'mine' });
    for (let number = 0; number < 12; number += 1) await entity.reload();
    await until(async () => (await run()) !== first, { what: 'a next run begins' });
    const { commands } = await until(async () => (await entity.status()).commands.length > 0 && entity.status(), {
      what: 'the next run knows the command',
    });
    assert.equal(commands[0]?.id, 'mine');
    isAway = false;
    const { carriedOut: done } = await carriedOut(entity, 2);
    assert.deepEqual(
      done.map(({ name }) => name),
      ['resume', 'replay'],
    );
  });

  it('that the end of a run cuts off are handed over again by the next, under the same name', async () => {
    let runs = 0;
    const entity = await enter(
      calmWorld({
        carryOut: async () => {
          runs += 1;
          if (runs === 1) await untilCancelled();
          return { kind: 'done', problem: null, records: null, lanes: [contact] };
        },
      }),
      { renewAfter: 12 },
    );
    const run = async () => (await entity.handle.describe()).runId;
    const first = await run();
    await entity.command('replay', { mapping: 'contact' });
    await until(() => entity.calls('carryOut').length === 1, { what: 'it is being carried out' });
    for (let number = 0; number < 12; number += 1) await entity.reload();
    await until(async () => (await run()) !== first, { what: 'a next run begins' });
    await carriedOut(entity, 1);
    const [one, other] = handedOver(entity);
    assert.deepEqual(one, other);
  });

  it('are carried out before, during and after a start, and in FAILED', async () => {
    const wall = { code: 'dynamics-secret-wrong', params: {}, system: 'dynamics' };
    let broken = true;
    const entity = await enter(
      calmWorld({
        prepare: async () => {
          if (!broken) return { kind: 'prepared', version: 1, lanes: [contact] };
          await untilCancelled();
          throw ApplicationFailure.create({ type: wall.code, nonRetryable: true, details: [wall] });
        },
        readChanges: async () => {
          throw ApplicationFailure.create({ type: wall.code, nonRetryable: true, details: [wall] });
        },
      }),
    );
    await entity.start();
    await entity.becomes('STARTING');
    await entity.command('replay', { mapping: 'contact' });
    await carriedOut(entity, 1);
    assert.equal((await entity.status()).status, 'STARTING');
    await entity.stop();
    await entity.becomes('STOPPED');
    broken = false;
    await entity.start();
    await entity.becomes('FAILED');
    await entity.command('withdrawReplay', { mapping: 'contact' });
    await carriedOut(entity, 2);
    assert.equal((await entity.status()).status, 'FAILED');
  });
});
