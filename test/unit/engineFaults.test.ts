import assert from 'node:assert/strict';
import type { FakeLane } from '../support/simulation/fakeLane.js';
import { endKind, pauseAfter, startWriter } from '../support/simulation/operate.js';
import { record, records } from '../support/simulation/records.js';
import { watch } from '../support/simulation/watch.js';
import { heal, makeWorld, type World, type WorldOptions } from '../support/simulation/world.js';

function worldWith(options: Partial<WorldOptions> = {}): World {
  const world = makeWorld({ seed: 11, ...options });
  watch(world);
  return world;
}

/** Sends writers, with the workflow's pauses between them, until the queue is empty or the lane stands still. */
async function writeAll(world: World): Promise<'done' | FakeLane['failure']> {
  return world.run(async () => {
    for (let rests = 0; world.store.open > 0; ) {
      const ended = await startWriter(world).ended;
      const pauseMs = pauseAfter(ended, rests, world);
      if (pauseMs === null) return world.store.failure;
      rests = pauseMs > 1_000 ? rests + 1 : 0;
      await world.time.sleep(pauseMs);
    }
    return 'done';
  });
}

const codes = ({ store }: World) => [...store.rejected].map(([key, { code }]) => `${key} ${code}`);

describe('engine: what fails', () => {
  it('rejects a lone poison record while its neighbours pass', async () => {
    const world = worldWith();
    world.campaign.poison.add('c40');
    world.store.queue('load', records(300));
    assert.equal(await writeAll(world), 'done');
    assert.deepEqual(codes(world), ['c40 campaign-keeps-failing']);
    assert.equal(world.campaign.records.size, 299);
    assert.deepEqual(world.violations, []);
  });

  it('rejects a poison record that is alone in its chunk, once Campaign has answered reads often enough', async () => {
    const world = worldWith();
    world.campaign.poison.add('c0');
    world.store.queue('changes', records(1));
    world.store.queue('changes', [record('c1', 1)]);
    assert.equal(await writeAll(world), 'done');
    assert.deepEqual(codes(world), ['c0 campaign-keeps-failing']);
    assert.ok(world.campaign.records.has('c1'));
  });

  it('rejects nothing in an outage, however long', async () => {
    for (const phase of ['load', 'changes'] as const) {
      const world = worldWith();
      world.campaign.awayUntil = world.time.now + 3_600_000;
      world.store.queue(phase, records(25));
      assert.equal(await writeAll(world), 'done');
      assert.deepEqual(codes(world), []);
      assert.deepEqual(world.violations, []);
      assert.equal(world.campaign.records.size, 25);
    }
  });

  it('rejects nothing while only reads are answered, unless a record stands alone', async () => {
    for (const [count, most] of [
      [25, 0],
      [1, 1],
    ] as const) {
      const world = worldWith();
      world.campaign.writesAwayUntil = world.time.now + 25 * 60_000;
      world.store.queue('changes', records(count));
      assert.equal(await writeAll(world), 'done');
      assert.ok(world.store.rejected.size <= most, `${world.store.rejected.size} of ${count}`);
      assert.deepEqual(world.violations, []);
    }
  });

  it('rejects several poison records that have no neighbours, one after the other', async () => {
    const world = worldWith();
    for (const key of ['c0', 'c1']) world.campaign.poison.add(key);
    world.store.queue('changes', records(5));
    assert.equal(await writeAll(world), 'done');
    assert.deepEqual(codes(world).sort(), ['c0 campaign-keeps-failing', 'c1 campaign-keeps-failing']);
    assert.equal(world.campaign.records.size, 3);
  });

  it('rejects nothing while every second call fails', async () => {
    for (const seed of [1, 2]) {
      const world = worldWith({ seed, campaign: { faulty: 0.5 } });
      for (let chunk = 0; chunk < 3; chunk += 1) world.store.queue('changes', records(60, chunk + 1));
      assert.equal(await writeAll(world), 'done');
      assert.deepEqual(codes(world), []);
      assert.equal(world.campaign.records.get('c59')?.['version'], 3);
    }
  });

  it('waits in place when told to wait shortly, and hands a long wait over', async () => {
    const world = worldWith();
    world.campaign.pausedUntil = world.time.now + 9_000;
    world.store.queue('changes', records(5));
    assert.equal(endKind(await world.run(() => startWriter(world).ended)), 'idle');
    world.campaign.pausedUntil = world.time.now + 40_000;
    world.store.queue('changes', records(5, 2));
    const ended = await world.run(() => startWriter(world).ended);
    const { end } = ended as { end: { kind: string; forMs: number } };
    assert.equal(end.kind, 'rest');
    assert.ok(end.forMs > 39_000 && end.forMs <= 40_000, `${end.forMs} ms`);
    assert.deepEqual([world.violations, world.store.open], [[], 5]);
  });

  it('reads a record back before it repeats a create whose answer was lost', async () => {
    const world = worldWith({ campaign: { losing: 1 } });
    world.store.queue('changes', records(1));
    await world.run(async () => {
      const writer = startWriter(world);
      await world.time.sleep(150);
      heal(world);
      return writer.ended;
    });
    const verbs = world.campaign.sent.map((call) => call.verb);
    assert.deepEqual([verbs[0], verbs[1]], ['create', 'find']);
    assert.equal(verbs.filter((verb) => verb === 'create').length, 1);
  });

  it('creates a record anew that vanished between look and change', async () => {
    const world = worldWith();
    world.store.queue('load', records(1));
    await writeAll(world);
    world.campaign.habits = { ...world.campaign.habits, vanishing: 1 };
    world.store.queue('changes', records(1, 2));
    await writeAll(world);
    assert.deepEqual(world.campaign.records.get('c0'), { externalId: 'c0', lastName: 'name 2', version: 2 });
    assert.equal(world.store.counts.inserted, 2);
  });

  it('creates a record anew that was there, was adopted, and vanished meanwhile', async () => {
    const world = worldWith({ campaign: { vanishing: 1 } });
    world.campaign.records.set('c0', { externalId: 'c0', lastName: 'old' });
    world.store.queue('changes', records(1));
    assert.equal(await writeAll(world), 'done');
    assert.deepEqual(codes(world), []);
    assert.equal(world.campaign.records.get('c0')?.['version'], 1);
  });

  it('stops the lane when more than a fifth of its last 200 records were rejected, and keeps them', async () => {
    const world = worldWith();
    const refused = (index: number) => index >= 200 && index % 4 !== 0;
    world.store.queue(
      'changes',
      records(400).map(([key], index) => record(key, 1, refused(index) ? { lastname: 'refused' } : {})),
    );
    const wall = await writeAll(world);
    assert.equal(Object(wall).code, 'too-many-rejected');
    assert.deepEqual([Object(wall).params.count > 40, Object(wall).params.commonest], [true, 'campaign-enumeration']);
    assert.ok(world.store.rejected.size > 40 && world.store.rejected.size < 150, `${world.store.rejected.size}`);
    assert.equal(world.store.counts.rejected, world.store.rejected.size);
  });

  it('does not stop the lane for rejected records that stand among good ones, unchanged ones included', async () => {
    const world = worldWith();
    const all = records(500).map(([key], index) => record(key, 1, index % 20 === 0 ? { lastname: 'refused' } : {}));
    for (let read = 0; read < 6; read += 1) world.store.queue('load', all);
    assert.equal(await writeAll(world), 'done');
    assert.equal(world.store.rejected.size, 25);
    assert.equal(world.store.counts.suppressed, 475 * 5);
  });

  it('counts every call that went out: refused, failed and lost ones too', async () => {
    const world = worldWith({ campaign: { faulty: 0.2, losing: 0.1, limiting: 0.05 } });
    world.campaign.poison.add('c9');
    world.campaign.records.set('c8', { externalId: 'c8' });
    world.store.queue('changes', [...records(100), record('r', 1, { lastname: 'refused' })]);
    assert.equal(await writeAll(world), 'done');
    assert.equal(world.store.engineCalls, world.campaign.sent.length);
  });

  it('deletes a record in Campaign that it could not update', async () => {
    const world = worldWith({ mapping: { applyDeletes: true } });
    world.campaign.records.set('c0', { externalId: 'c0', lastName: 'old' });
    world.store.queue('changes', [record('c0', 1, { lastname: 'refused' })]);
    world.store.queue('changes', [['c0', null]]);
    assert.equal(await writeAll(world), 'done');
    assert.equal(world.campaign.records.has('c0'), false);
    assert.deepEqual(codes(world), []);
  });

  it('rejects a record whose reading back is refused', async () => {
    const world = worldWith();
    world.campaign.poison.add('c0');
    world.campaign.ambiguous.add('c0');
    world.store.queue('changes', records(3));
    assert.equal(await writeAll(world), 'done');
    assert.deepEqual(codes(world), ['c0 campaign-keeps-failing']);
    assert.deepEqual(world.violations, []);
  });
});
