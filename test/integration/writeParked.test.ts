import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Context } from '../../src/activities/context.js';
import { writeBatches, type WriteInput, type WriteResult } from '../../src/activities/writeBatches.js';
import type { Clock } from '../../src/core/ports.js';
import { systemClock } from '../../src/engine/clock.js';
import { lingerMs } from '../../src/engine/limits.js';
import { parkLane, takeReader } from '../../src/store/lanes.js';
import { arrange, freshStore, instance, workflow } from '../support/storedLane.js';
import { until } from '../support/until.js';

/** A writer that finds nothing to do waits until it is told to end. */
const patient: Clock = {
  ...systemClock,
  sleep: (ms, ...wakers) => systemClock.sleep(ms === lingerMs ? 3_600_000 : ms, ...wakers),
};

describe('a writer whose lane is parked by another', function () {
  this.timeout(90_000);

  it('ends although the message that tells it is lost', async () => {
    const store = await freshStore();
    const { db } = store;
    await arrange(store, 'contact');
    const nobody = { on: () => () => {}, close: () => Promise.resolve() };
    const systems = { dynamics: { source: {} }, campaign: { destination: {} } };
    const connectors = { of: () => Promise.resolve(systems) };
    const context = { database: store, listener: nobody, connectors, clock: patient } as unknown as Context;
    const environment = new MockActivityEnvironment();
    const input = { instance, workflow, version: 1, lane: 'contact' } as const;
    let result: WriteResult | undefined;
    const running = environment
      .run<[WriteInput], WriteResult, ReturnType<typeof writeBatches>>(writeBatches(context), input)
      .then((end) => {
        result = end;
      });
    const lane = () => db.selectFrom('lanes').select(['id', 'writer_lease_until']).executeTakeFirstOrThrow();
    await until(async () => (await lane()).writer_lease_until !== null, { what: 'the writer has the lane' });
    const { fence } = await takeReader(db, instance, workflow);
    const failure = { code: 'dynamics-column-unknown', params: {}, at: '2026-01-01T00:00:00.000Z' };
    await parkLane(db, { lane: (await lane()).id, side: 'reader', fence }, failure);
    await until(() => result !== undefined, { what: 'the writer ends' });
    await running;
    assert.ok(result?.kind === 'turn');
    assert.deepEqual([result.lane?.state, result.rest], ['parked', null]);
    assert.equal((await lane()).writer_lease_until, null, 'it gave the lane back in good order');
  });
});
