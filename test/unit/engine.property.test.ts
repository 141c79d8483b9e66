import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { laneSettings } from '../../src/core/config/settings.js';
import type { QueuedRecord } from '../../src/core/lane.js';
import { differences } from '../support/simulation/compare.js';
import { History } from '../support/simulation/history.js';
import { type FamilyMember, familyMembers, familyRules, keyOf, lookupOf } from '../support/simulation/lanePlan.js';
import { pauseAfter, startWriter } from '../support/simulation/operate.js';
import { record } from '../support/simulation/records.js';
import { settle } from '../support/simulation/settle.js';
import { watch } from '../support/simulation/watch.js';
import { type Fate, SimulatedWorkflow } from '../support/simulation/workflow.js';
import { makeWorld, type SimulatedLane, type World } from '../support/simulation/world.js';

/** Something that happens to one record at the source, some time after what happened before. */
interface Happening {
  readonly member: number;
  readonly index: number;
  /** The records that it names from now on; null: it is deleted. */
  readonly parents: readonly number[] | null;
  readonly afterMs: number;
}

const happenings = (members: number, records: number) =>
  fc.array(
    fc.record({
      member: fc.nat(members - 1),
      index: fc.nat(records - 1),
      parents: fc.option(fc.array(fc.nat(records - 1), { minLength: 2, maxLength: 2 }), { freq: 4 }),
      afterMs: fc.constantFrom(0, 50, 2_000, 7_000),
    }),
    { maxLength: 25 },
  );

const delays = fc.record({
  seed: fc.nat(),
  source: fc.constantFrom(1, 300, 3_000),
  campaign: fc.constantFrom(1, 100, 2_000),
});

/** Lets a workflow run while all this happens, until everything is through. @returns what was wrong on the way or is in the end */
async function live(
  members: readonly FamilyMember[],
  list: readonly Happening[],
  { seed, source, campaign }: { seed: number; source: number; campaign: number },
  fate: Fate = () => undefined,
): Promise<string[]> {
  const rules = familyRules(members, () => ({ applyDeletes: true, unique: true }), laneSettings.parse({}));
  const world = makeWorld({
    seed,
    rules,
    source: { latencyMs: source, pageRecords: 3 },
    campaign: { latencyMs: campaign },
  });
  const watched = watch(world);
  const history = new History(world, members, 0);
  await world.run(async () => {
    const workflow = new SimulatedWorkflow(world, watched, fate);
    workflow.start();
    for (const [version, { member, index, parents, afterMs }] of list.entries()) {
      await world.time.sleep(afterMs);
      const its = members[member] as FamilyMember;
      const key = keyOf(its, index);
      if (!parents) history.remove(its, key);
      else put(world, its, key, version + 1, parents);
    }
    await settle(world, workflow);
    await workflow.stop();
  });
  return [...world.violations, ...differences(world)];
}

function put(world: World, member: FamilyMember, key: string, version: number, parents: readonly number[]): void {
  const links = member.links.map(({ parent }, place) => {
    const other = familyMembers.find(({ name }) => name === parent) as FamilyMember;
    const named = keyOf(other, parents[place] ?? 0);
    // It may be yet to come, but the source lets nobody name one that it has deleted.
    const { rows, log } = (world.lanes.get(parent) as SimulatedLane).source;
    return [lookupOf(parent), rows.has(named) || !log.includes(named) ? named : null];
  });
  const { source } = world.lanes.get(member.name) as SimulatedLane;
  source.put(key, { lastname: `name ${version}`, version, statecode: 0, note: null, ...Object.fromEntries(links) });
}

