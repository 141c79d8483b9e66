import assert from 'node:assert/strict';
import { laneSettings } from '../../src/core/config/settings.js';
import {
  activeOnly,
  type FamilyMember,
  familyMembers,
  familyRules,
  keyOf,
  lookupOf,
} from '../support/simulation/lanePlan.js';
import { endKind, startWriter } from '../support/simulation/operate.js';
import { record, records } from '../support/simulation/records.js';
import { watch } from '../support/simulation/watch.js';
import { makeWorld, type SimulatedLane, type World, type WorldOptions } from '../support/simulation/world.js';

function worldWith(options: Partial<WorldOptions> = {}): World {
  const world = makeWorld({ seed: 7, ...options });
  watch(world);
  return world;
}

/** Lets one writer drain the lane until it finds nothing more. */
async function drain(world: World, lane = world.name): Promise<void> {
  const ended = await world.run(() => startWriter(world, { lane }).ended);
  assert.equal(endKind(ended), 'idle');
  assert.deepEqual(world.violations, []);
  assert.equal(world.lanes.get(lane)?.store.open, 0);
}

/** Before the next checkpoint is kept c0 is changed in Campaign by somebody else, and its hash is cleared so that it is compared. */
function clearBeforeNextCheckpoint({ store, campaign }: World, lastName: string): void {
  const keep = store.keep.bind(store);
  store.keep = (checkpoint) => {
    store.keep = keep;
    campaign.records.set('c0', { ...campaign.records.get('c0'), lastName });
    store.inDoubt.delete('c0');
    store.clearHash('c0');
    keep(checkpoint);
  };
}

const callsFor = ({ campaign }: World, key: string) =>
  campaign.sent.filter((call) => call.key === key).map((call) => call.verb);

