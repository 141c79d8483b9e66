import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../src/engine/clock.js';
import { PassesByItself } from '../../src/core/problems/failures.js';
import { endKind, startWriter } from '../support/simulation/operate.js';
import { record, records } from '../support/simulation/records.js';
import { type Watched, watch } from '../support/simulation/watch.js';
import { makeWorld, type World, type WorldOptions } from '../support/simulation/world.js';

function worldWith(options: Partial<WorldOptions> = {}): { world: World; watched: Watched } {
  const world = makeWorld({ seed: 3, ...options });
  return { world, watched: watch(world) };
}

const never = 3_600_000;

/** Stops a writer after `afterMs`; how long it then took, and what it left. */
async function stopAfter(afterMs: number, { world, watched }: ReturnType<typeof worldWith>) {
  return world.run(async () => {
    const writer = startWriter(world, { watched });
    await world.time.sleep(afterMs);
    const toldAt = world.time.now;
    await writer.stop();
    const ended = await writer.ended;
    assert.deepEqual(world.violations, []);
    return { ended, tookMs: world.time.now - toldAt };
  });
}

describe('engine: stopping and losing a lane', () => {
  it('sends nothing more after a stop, keeps what is done, and ends at once', async () => {
    const told = worldWith();
    told.world.store.queue('load', records(450));
    told.world.store.queue('load', records(950).slice(450));
    const { ended, tookMs } = await stopAfter(60, told);
    assert.equal(endKind(ended), 'stopped');
    assert.ok(tookMs < 200, `${tookMs} ms`);
    const { store, campaign } = told.world;
    assert.ok(store.open > 0 && store.open < 950, `${store.open} open`);
    assert.equal(store.counts.inserted, campaign.records.size, 'all that was written is kept');
  });

  for (const phase of ['load', 'changes'] as const) {
    it(`cuts calls that do not answer off after 1.5 s (${phase})`, async () => {
      const told = worldWith({ campaign: { latencyMs: never } });
      told.world.store.queue(phase, records(500));
      told.world.store.queue(phase, records(600).slice(500));
      const { ended, tookMs } = await stopAfter(1_000, told);
      assert.equal(endKind(ended), 'stopped');
      assert.ok(tookMs < 1_600, `${tookMs} ms`);
      assert.equal(told.world.store.open, 600);
    });
  }

  it('cuts a read of Dynamics off that does not answer', async () => {
    const told = worldWith({ mapping: { applyDeletes: true }, source: { latencyMs: never } });
    told.world.store.queue('changes', [['c0', null]]);
    const { ended, tookMs } = await stopAfter(1_000, told);
    assert.equal(endKind(ended), 'stopped');
    assert.ok(tookMs < 1_600, `${tookMs} ms`);
  });

  it('stops while Campaign asks to wait', async () => {
    const told = worldWith({ campaign: { limiting: 1, longestWaitMs: 9_000 } });
    told.world.store.queue('changes', records(20));
    const { ended, tookMs } = await stopAfter(60_000, told);
    assert.equal(endKind(ended), 'stopped');
    assert.ok(tookMs < 1_600, `${tookMs} ms`);
  });

  it('ends its turn in time while Campaign keeps asking to wait', async () => {
    const { world } = worldWith({ campaign: { limiting: 1, longestWaitMs: 9_000 } });
    world.store.queue('load', records(500));
    world.store.queue('load', records(510).slice(500));
    const startedAt = world.time.now;
    const ended = await world.run(() => startWriter(world).ended);
    assert.equal(endKind(ended), 'turn');
    assert.ok(world.time.now - startedAt < 5 * 60_000 + 3_000, `${world.time.now - startedAt} ms`);
    assert.deepEqual(world.violations, []);
  });

  it('ends its turn after five minutes, with everything kept', async () => {
    const { world } = worldWith({ campaign: { latencyMs: 800 } });
    const startedAt = world.time.now;
    const ended = await world.run(async () => {
      const writer = startWriter(world);
      for (let second = 0; second < 400; second += 1) {
        world.store.queue('changes', [record(`c${second}`, 1)]);
        await world.time.sleep(1_000);
      }
      return writer.ended;
    });
    assert.equal(endKind(ended), 'turn');
    assert.equal(world.store.counts.inserted, world.campaign.records.size);
    assert.equal(world.campaign.sent.filter((call) => call.at - startedAt > 5 * 60_000 + 1_000).length, 0);
  });

  it('ends when a later owner has the lane, and keeps nothing more', async () => {
    const { world } = worldWith();
    world.store.queue('load', records(500));
    const [first, second] = await world.run(async () => {
      const one = startWriter(world);
      await world.time.sleep(30);
      const two = startWriter(world);
      return Promise.all([one.ended, two.ended]);
    });
    assert.ok('error' in Object(first));
    assert.equal(endKind(second), 'idle');
    assert.deepEqual(world.violations, []);
    assert.equal(world.store.counts.inserted + world.store.counts.unchanged, 500);
  });

  for (const end of ['freeze', 'suspend'] as const) {
    it(`writes nothing more when it wakes beside its successor (${end})`, async () => {
      const { world } = worldWith({ campaign: { latencyMs: 900 } });
      world.store.queue('load', records(500));
      world.store.queue('load', records(900).slice(500));
      await world.run(async () => {
        const frozen = startWriter(world);
        await world.time.sleep(50);
        frozen.process[end](60_000);
        const successor = startWriter(world);
        await successor.ended;
        const sent = world.campaign.sent.length;
        assert.ok('error' in Object(await frozen.ended));
        assert.equal(world.campaign.sent.length, sent);
      });
      assert.deepEqual(world.violations, []);
      assert.equal(world.campaign.records.size, 900);
    });
  }

  it('stops sending when the database does not answer for half of its lease', async () => {
    const { world } = worldWith({ campaign: { latencyMs: 300, faulty: 0.5 } });
    for (let chunk = 0; chunk < 4; chunk += 1) world.store.queue('load', records(500 * chunk + 500).slice(500 * chunk));
    const ended = await world.run(async () => {
      const writer = startWriter(world);
      await world.time.sleep(300);
      world.database.habits = { ...world.database.habits, latencyMs: never };
      return writer.ended;
    });
    const error = (Object(ended) as { error?: unknown }).error;
    assert.ok(error instanceof PassesByItself && error.code === 'store-unavailable', String(error));
    assert.deepEqual(world.violations, []);
  });

  it('waits many times on one signal without a warning of Node’s', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const stop = new AbortController();
    const waits = Array.from({ length: 500 }, () => systemClock.sleep(60_000, stop.signal));
    stop.abort();
    await Promise.all(waits);
    await sleep(1);
    process.off('warning', note);
    assert.deepEqual(warnings, []);
  });
});
