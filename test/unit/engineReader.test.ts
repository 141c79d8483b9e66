import assert from 'node:assert/strict';
import { CannotGoOn, PassesByItself, PositionLost } from '../../src/core/problems/failures.js';
import { LaneMemory } from '../../src/engine/laneMemory.js';
import type { ReaderEnd } from '../../src/engine/reader.js';
import { readLanes } from '../../src/engine/reader.js';
import { laneSettings } from '../../src/core/config/settings.js';
import { needsOf } from '../support/simulation/fakeTend.js';
import { familyMembers, familyRules } from '../support/simulation/lanePlan.js';
import { SimulatedProcess } from '../support/simulation/simulatedProcess.js';
import { type Ended, startReader } from '../support/simulation/operate.js';
import { record } from '../support/simulation/records.js';
import { makeWorld, type World, type WorldOptions } from '../support/simulation/world.js';

function worldWith(contacts: number, options: Partial<WorldOptions> = {}): World {
  const world = makeWorld({ seed: 5, ...options });
  for (let index = 0; index < contacts; index += 1) put(world, index, 1);
  return world;
}

const put = ({ source }: World, index: number, version: number) =>
  source.put(`c${index}`, record(`c${index}`, version)[1] ?? {});

const endOf = (ended: Ended<ReaderEnd>): ReaderEnd => {
  assert.ok(typeof ended === 'object' && 'end' in ended, JSON.stringify(ended));
  return ended.end;
};

const codeOf = (ended: Ended<ReaderEnd>) => (Object(ended) as { error?: { code?: string } }).error?.code;

const served = { awaitsWriter: new Set(['contact']) };

/** A turn from its beginning to its end, and how long it took. */
async function turn(world: World, asked: Parameters<typeof startReader>[1] = served) {
  const startedAt = world.time.now;
  const ended = await world.run(() => startReader(world, asked).ended);
  return { ended, tookMs: world.time.now - startedAt };
}

