import assert from 'node:assert/strict';
import { calmWorld, contact, enter, leaveWorlds } from '../support/entityWorld.js';
import { until } from '../support/until.js';

describe('the page in the Temporal Web UI', function () {
  this.timeout(60_000);
  afterEach(leaveWorlds);

  it('shows what each lane has', async () => {
    const counted = { ...contact, backlog: 1, waiting: 2, held: 3, rejected: 4, replay: 'requested' } as const;
    const entity = await enter(
      calmWorld({
        carryOut: () => Promise.resolve({ kind: 'done', problem: null, records: null, lanes: [counted] }),
      }),
    );
    await entity.command('replay', { mapping: 'contact' });
    await until(async () => (await entity.status()).carriedOut.length === 1, { what: 'the lane is told of' });
    assert.match(await entity.details(), /\| contact \| live \| 1 \| 2 \| 3 \| 4 \| requested \|/);
    assert.match(await entity.details(), /A replay of `contact` is requested/);
    assert.deepEqual(await entity.lanes(), [
      {
        lane: 'contact',
        state: 'live',
        records: 1,
        waiting: 2,
        held: 3,
        rejected: 4,
        replay: 'requested',
        behind: null,
      },
    ]);
  });

  it('shows a position that grows too old, also while the workflow stands', async () => {
    const day = 86_400_000;
    let lastRead = Date.now() - 5 * day + 1_000;
    const entity = await enter(
      calmWorld({
        carryOut: () => {
          const lane = { ...contact, positionAt: new Date(lastRead).toISOString() };
          return Promise.resolve({ kind: 'done', problem: null, records: null, lanes: [lane] });
        },
      }),
    );
    await entity.command('withdrawReplay', { mapping: 'contact' });
    await until(
      async () => /Warning:\*\* The changes of contact were last read 5 days ago/.test(await entity.details()),
      {
        what: 'the warning comes by itself',
      },
    );
    lastRead -= 3 * day;
    await entity.command('withdrawReplay', { mapping: 'contact' });
    await until(async () => /has most likely forgotten the position/.test(await entity.details()), {
      what: 'the page says that it is lost',
    });
  });

  it('tells of a table that is read again because its position was lost', async () => {
    const lost = { ...contact, state: 'loading', lost: true } as const;
    const entity = await enter(
      calmWorld({ carryOut: () => Promise.resolve({ kind: 'done', problem: null, records: null, lanes: [lost] }) }),
    );
    await entity.command('resume', { mapping: 'contact' });
    await until(async () => /no longer knew where the changes of contact were last read/.test(await entity.details()), {
      what: 'the page tells of it',
    });
  });
});