describe('engine: writing a lane', () => {
  it('creates what is new with one call, and counts it', async () => {
    const world = worldWith();
    world.store.queue('load', records(3));
    await drain(world);
    assert.deepEqual(callsFor(world, 'c1'), ['create']);
    assert.deepEqual(world.campaign.records.get('c1'), { externalId: 'c1', lastName: 'name 1', version: 1 });
    assert.deepEqual([world.store.counts.inserted, world.store.engineCalls], [3, 3]);
  });

  it('adopts a record that is there, and sends only what differs', async () => {
    const world = worldWith();
    world.campaign.records.set('c0', { externalId: 'c0', lastName: 'name 1', version: 0, own: 'kept' });
    world.store.queue('load', records(1));
    await drain(world);
    assert.deepEqual(callsFor(world, 'c0'), ['create', 'find', 'patch']);
    assert.deepEqual(world.campaign.records.get('c0'), {
      externalId: 'c0',
      lastName: 'name 1',
      version: 1,
      own: 'kept',
    });
    assert.deepEqual([world.store.counts.updated, world.store.engineCalls], [1, 3]);
  });

  it('makes no call for a change that touches nothing mapped', async () => {
    const world = worldWith();
    world.store.queue('load', records(2));
    world.store.queue('changes', [record('c0', 1, { note: 'changed' }), record('c1', 2)]);
    await drain(world);
    assert.deepEqual(callsFor(world, 'c0'), ['create']);
    assert.deepEqual(callsFor(world, 'c1'), ['create', 'patchUnseen']);
    assert.deepEqual([world.store.counts.suppressed, world.store.counts.updated], [1, 1]);
  });

  it('collapses versions of one record in a chunk to the last, a delete included', async () => {
    const world = worldWith({ mapping: { applyDeletes: true } });
    const [one, two] = [record('c0', 1), record('c0', 3)];
    world.store.queue('changes', [one, record('c0', 2), two, record('c1', 1), ['c1', null]]);
    await drain(world);
    assert.deepEqual(callsFor(world, 'c0'), ['create']);
    assert.equal(world.campaign.records.get('c0')?.['version'], 3);
    assert.equal(world.campaign.records.has('c1'), false);
    assert.equal(world.store.counts.dropped, 4);
  });

  it('never writes an older version than the ledger knows', async () => {
    const world = worldWith();
    world.store.ledger.set('c0', { number: 9, hash: null, present: true });
    world.store.queue('changes', records(1));
    await drain(world);
    assert.deepEqual(world.campaign.sent, []);
    assert.equal(world.store.counts.dropped, 1);
  });

  it('compares a record whose hash was cleared while a version that touches nothing mapped was on its way', async () => {
    const world = worldWith();
    world.store.queue('load', records(1));
    await drain(world);
    clearBeforeNextCheckpoint(world, 'tampered');
    world.store.queue('changes', [record('c0', 1, { note: 'changed' })]);
    await drain(world);
    // What asked for the comparison is read again.
    world.store.queue('changes', records(1));
    await drain(world);
    assert.deepEqual(callsFor(world, 'c0'), ['create', 'find', 'patch']);
    assert.equal(world.campaign.records.get('c0')?.['lastName'], 'name 1');
  });

  it('compares a record that was written over, before the checkpoint, by a call that landed late', async () => {
    const world = worldWith();
    world.store.queue('load', records(1));
    await drain(world);
    world.store.doubt(['c0']);
    clearBeforeNextCheckpoint(world, 'late');
    world.store.queue('changes', records(1, 2));
    await drain(world);
    assert.equal(world.campaign.records.get('c0')?.['lastName'], 'late');
    world.store.queue('changes', records(1, 2));
    await drain(world);
    assert.equal(world.campaign.records.get('c0')?.['lastName'], 'name 2');
  });

  it('obeys the delete brake over chunks of a load, which are otherwise written side by side', async () => {
    const world = worldWith({
      mapping: { filter: activeOnly, deleteFiltered: true },
      settings: { deleteBrake: { share: 0.1, atLeast: 2 } },
    });
    world.store.queue('load', records(9));
    await drain(world);
    const gone = records(6, 2).map(([key]) => record(key, 2, { statecode: 1 }));
    for (const part of [gone.slice(0, 2), gone.slice(2, 4), gone.slice(4)]) world.store.queue('load', part);
    await world.run(() => startWriter(world).ended);
    assert.equal(world.store.failure?.code, 'too-many-deletes');
    assert.deepEqual([world.campaign.records.size, world.violations], [7, []]);
  });

  it('counts held deletes that have become ripe, which leave as rows that do not pass', async () => {
    const settings = laneSettings.parse({ deleteBrake: { share: 0, atLeast: 2 } });
    const choice = { filter: activeOnly, deleteFiltered: true, unique: true };
    const world = worldWith({ rules: familyRules(familyMembers.slice(0, 2), () => choice, settings) });
    const [contact] = familyMembers;
    const keys = [0, 1, 2].map((index) => keyOf(contact as FamilyMember, index));
    world.store.queue(
      'load',
      keys.map((key) => record(key, 1)),
    );
    await drain(world);
    for (const key of keys.slice(1))
      world.store.pendingDeletes.set(key, { number: 1, heldAt: 0, state: 'ripe', passedAt: 0 });
    world.store.queue(
      'changes',
      keys.map((key) => record(key, 2, { statecode: 1 })),
    );
    await world.run(() => startWriter(world).ended);
    assert.deepEqual([world.store.failure?.code, world.campaign.records.size], ['too-many-deletes', 3]);
  });

  it('counts deletes that a person confirmed for as long as the confirmation does', async () => {
    const world = worldWith({ mapping: { applyDeletes: true }, settings: { deleteBrake: { share: 0, atLeast: 2 } } });
    const keys = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const pass = (minutes: number) => world.run(() => world.time.sleep(minutes * 60_000));
    const write = async () => {
      await world.run(() => startWriter(world).ended);
      return world.store.failure?.code ?? null;
    };
    const remove = (from: number, count: number) => {
      world.store.queue(
        'changes',
        keys.slice(from, from + count).map((key) => [key, null]),
      );
      return write();
    };
    const confirm = (id: string, upTo: number) => {
      world.database.once(id, { kind: 'confirmDeletes', mapping: 'contact', upTo });
      world.confirmed.set('contact', upTo);
    };
    world.store.queue(
      'load',
      keys.map((key) => record(key, 1)),
    );
    await drain(world);
    confirm('a', 8);
    assert.deepEqual(
      [await remove(0, 6), await remove(6, 3)],
      [null, 'too-many-deletes'],
      'it lets eight go, not nine',
    );
    confirm('b', 9);
    await pass(10);
    assert.equal(await write(), null);
    await pass(24 * 60 - 5);
    world.confirmed.delete('contact');
    assert.equal(await remove(9, 1), null, 'its day is over, and theirs is not');
    assert.equal(await remove(10, 2), 'too-many-deletes', 'others count as before');
    confirm('c', 3);
    assert.equal(await write(), null, 'a later confirmation does not bring them back');
    assert.deepEqual([world.campaign.records.size, world.violations], [8, []]);
  });

  it('does not brake for deletes of records that are not in Campaign', async () => {
    const world = worldWith({ mapping: { applyDeletes: true }, settings: { deleteBrake: { share: 0, atLeast: 1 } } });
    world.store.queue(
      'changes',
      records(5).map(([key]) => [key, null]),
    );
    await drain(world);
    assert.equal(world.store.counts.dropped, 5);
  });

  it('creates nothing for a key that is in doubt where Campaign would take it twice', async () => {
    const idField = { column: 'contactid', field: 'externalId', lookup: { by: 'path' }, unique: false } as const;
    const world = worldWith({ mapping: { idField } });
    world.store.doubt(['c0']);
    world.store.queue('changes', records(2));
    await drain(world);
    assert.deepEqual([...world.campaign.records.keys()], ['c1']);
    assert.deepEqual([world.store.counts.dropped, world.store.counts.inserted], [1, 1]);
  });

  it('deletes only what Dynamics, asked by key, no longer has', async () => {
    const world = worldWith({ mapping: { applyDeletes: true } });
    world.store.queue('load', records(2));
    world.source.put('c0', record('c0', 1)[1] ?? {});
    world.store.queue('changes', [
      ['c0', null],
      ['c1', null],
      ['never', null],
    ]);
    await drain(world);
    assert.deepEqual([...world.campaign.records.keys()], ['c0']);
    assert.deepEqual(callsFor(world, 'c1'), ['create', 'find', 'remove']);
    assert.deepEqual(callsFor(world, 'never'), ['find']);
    const { deleted, dropped, unchanged } = world.store.counts;
    assert.deepEqual([deleted, dropped, unchanged], [1, 1, 1], 'what is there is compared');
  });

  it('leaves deletes alone unless they are to be applied', async () => {
    const world = worldWith();
    world.store.queue('load', records(1));
    world.store.queue('changes', [['c0', null]]);
    await drain(world);
    assert.deepEqual([...world.campaign.records.keys()], ['c0']);
    assert.equal(world.source.reads, 1, 'Dynamics is asked whether it came again');
  });

  it('deletes no record for a filter that it passes again by now, and does not overtake its later versions', async () => {
    for (const later of [[], [record('c0', 3)]]) {
      const world = worldWith({ mapping: { filter: activeOnly, deleteFiltered: true } });
      world.source.put('c0', record('c0', 3)[1] ?? {});
      world.store.queue('load', [record('c0', 1)]);
      world.store.queue('changes', [record('c0', 2, { statecode: 1 })]);
      world.store.queue('changes', later);
      await drain(world);
      assert.deepEqual(
        callsFor(world, 'c0'),
        later.length > 0 ? ['create', 'patchUnseen'] : ['create', 'find', 'patch'],
      );
      assert.equal(world.campaign.records.get('c0')?.['version'], 3);
    }
  });

  for (const applyDeletes of [true, false]) {
    const deletes = `deletes are ${applyDeletes ? '' : 'not '}applied`;

    it(`writes a record that was deleted and came again, told as row and deletion in any order (${deletes})`, async () => {
      const versions = [record('c0', 2), ['c0', null]] as const;
      for (const told of [versions, versions.toReversed(), versions.slice(1)]) {
        const world = worldWith({ mapping: { applyDeletes } });
        world.store.queue('load', records(1));
        await drain(world);
        world.source.put('c0', record('c0', 2)[1] ?? {});
        world.store.queue('changes', told);
        await drain(world);
        assert.equal(world.campaign.records.get('c0')?.['version'], 2);
        assert.equal(callsFor(world, 'c0').includes('remove'), false);
      }
    });

    it(`does not overtake later versions of such a record in the queue (${deletes})`, async () => {
      const world = worldWith({ mapping: { applyDeletes } });
      world.store.queue('load', records(1));
      await drain(world);
      world.source.put('c0', record('c0', 4)[1] ?? {});
      for (const told of [['c0', null], record('c0', 2), ['c0', null], record('c0', 3)] as const)
        world.store.queue('changes', [told]);
      await drain(world);
      assert.deepEqual(callsFor(world, 'c0'), ['create', 'patchUnseen', 'patchUnseen']);
      assert.equal(world.campaign.records.get('c0')?.['version'], 3);
    });

    it(`keeps a record waiting that was deleted and came again (${deletes})`, async () => {
      const choice = { unique: true, applyDeletes };
      const world = worldWith({ rules: familyRules(familyMembers.slice(0, 2), () => choice, laneSettings.parse({})) });
      const [contact, card] = familyMembers as [FamilyMember, FamilyMember];
      const { source, store } = world.lanes.get('card') as SimulatedLane;
      const [key, parent] = [keyOf(card, 0), keyOf(contact, 0)];
      source.put(key, { lastname: 'name 1', version: 1, statecode: 0, [lookupOf('contact')]: parent });
      store.queue('changes', [[key, source.rows.get(key) ?? null]]);
      store.queue('changes', [[key, null]]);
      await drain(world, 'card');
      assert.deepEqual(store.waiting.get(key)?.parent, { lane: 'contact', key: parent });
      source.remove(key);
      store.queue('changes', [[key, null]]);
      await drain(world, 'card');
      assert.equal(store.waiting.has(key), false, 'gone for good');
    });

    it(`keeps a record rejected that was deleted and came again (${deletes})`, async () => {
      const world = worldWith({ mapping: { applyDeletes } });
      const refused = record('c0', 1, { lastname: 'refused' });
      world.source.put('c0', refused[1] ?? {});
      world.store.queue('changes', [refused]);
      world.store.queue('changes', [['c0', null]]);
      await drain(world);
      assert.equal(world.store.rejected.get('c0')?.number, 2);
      world.source.remove('c0');
      world.store.queue('changes', [['c0', null]]);
      await drain(world);
      assert.equal(world.store.rejected.has('c0'), false, 'gone for good');
    });
  }

  it('asks Dynamics for deleted records by the hundred', async () => {
    const world = worldWith();
    world.store.queue(
      'changes',
      records(500).map(([key]) => [key, null]),
    );
    await drain(world);
    assert.deepEqual([world.source.reads, world.campaign.sent], [2, []]);
  });

  it('deletes what no longer passes the filter only when told so, and only what it wrote', async () => {
    for (const deleteFiltered of [true, false]) {
      const world = worldWith({ mapping: { filter: activeOnly, deleteFiltered } });
      world.campaign.records.set('c2', { externalId: 'c2' });
      world.store.queue('load', [...records(2), record('c2', 1, { statecode: 1 })]);
      world.store.queue('changes', [record('c0', 2, { statecode: 1 })]);
      await drain(world);
      assert.deepEqual([...world.campaign.records.keys()].sort(), deleteFiltered ? ['c1', 'c2'] : ['c0', 'c1', 'c2']);
    }
  });

  it('makes no call for what was removed, whatever is told of it, until a call for it is in doubt or a replay', async () => {
    const mapping = { filter: activeOnly, deleteFiltered: true, applyDeletes: true };
    const world = worldWith({ mapping });
    const outside = (version: number) => record('c0', version, { statecode: 1 });
    world.store.queue('load', records(1));
    world.store.queue('changes', [outside(2)]);
    await drain(world);
    const removed = ['create', 'find', 'remove'];
    for (let version = 3; version < 8; version += 1) world.store.queue('changes', [outside(version)]);
    world.store.queue('changes', [['c0', null]]);
    await drain(world);
    assert.deepEqual(callsFor(world, 'c0'), removed);
    world.campaign.records.set('c0', { externalId: 'c0' });
    world.store.clearHash('c0');
    world.store.queue('changes', [outside(8)]);
    await drain(world);
    assert.deepEqual([callsFor(world, 'c0'), world.campaign.records.size], [[...removed, 'find', 'remove'], 0]);
    world.store.queue('replay', [outside(8)]);
    await drain(world);
    assert.equal(callsFor(world, 'c0').at(-1), 'find');
    world.store.queue('changes', records(1, 9));
    await drain(world);
    assert.equal(world.campaign.records.get('c0')?.['version'], 9);
  });

  it('looks once for a deleted record that the ledger does not know: it may have been there before', async () => {
    const world = worldWith({ mapping: { applyDeletes: true } });
    world.campaign.records.set('c0', { externalId: 'c0' });
    for (let time = 0; time < 3; time += 1)
      world.store.queue('changes', [
        ['c0', null],
        ['never', null],
      ]);
    await drain(world);
    assert.deepEqual(callsFor(world, 'c0'), ['find', 'remove']);
    assert.deepEqual(callsFor(world, 'never'), ['find']);
    assert.equal(world.campaign.records.size, 0);
  });

  it('keeps nothing of a removal while a call for the record may land yet', async () => {
    const world = worldWith({ mapping: { applyDeletes: true } });
    world.store.queue('load', records(1));
    await drain(world);
    world.store.doubt(['c0']);
    for (let time = 0; time < 2; time += 1) world.store.queue('changes', [['c0', null]]);
    await drain(world);
    assert.deepEqual(callsFor(world, 'c0'), ['create', 'find', 'remove', 'find']);
    assert.equal(world.store.ledger.get('c0')?.hash, null);
  });

  it('reads a row again by key when it lacks what the mapping needs', async () => {
    const world = worldWith();
    world.source.put('c0', record('c0', 5)[1] ?? {});
    world.store.queue('changes', [
      ['c0', { contactid: 'c0', lastname: 'old' }],
      ['gone', { contactid: 'gone', lastname: 'old' }],
    ]);
    await drain(world);
    assert.equal(world.campaign.records.get('c0')?.['version'], 5);
    assert.deepEqual(callsFor(world, 'gone'), []);
    assert.equal(world.source.reads, 1);
  });

  it('writes chunks of a first load side by side', async () => {
    const world = worldWith();
    const all = records(200);
    world.store.queue('load', all.slice(0, 100));
    world.store.queue('load', all.slice(100));
    await drain(world);
    assert.ok(world.campaign.mostInFlight > 100, `${world.campaign.mostInFlight} in flight`);
  });

  it('gives a chunk of changes its lane, and works on its records side by side', async () => {
    const world = worldWith();
    const all = records(150);
    for (const part of [all.slice(0, 50), all.slice(50, 100), all.slice(100)]) world.store.queue('changes', part);
    await drain(world);
    assert.equal(world.campaign.mostInFlight, 50);
  });

  it('begins a chunk with a key of its neighbour only when that is kept', async () => {
    // The position was lost in the middle of a first load: its table is read again while old chunks are still queued.
    const world = worldWith();
    world.store.queue('load', records(300, 1));
    world.store.queue('load', records(300, 2));
    await drain(world);
    assert.equal(world.campaign.records.get('c7')?.['version'], 2);
    assert.ok([...world.campaign.records.values()].every((profile) => profile['version'] === 2));
  });

  it('goes on with a chunk where the last checkpoint stands', async () => {
    const world = worldWith();
    world.store.queue('changes', records(3));
    const [chunk] = world.store.chunks.values();
    Object.assign(chunk ?? {}, { done: Uint8Array.of(0b101), open: 1 });
    world.store.read -= 2;
    await drain(world);
    assert.deepEqual(
      world.campaign.sent.map((call) => call.key),
      ['c1'],
    );
  });

  it('hears of new chunks while it lingers, and ends when none come', async () => {
    const world = worldWith();
    const startedAt = world.time.now;
    world.store.queue('changes', records(1));
    await world.run(async () => {
      const writer = startWriter(world);
      await world.time.sleep(20_000);
      world.store.queue('changes', records(1, 2));
      assert.equal(endKind(await writer.ended), 'idle');
    });
    assert.equal(world.campaign.records.get('c0')?.['version'], 2);
    assert.ok(world.time.now - startedAt > 50_000, 'it waited 30 s after the last chunk');
  });
});