describe('engine: reading lanes', () => {
  it('reads a table page by page into chunks of 500, then the changes', async () => {
    const world = worldWith(1_300, { source: { pageRecords: 1_200 } });
    const { ended } = await turn(world);
    assert.deepEqual(endOf(ended), { moved: true, rests: [] });
    assert.deepEqual(
      [...world.store.chunks.values()].map(({ phase, records }) => [phase, records.length]),
      [
        ['load', 500],
        ['load', 500],
        ['load', 200],
        ['load', 100],
      ],
    );
    assert.equal(world.store.position?.phase, 'changes');
    put(world, 7, 2);
    await turn(world);
    const last = [...world.store.chunks.values()].at(-1);
    assert.deepEqual([last?.phase, last?.records], ['changes', [['c7', world.source.rows.get('c7')]]]);
  });

  it('takes each page into the queue once, whatever the database does', async () => {
    const world = worldWith(600, { source: { pageRecords: 20 }, store: { failing: 0.2, losing: 0.2 } });
    for (let turns = 0; !world.source.seen(world.store.position) && turns < 200; turns += 1) await turn(world);
    const keys = [...world.store.chunks.values()].flatMap(({ records }) => records.map(([key]) => key));
    assert.deepEqual([keys.length, new Set(keys).size], [600, 600]);
  });

  it('ends when another reader has the lanes', async () => {
    const world = worldWith(3_000, { source: { pageRecords: 20 } });
    const [first, second] = await world.run(async () => {
      const one = startReader(world, served);
      await world.time.sleep(100);
      const two = startReader(world, served);
      return Promise.all([one.ended, two.ended]);
    });
    assert.equal(codeOf(first), 'lane-taken');
    assert.equal(endOf(second).moved, true);
    assert.equal(world.store.read, 3_000);
  });

  it('stays 15 s once something moved, and ten minutes when nothing does', async () => {
    const world = worldWith(1);
    const moved = await turn(world);
    assert.ok(moved.tookMs >= 15_000 && moved.tookMs < 16_000, `${moved.tookMs} ms`);
    const idle = await turn(world);
    assert.deepEqual(endOf(idle.ended), { moved: false, rests: [] });
    assert.ok(idle.tookMs >= 600_000 && idle.tookMs < 601_000, `${idle.tookMs} ms`);
  });

  it('polls every 2 s, and contacts never more seldom than every 5 s', async () => {
    const world = worldWith(1);
    await turn(world);
    world.source.askedAt.length = 0;
    await turn(world);
    const waits = world.source.askedAt.slice(1).map((at, index) => at - (world.source.askedAt[index] ?? 0));
    assert.ok(waits.slice(0, 25).every((ms) => ms >= 2_000 && ms < 2_100));
    assert.ok(waits.slice(40).every((ms) => ms >= 5_000 && ms < 5_100));
  });

  it('ends its turn as soon as a chunk came for which there is no writer', async () => {
    const world = worldWith(100);
    const { ended, tookMs } = await turn(world, {});
    assert.deepEqual(endOf(ended), { moved: true, rests: [] });
    assert.ok(tookMs < 1_000, `${tookMs} ms`);
    assert.equal(world.store.read, 100);
  });

  it('ends its turn soon when records stand in the queue that no writer was sent for', async () => {
    const world = worldWith(1);
    await turn(world);
    const { ended, tookMs } = await turn(world, {});
    assert.deepEqual(endOf(ended), { moved: true, rests: [] });
    assert.ok(tookMs < 16_000, `${tookMs} ms`);
  });

  it('does not wait at the end of its turn for a lane that is held back by its parent', async () => {
    const world = makeWorld({
      seed: 5,
      rules: familyRules(familyMembers.slice(0, 2), () => ({ unique: true }), laneSettings.parse({})),
    });
    put(world, 1, 1);
    const { ended, tookMs } = await turn(world, { awaitsWriter: new Set(['contact', 'card']) });
    assert.deepEqual(endOf(ended), { moved: true, rests: [] });
    assert.ok(tookMs < 18_000, `${tookMs} ms`);
    assert.equal(world.lanes.get('card')?.source.reads, 0);
  });

  it('begins the first load of a child soon after that of its parent was written', async () => {
    const world = makeWorld({
      seed: 5,
      rules: familyRules(familyMembers.slice(0, 2), () => ({ unique: true }), laneSettings.parse({})),
    });
    put(world, 1, 1);
    const card = world.lanes.get('card');
    world.store.leaseUntil = world.time.now + 60_000;
    await world.run(async () => {
      const reader = startReader(world);
      await world.time.sleep(5_100);
      assert.equal(card?.source.reads, 0);
      world.store.chunks.clear();
      Object.assign(world.store, { state: 'live', loaded: true });
      await world.time.sleep(400);
      assert.ok((card?.source.reads ?? 0) > 0, 'the child still waits');
      await reader.ended;
    });
  });

  it('reads changes beside a flood of records that are to be read again, and of these no more than are being written', async () => {
    const world = worldWith(1, { source: { latencyMs: 100 } });
    await turn(world);
    world.store.chunks.clear();
    for (let index = 1_000; index < 41_000; index += 1) world.store.again.set(`c${index}`, 'sweep');
    const queuedKeys = () => [...world.store.chunks.values()].flatMap(({ records }) => records.map(([key]) => key));
    await world.run(async () => {
      const reader = startReader(world, served);
      await world.time.sleep(300);
      put(world, 7, 1);
      await world.time.sleep(5_000);
      assert.ok(queuedKeys().includes('c7'), 'the change waits for the flood');
      await reader.ended;
    });
    assert.ok(world.store.open > 9_000 && world.store.open < 11_000, `${world.store.open} records in the queue`);
    world.store.chunks.clear();
    await turn(world);
    assert.ok(world.store.open > 9_000, 'the rest follows');
  });

  it('stops at once, in the middle of a read too', async () => {
    const world = worldWith(100, { source: { latencyMs: 60_000 } });
    await world.run(async () => {
      const reader = startReader(world);
      await world.time.sleep(1_000);
      const toldAt = world.time.now;
      await reader.stop();
      assert.deepEqual(endOf(await reader.ended), { moved: false, rests: [] });
      assert.ok(world.time.now - toldAt < 100);
    });
  });

  it('reads everything again when the position is lost', async () => {
    const world = worldWith(50);
    await turn(world);
    world.store.chunks.clear();
    world.source.refusal = new PositionLost('too old');
    await world.run(async () => {
      const reader = startReader(world, served);
      await world.time.sleep(45);
      world.source.refusal = undefined;
      return reader.ended;
    });
    assert.deepEqual(
      [...world.store.chunks.values()].map(({ phase, records }) => [phase, records.length]),
      [['load', 50]],
    );
  });

  it('does not fill the queue from a source that forgets every position', async () => {
    const world = worldWith(3_000, { source: { pageRecords: 100, forgetful: 1 } });
    const { tookMs } = await turn(world);
    const pages = world.store.read / 100;
    assert.ok(tookMs > 15_000 && pages <= 4, `${pages} pages`);
  });

  it('tries again when Dynamics is away, then rests without an exact time', async () => {
    const world = worldWith(1);
    world.source.awayUntil = world.time.now + 3_600_000;
    const { ended, tookMs } = await turn(world);
    const [rest] = endOf(ended).rests;
    assert.deepEqual([rest?.system, rest?.exact, rest?.forMs], ['dynamics', false, 20_000]);
    assert.ok(tookMs > 11_000 && tookMs < 12_000, `${tookMs} ms`);
    assert.equal(world.source.reads, 3);
  });

  it('asks nothing while it is told to wait', async () => {
    const world = worldWith(1);
    world.source.refusal = new PassesByItself('dynamics-limited', { system: 'dynamics', retryAfterMs: 8_000 });
    await world.run(async () => {
      const reader = startReader(world, served);
      await world.time.sleep(4_000);
      world.source.refusal = undefined;
      return reader.ended;
    });
    const [first = 0, second = 0] = world.source.askedAt;
    assert.ok(second - first >= 8_000 && second - first < 8_100, `${second - first} ms`);
    world.source.refusal = new PassesByItself('dynamics-limited', { system: 'dynamics', retryAfterMs: 90_000 });
    const [rest] = endOf((await turn(world)).ended).rests;
    assert.deepEqual([rest?.forMs, rest?.exact, rest?.code], [90_000, true, 'dynamics-limited']);
    world.source.refusal = undefined;
    const before = world.time.now;
    const asked = world.source.askedAt.length;
    await turn(world, { ...served, notBefore: new Map([['contact', before + 90_000]]) });
    assert.ok((world.source.askedAt[asked] ?? 0) >= before + 90_000);
  });

  it('parks a lane that cannot go on alone, and ends for what all share', async () => {
    const gone = new CannotGoOn('dynamics-column-unknown', { scope: 'lane' });
    const world = worldWith(10);
    const parked: string[] = [];
    const process = new SimulatedProcess(world.time);
    const laneOf = (name: string) => ({
      name,
      rules: world.rules,
      store: world.database.readerStore(process, world.store, world.database.readerFence),
      stand: { position: null, positionNumber: 0, reread: 'load' as const },
      memory: new LaneMemory(process.clock, 'contact'),
      notBefore: 0,
      awaitsWriter: true,
    });
    const source = world.source.forProcess(process);
    const broken = { ...source, read: () => Promise.reject(gone) };
    const tend = (lanes: readonly string[]) => async () =>
      needsOf(world.database).flatMap((needs) => lanes.map((lane) => ({ ...needs, lane })));
    const ports = { clock: process.clock, lost: () => {}, park: async (lane: string) => void parked.push(lane) };
    const stop = new AbortController().signal;
    const end = await world.run(() =>
      readLanes([laneOf('one')], { ...ports, tend: tend(['one']), source: broken }, stop),
    );
    assert.deepEqual([parked, end], [['one'], { moved: false, rests: [] }]);
    const refused = new CannotGoOn('dynamics-secret-wrong', { scope: 'workflow', system: 'dynamics' });
    const shut = { ...source, read: () => Promise.reject(refused) };
    await assert.rejects(
      world.run(() =>
        readLanes([laneOf('one'), laneOf('two')], { ...ports, tend: tend(['one', 'two']), source: shut }, stop),
      ),
      (error) => error === refused,
    );
    assert.deepEqual(parked, ['one']);
  });
});
