import assert from 'node:assert/strict';
import { laneSettings } from '../../src/core/config/settings.js';
import { leftPageMs } from '../../src/engine/limits.js';
import { type FamilyMember, familyMembers, familyRules, keyOf } from '../support/simulation/lanePlan.js';
import { startReader } from '../support/simulation/operate.js';
import { SimulatedProcess } from '../support/simulation/simulatedProcess.js';
import { SimulatedWorkflow } from '../support/simulation/workflow.js';
import { makeWorld, type SimulatedLane, type World } from '../support/simulation/world.js';

const [contact, shop] = [familyMembers[0], familyMembers[4]] as [FamilyMember, FamilyMember];
const writersRest = { awaitsWriter: new Set(['contact', 'shop']) };

/** Contacts, and a table of 50 shops whose pages of 5 take a long time. */
function worldOfTwo(shopsMs: number): { world: World; contacts: SimulatedLane; shops: SimulatedLane } {
  const rules = familyRules([contact, shop], () => ({ unique: true }), laneSettings.parse({}));
  const world = makeWorld({ seed: 7, rules });
  const [contacts, shops] = [...world.lanes.values()] as [SimulatedLane, SimulatedLane];
  shops.source.habits = { ...shops.source.habits, latencyMs: shopsMs, pageRecords: 5 };
  for (let index = 0; index < 50; index += 1) put(shops, shop, index, 1);
  return { world, contacts, shops };
}

function put({ source }: SimulatedLane, member: FamilyMember, index: number, version: number): void {
  const key = keyOf(member, index);
  source.put(key, { [`${member.name}id`]: key, lastname: 'x', version, statecode: 0 });
}

/** Pages tell of the moment in which they were asked for, and come a minute later. */
function answerLate({ time }: World, { source }: SimulatedLane): void {
  const forProcess = source.forProcess.bind(source);
  source.forProcess = (process) => {
    const real = forProcess(process);
    return {
      ...real,
      async read(request, signal) {
        const page = await real.read(request, signal);
        await time.sleep(60_000, signal);
        return page;
      },
    };
  };
}

const queuedShops = ({ store }: SimulatedLane) =>
  [...store.chunks.values()].flatMap(({ records }) => records.map(([key]) => key));

describe('engine: slow pages', () => {
  for (const slowMs of [8_000, 60_000, 200_000])
    it(`brings changes of contacts within seconds while another table is read in pages of ${slowMs / 1_000} s`, async () => {
      const { world, contacts, shops } = worldOfTwo(slowMs);
      const delays: number[] = [];
      await world.run(async () => {
        const workflow = new SimulatedWorkflow(world, { toldToStop() {} }, () => undefined);
        workflow.start();
        await world.time.sleep(5_000);
        for (let index = 0; index < 60; index += 1) {
          put(contacts, contact, index, 1);
          const changedAt = world.time.now;
          while (!world.campaign.records.has(keyOf(contact, index))) await world.time.sleep(250);
          delays.push(world.time.now - changedAt);
          await world.time.sleep(3_000);
        }
        while (shops.store.state !== 'live') await world.time.sleep(1_000);
        await workflow.stop();
      });
      assert.ok(Math.max(...delays) < 10_000, `${Math.max(...delays)} ms`);
      const written = [...world.campaign.records.keys()].filter((key) => key.startsWith(shop.letter));
      assert.equal(written.length, 50);
    });

  it('takes a page up that the turn before left under way, and asks for no other', async () => {
    const { world, contacts, shops } = worldOfTwo(40_000);
    const process = new SimulatedProcess(world.time);
    await world.run(async () => {
      put(contacts, contact, 1, 1);
      await startReader(world, { ...writersRest, process }).ended;
      assert.deepEqual([shops.source.reads, queuedShops(shops).length], [1, 0]);
      while (queuedShops(shops).length < 5) await startReader(world, { ...writersRest, process }).ended;
    });
    // The table's size, and its first pages.
    assert.ok(shops.source.reads <= 3, `${shops.source.reads} reads`);
    assert.equal(new Set(queuedShops(shops)).size, queuedShops(shops).length);
  });

  it('puts a page into the queue once when two processes read it', async () => {
    const { world, shops } = worldOfTwo(40_000);
    const processes = [new SimulatedProcess(world.time), new SimulatedProcess(world.time)];
    await world.run(async () => {
      for (let turns = 0; shops.store.position?.phase !== 'changes' && turns < 200; turns += 1)
        await startReader(world, { ...writersRest, process: processes[turns % 2] }).ended;
    });
    assert.deepEqual([queuedShops(shops).length, new Set(queuedShops(shops)).size], [50, 50]);
  });

  it('puts no page behind records that were read again after it', async () => {
    const { world, contacts, shops } = worldOfTwo(20);
    const [one, two] = [new SimulatedProcess(world.time), new SimulatedProcess(world.time)];
    put(contacts, contact, 1, 1);
    await world.run(async () => {
      await startReader(world, { ...writersRest, process: one }).ended;
      contacts.store.chunks.clear();
      put(contacts, contact, 1, 2);
      put(shops, shop, 1, 2);
      answerLate(world, contacts);
      await startReader(world, { ...writersRest, process: one }).ended;
      assert.equal(contacts.store.chunks.size, 0, 'the page is under way');
      put(contacts, contact, 1, 3);
      contacts.store.again.set(keyOf(contact, 1), 'retry');
      await startReader(world, { ...writersRest, process: two }).ended;
      await startReader(world, { ...writersRest, process: one }).ended;
    });
    const versions = [...contacts.store.chunks.values()].flatMap(({ records }) =>
      records.map(([, row]) => Number(row?.['version'])),
    );
    assert.deepEqual(versions, versions.toSorted(), versions.join());
    assert.equal(versions.at(-1), 3);
  });

  it('calls a page off that is left, when the workflow stops or nobody takes it up', async () => {
    for (const stops of [true, false]) {
      const { world, shops } = worldOfTwo(200_000_000);
      const called: AbortSignal[] = [];
      const forProcess = shops.source.forProcess.bind(shops.source);
      shops.source.forProcess = (process) => {
        const real = forProcess(process);
        const size = (...[table, signal]: Parameters<typeof real.size>) => {
          called.push(signal);
          return real.size(table, signal);
        };
        return { ...real, size };
      };
      await world.run(async () => {
        const process = new SimulatedProcess(world.time);
        await startReader(world, { ...writersRest, process }).ended;
        assert.deepEqual(
          called.map(({ aborted }) => aborted),
          [false],
        );
        if (!stops) return world.time.sleep(leftPageMs);
        const next = startReader(world, { ...writersRest, process });
        await world.time.sleep(100);
        await next.stop();
        await next.ended;
      });
      assert.deepEqual(
        called.map(({ aborted }) => aborted),
        [true],
        `stops: ${stops}`,
      );
    }
  });
});
