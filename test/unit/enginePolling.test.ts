import assert from 'node:assert/strict';
import { laneSettings } from '../../src/core/config/settings.js';
import { backlogRecords } from '../../src/engine/limits.js';
import { type FamilyMember, familyMembers, familyRules, keyOf } from '../support/simulation/lanePlan.js';
import { startReader } from '../support/simulation/operate.js';
import { record } from '../support/simulation/records.js';
import { SimulatedProcess } from '../support/simulation/simulatedProcess.js';
import { SimulatedWorkflow } from '../support/simulation/workflow.js';
import { makeWorld, type SimulatedLane, type World } from '../support/simulation/world.js';

const [contact, card, stamp, , shop] = familyMembers as [
  FamilyMember,
  FamilyMember,
  FamilyMember,
  FamilyMember,
  FamilyMember,
];
const hourMs = 3_600_000;

const worldOf = (members: readonly FamilyMember[]): World =>
  makeWorld({ seed: 3, rules: familyRules(members, () => ({ unique: true }), laneSettings.parse({})) });

const lanesOf = ({ lanes }: World) => [...lanes.values()] as [SimulatedLane, SimulatedLane];

/** The lane has read all, long ago. */
function makeLive({ store }: SimulatedLane): void {
  Object.assign(store, { state: 'live', loaded: true, position: { phase: 'changes', link: '0', properties: [] } });
}

const gapsOf = (times: readonly number[]) => times.slice(1).map((at, index) => at - (times[index] ?? 0));

describe('engine: polling', function () {
  this.timeout(60_000);

  it('asks contacts every 5 s at least, and quiet tables every 30 s, while contacts change and 20 other tables are mapped', async () => {
    const shops = Array.from({ length: 20 }, (_, index) => ({ ...shop, name: `shop${index}` }));
    const world = worldOf([contact, ...shops]);
    const [contacts, quiet] = lanesOf(world);
    await world.run(async () => {
      const workflow = new SimulatedWorkflow(world, { toldToStop() {} }, () => undefined);
      workflow.start();
      await world.time.sleep(30 * 60_000);
      contacts.source.askedAt.length = 0;
      quiet.source.askedAt.length = 0;
      for (let minute = 0; minute < 10; minute += 1) {
        contacts.source.put(`c${minute}`, record(`c${minute}`, 1)[1] ?? {});
        await world.time.sleep(60_000);
      }
      await workflow.stop();
    });
    const gaps = gapsOf(contacts.source.askedAt);
    assert.ok(Math.max(...gaps) < 5_500, `${Math.max(...gaps)} ms`);
    // Two processes take turns here, and each asks for itself.
    assert.ok(quiet.source.askedAt.length <= 50, `${quiet.source.askedAt.length} polls in ten minutes`);
    assert.ok(Math.max(...gapsOf(quiet.source.askedAt)) < 45_000);
  });

  it('does not ask a quiet table anew with each turn', async () => {
    const world = worldOf([shop]);
    const [shops] = lanesOf(world);
    makeLive(shops);
    const process = new SimulatedProcess(world.time);
    await world.run(async () => {
      await startReader(world, { process }).ended;
      await startReader(world, { process }).ended;
      const asked = shops.source.askedAt.length;
      const third = startReader(world, { process });
      await world.time.sleep(29_000);
      assert.ok(shops.source.askedAt.length <= asked + 1);
      await third.stop();
    });
  });

  it('asks a table soon once records of another begin to wait for its own', async () => {
    const members = [
      { ...card, links: [] },
      { ...stamp, links: [{ parent: 'card', byReference: false }] },
    ];
    const world = worldOf(members);
    const [cards, stamps] = lanesOf(world);
    for (const lane of [cards, stamps]) makeLive(lane);
    await world.run(async () => {
      const reader = startReader(world);
      const asked = async (number: number) => {
        while (cards.source.askedAt.length < number) await world.time.sleep(50);
      };
      await world.time.sleep(300_000);
      await asked(cards.source.askedAt.length + 1);
      const polls = cards.source.askedAt.length;
      const parent = { lane: 'card', key: keyOf(card, 1) };
      stamps.store.waiting.set(keyOf(stamp, 1), { number: 1, parent, since: world.time.now, released: false });
      await asked(polls + 1);
      await reader.stop();
    });
    // A round that sees it, and the interval of a hot lane: the next poll would have come after 5 s.
    const last = gapsOf(cards.source.askedAt).at(-1) ?? 0;
    assert.ok(last < 4_100, `${last} ms`);
  });

  it('reads no changes while a million records stand in the queue, unless its position is a day old', async () => {
    const world = worldOf([contact]);
    const [contacts] = lanesOf(world);
    makeLive(contacts);
    const { store, source } = contacts;
    source.put('c1', record('c1', 1)[1] ?? {});
    store.queue('load', [record('c0', 1)]);
    const [queued] = store.chunks.values();
    assert.ok(queued);
    const turn = async () => {
      source.askedAt.length = 0;
      await world.run(() => startReader(world, { awaitsWriter: new Set(['contact']) }).ended);
      return source.askedAt.length;
    };
    const begunAt = world.time.now;
    store.positionAt = begunAt;
    queued.open = backlogRecords;
    assert.equal(await turn(), 0);
    await world.run(() => world.time.sleep(begunAt + 24 * hourMs - world.time.now));
    assert.ok((await turn()) >= 1);
    assert.equal(source.seen(store.position), true);
    assert.equal(await turn(), 0);
    queued.open = backlogRecords - 2;
    assert.ok((await turn()) >= 1);
  });

  it('reads changes again as soon as the queue is short enough', async () => {
    const world = worldOf([contact]);
    const [contacts] = lanesOf(world);
    makeLive(contacts);
    contacts.store.queue('load', [record('c0', 1)]);
    const [queued] = contacts.store.chunks.values();
    assert.ok(queued);
    queued.open = backlogRecords;
    await world.run(async () => {
      const reader = startReader(world, { awaitsWriter: new Set(['contact']) });
      await world.time.sleep(5_000);
      assert.equal(contacts.source.reads, 0);
      queued.open -= 1;
      await world.time.sleep(3_000);
      assert.ok(contacts.source.reads > 0);
      await reader.stop();
    });
  });
});