describe('engine: properties', function () {
  this.timeout(120_000);

  it('writes every parent before its children, and all of them in the end', async () => {
    await fc.assert(
      fc.asyncProperty(happenings(3, 3), delays, async (list, slow) => {
        assert.deepEqual(await live(familyMembers.slice(0, 3), list, slow), []);
      }),
      { numRuns: 60 },
    );
  });

  it('follows a table that is linked with itself', async () => {
    await fc.assert(
      fc.asyncProperty(happenings(1, 4), delays, async (list, slow) => {
        assert.deepEqual(await live(familyMembers.slice(3, 4), list, slow), []);
      }),
      { numRuns: 60 },
    );
  });

  it('follows records that are deleted and come again', async () => {
    await fc.assert(
      fc.asyncProperty(happenings(2, 1), delays, async (list, slow) => {
        assert.deepEqual(await live(familyMembers.slice(0, 2), list, slow), []);
      }),
      { numRuns: 60 },
    );
  });

  it('survives the death of a process at each of its awaits', async () => {
    const [child, parent, gone, back] = [
      { member: 1, index: 0, parents: [0, 0], afterMs: 50 },
      { member: 0, index: 0, parents: [], afterMs: 2_000 },
      { member: 0, index: 0, parents: null, afterMs: 7_000 },
      { member: 0, index: 0, parents: [], afterMs: 7_000 },
    ];
    const grandchild = { member: 2, index: 0, parents: [0, 0], afterMs: 0 };
    for (let awaits = 1; awaits <= 120; awaits += 1) {
      let begun = 0;
      const fate = () => ((begun += 1) <= 8 ? awaits : undefined);
      const list = [grandchild, child, parent, gone, back, child, grandchild];
      const slow = { seed: awaits, source: 50, campaign: 100 };
      assert.deepEqual(await live(familyMembers.slice(0, 3), list, slow, fate), [], `${awaits} awaits`);
    }
  });

  it('collapses the versions of a record in a chunk, and writes versions in their order', async () => {
    const versions = fc.array(fc.tuple(fc.nat(3), fc.boolean()), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.array(versions, { minLength: 1, maxLength: 5 }), fc.nat(), async (chunks, seed) => {
        const world = makeWorld({ seed, mapping: { applyDeletes: true } });
        watch(world);
        let version = 0;
        const queued = chunks.map((chunk) =>
          chunk.map(([index, gone]): QueuedRecord => {
            version += 1;
            return gone ? [`c${index}`, null] : record(`c${index}`, version);
          }),
        );
        for (const chunk of queued) world.store.queue('changes', chunk);
        const last = new Map(queued.flat());
        // What was deleted last is not at the source any more.
        for (const [key, row] of last) if (row) world.source.put(key, row);
        await world.run(() => startWriter(world).ended);
        const held = [...world.campaign.records].map(([key, { version: of }]) => [key, of]);
        const wanted = [...last].flatMap(([key, row]) => (row ? [[key, row['version']]] : []));
        assert.deepEqual(held.sort(), wanted.sort());
        assert.deepEqual([world.violations, world.store.open], [[], 0]);
        const dropped = queued.reduce((sum, chunk) => sum + chunk.length - new Set(chunk.map(([key]) => key)).size, 0);
        assert.ok(world.store.counts.dropped >= dropped);
      }),
      { numRuns: 100 },
    );
  });

  it('never deletes more than the brake lets through, and all of it once that is confirmed', async () => {
    const brake = fc.record({ share: fc.constantFrom(0, 0.1, 0.5), atLeast: fc.nat(4) });
    const gone = fc.shuffledSubarray([...Array.from({ length: 20 }).keys()], { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(brake, gone, fc.integer({ min: 1, max: 6 }), async (deleteBrake, indexes, size) => {
        const world = makeWorld({ seed: size, mapping: { applyDeletes: true }, settings: { deleteBrake } });
        watch(world);
        world.store.queue(
          'load',
          Array.from({ length: 20 }, (_, index) => record(`c${index}`, 1)),
        );
        await world.run(() => startWriter(world).ended);
        for (let from = 0; from < indexes.length; from += size) {
          const part = indexes.slice(from, from + size);
          world.store.queue(
            'changes',
            part.map((index) => [`c${index}`, null]),
          );
        }
        const wanted = indexes.length;
        const limit = Math.max(deleteBrake.atLeast, Math.floor(deleteBrake.share * 20));
        const ended = await world.run(() => startWriter(world).ended);
        assert.equal(world.store.state === 'parked', wanted > limit, `${wanted} of ${limit}`);
        assert.ok(20 - world.campaign.records.size <= limit);
        if (pauseAfter(ended, 0, world) === null) {
          world.confirmed.set('contact', wanted);
          world.database.once('confirm', { kind: 'confirmDeletes', mapping: 'contact', upTo: wanted });
          await world.run(() => startWriter(world).ended);
        }
        assert.deepEqual([20 - world.campaign.records.size, world.violations], [wanted, []]);
      }),
      { numRuns: 100 },
    );
  });
});
