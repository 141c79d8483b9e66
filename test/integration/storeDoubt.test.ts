import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { Outcome } from '../../src/core/lane.js';
import { noteDoubt } from '../../src/store/doubt.js';
import { releaseWriter, renewWriter, takeWriter } from '../../src/store/lanes.js';
import { deleted, type Family, storedFamily } from '../support/storedFamily.js';
import { instance, keyOf, workflow, written } from '../support/storedLane.js';

const take = ({ store: { db } }: Family) => takeWriter(db, instance, workflow, 'contact');

const doubts = async ({ store: { db } }: Family) => {
  const { rows } = await sql<{ key: string; seconds: number }>`
    select key, extract(epoch from due_at - clock_timestamp())::float8 as seconds from in_doubt order by key`.execute(
    db,
  );
  return rows.map(({ key, seconds }) => [Number(key.slice(-12)), Math.round(seconds / 10) * 10]);
};

const due = ({ store: { db } }: Family) => sql`update in_doubt set due_at = clock_timestamp()`.execute(db);

describe('store: records in doubt', function () {
  this.timeout(60_000);

  it('tells a writer that its predecessor did not give the lane back, or had calls cut off', async () => {
    const family = await storedFamily({ contact: {} });
    const { db } = family.store;
    const { writer } = family.lane('contact');
    assert.deepEqual([writer.dirty, writer.waitMs], [false, 0]);
    await renewWriter(db, writer);
    const second = await take(family);
    assert.ok(second && second.dirty && second.waitMs > 5_000, 'it did not give it back');
    await renewWriter(db, second);
    await releaseWriter(db, second, false);
    const third = await take(family);
    assert.ok(third);
    assert.deepEqual([third.dirty, third.waitMs], [true, 0], 'it sends nothing more, but what it sent may land');
    const fourth = await take(family);
    assert.equal(fourth?.dirty, true, 'the third did nothing about it');
    await releaseWriter(db, third, true);
    assert.equal((await take(family))?.dirty, true, 'nor has it the lane any more');
    const last = await take(family);
    assert.ok(last);
    await releaseWriter(db, last, true);
    assert.deepEqual([(await take(family))?.dirty, (await take(family))?.waitMs], [false, 0]);
  });

  it('clears the hash at once, and has the record read again when the call can no longer land', async () => {
    const family = await storedFamily({ contact: {} });
    const { db } = family.store;
    const lane = family.lane('contact');
    await lane.keep([written(1, 1), written(2, 1)]);
    await noteDoubt(db, lane.writer, [1, 3, 3].map(keyOf));
    assert.deepEqual([(await lane.known(1))?.hash, [...((await lane.known(2))?.hash ?? [])]], [null, [2, 1]]);
    assert.deepEqual(await doubts(family), [
      [1, 120],
      [3, 120],
    ]);
    await family.tend();
    assert.deepEqual(await lane.again(), []);
    await lane.keep([written(1, 2)]);
    await due(family);
    const needs = await family.tend();
    assert.deepEqual([await lane.again(), needs?.[0]?.again], [[1, 3], true]);
    assert.equal((await lane.known(1))?.hash, null, 'what was written meanwhile may have been written over');
    assert.deepEqual(await doubts(family), []);
  });

  it('lets no version that was planned before bring a cleared hash back, unless Campaign was asked', async () => {
    const family = await storedFamily({ contact: {} });
    const lane = family.lane('contact');
    await lane.keep([written(1, 1), written(2, 1), written(3, 1), written(4, 1)]);
    const entry = { hash: (await lane.known(1))?.hash ?? null, present: true };
    await noteDoubt(family.store.db, lane.writer, [1, 2, 3].map(keyOf));
    await due(family);
    await family.tend();
    await lane.keep([
      written(1, 2, { kind: 'suppressed', entry }),
      written(2, 2, { kind: 'dropped', entry }),
      written(3, 2, { kind: 'unchanged', entry }),
      written(4, 2, { kind: 'dropped', entry: { hash: null, present: true } }),
    ]);
    const hashes = await Promise.all([1, 2, 3, 4].map(async (index) => (await lane.known(index))?.hash ?? null));
    assert.deepEqual(
      hashes.map((hash) => hash && [...hash]),
      [null, null, [1, 1], [4, 1]],
    );
    assert.deepEqual([(await lane.known(1))?.number, (await lane.known(2))?.number], [2, 2]);
  });

  it('keeps that Campaign does not have a record until a call for it is in doubt', async () => {
    const family = await storedFamily({ contact: {} });
    const lane = family.lane('contact');
    const gone: Partial<Outcome> = { entry: { hash: new Uint8Array(), present: false }, absent: true };
    const hashOf = async (index: number) => (await lane.known(index))?.hash;
    await lane.keep([written(1, 1), written(2, 1), written(3, 1)]);
    await noteDoubt(family.store.db, lane.writer, [keyOf(2)]);
    await lane.keep([deleted(1, 2, gone), written(2, 2, { kind: 'dropped', ...gone })]);
    assert.deepEqual([(await hashOf(1))?.length, (await hashOf(2))?.length], [0, 0]);
    await noteDoubt(family.store.db, lane.writer, [keyOf(1)]);
    assert.equal(await hashOf(1), null);
  });

  it('doubts an outcome after a call that may land yet, from its last such call on', async () => {
    const family = await storedFamily({ contact: {} });
    const lane = family.lane('contact');
    await lane.keep([written(1, 1, { doubtful: true }), written(2, 1)]);
    assert.equal((await lane.known(1))?.hash, null);
    await sql`update in_doubt set due_at = due_at - interval '60 seconds'`.execute(family.store.db);
    assert.deepEqual(await doubts(family), [[1, 60]]);
    await lane.keep([written(1, 2, { doubtful: true, kind: 'updated' })]);
    assert.deepEqual(await doubts(family), [[1, 120]]);
  });

  it('notes nothing for a writer whose lane another has taken', async () => {
    const family = await storedFamily({ contact: {} });
    const lane = family.lane('contact');
    await lane.keep([written(1, 1)]);
    await take(family);
    await noteDoubt(family.store.db, lane.writer, [keyOf(1)]);
    assert.deepEqual([await doubts(family), (await lane.known(1))?.hash === null], [[], false]);
  });

  it('loses no doubt when two tend at once while the record is written', async () => {
    const family = await storedFamily({ contact: {} });
    const lane = family.lane('contact');
    for (let round = 1; round <= 20; round += 1) {
      await noteDoubt(family.store.db, lane.writer, [1, 2, 3].map(keyOf));
      await due(family);
      await Promise.all([family.tend(), lane.keep([3, 2, 1].map((index) => written(index, round))), family.tend()]);
      assert.deepEqual([await lane.again(), await doubts(family)], [[1, 2, 3], []]);
      await sql`delete from again`.execute(family.store.db);
    }
  });
});
