import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { OutcomeKind, QueuedRecord } from '../../src/core/lane.js';
import type { RecordStory } from '../../src/core/recordStory.js';
import type { ProblemDetails } from '../../src/core/views.js';
import { askAgain } from '../../src/store/again.js';
import { keepCheckpoint } from '../../src/store/checkpoint.js';
import { takeReader, takeWriter, type WriterHold } from '../../src/store/lanes.js';
import { enqueue } from '../../src/store/queue.js';
import { type Contract, contractOf } from '../support/apiContract.js';
import { type ApiWorld, apiWorld } from '../support/apiWorld.js';
import { personal, seedLanes, seedRejected } from '../support/rejectedSeed.js';
import { checkpointOf, keyOf, positionOf, written } from '../support/storedLane.js';

const records = '/api/v1/instances/dev/workflows/ingress/records';
const minutesAgo = (minutes: number) => sql<Date>`now() - ${minutes} * interval '1 minute'`;

describe('what happened to a record', function () {
  this.timeout(60_000);
  let world: ApiWorld;
  let contract: Contract;
  let lanes: Map<string, number>;
  let answered = '';
  let last = 0;
  const newKey = () => {
    last += 1;
    return keyOf(last);
  };
  const laneOf = (name: string) => lanes.get(name) ?? 0;

  before(async () => {
    world = await apiWorld();
    contract = contractOf((await world.ask('/api/v1/openapi.json')).body as object);
    lanes = await seedLanes(world.database, 'contact', 'loyalty');
  });

  const asked = async (key: string, headers = {}) => {
    const answer = await world.ask(`${records}/${key}`, { headers });
    contract.holds('GET', `${records}/${key}`, answer);
    answered += answer.text;
    return answer;
  };
  const story = async (key: string, headers = {}) => {
    const answer = await asked(key, headers);
    assert.equal(answer.status, 200, answer.text);
    const { mappings } = answer.body as RecordStory;
    assert.equal(mappings.length, 1, answer.text);
    return mappings[0] as RecordStory['mappings'][number];
  };
  /** An entry of the ledger. */
  const enter = (key: string, outcome: OutcomeKind, present: boolean, lane = laneOf('contact')) =>
    world.database.db
      .insertInto('records')
      .values({ lane, key, number: 1, hash: null, present, outcome, at: minutesAgo(5) })
      .execute();
  const wait = (key: string, parentKey: string) =>
    world.database.db
      .insertInto('waiting')
      .values({
        lane: laneOf('loyalty'),
        key,
        number: 1,
        parent_lane: 'contact',
        parent_key: parentKey,
        since: minutesAgo(3),
        check_at: minutesAgo(1),
      })
      .execute();

  it('is not told of a key that nothing is kept of while Dynamics does not answer', async () => {
    const answer = await asked(keyOf(999_999), { 'accept-language': 'fr' });
    const { code, detail } = answer.body as ProblemDetails;
    assert.deepEqual([answer.status, code], [404, 'record-not-kept'], answer.text);
    assert.match(detail, /Dynamics 365 ne dit pas/);
  });

  for (const key of ['nobody', '0c0ffee0-0000-e711-a94e-00000000000', `${keyOf(1)}0`, '%00']) {
    it(`is not told of what is no key: ${key}`, async () => {
      const answer = await asked(key, { 'accept-language': 'fr' });
      const { code, detail } = answer.body as ProblemDetails;
      assert.deepEqual([answer.status, code], [404, 'record-unknown'], answer.text);
      assert.match(detail, /^On ne sait rien/);
    });
  }

  it('that was written: when, and how', async () => {
    const key = newKey();
    await enter(key, 'inserted', true);
    const { now, inCampaign, last: done, queuedAt, waiting, rejected } = await story(key.toUpperCase());
    assert.deepEqual(
      [now, inCampaign, done?.outcome, queuedAt, waiting, rejected],
      ['written', true, 'inserted', null, null, null],
    );
    const ageMs = Date.now() - Date.parse(done?.at ?? '');
    assert.ok(ageMs > 4 * 60_000 && ageMs < 10 * 60_000, `${ageMs}`);
  });

  it('that was deleted', async () => {
    const key = newKey();
    await enter(key, 'deleted', false);
    const { now, inCampaign, last: done } = await story(key);
    assert.deepEqual([now, inCampaign, done?.outcome], ['deleted', false, 'deleted']);
  });

  it('that left the filter, or was deleted in Dynamics, and stays in Campaign', async () => {
    const [filtered, kept] = [newKey(), newKey()];
    await enter(filtered, 'filteredOut', true);
    await enter(kept, 'gone', true);
    const [one, other] = [await story(filtered), await story(kept)];
    assert.deepEqual([one.now, one.inCampaign, one.conditions], ['filteredOut', true, null]);
    assert.deepEqual([other.now, other.inCampaign, other.conditions], ['kept', true, []]);
  });

  it('that an older release left alone, as far as it is known while Dynamics does not answer', async () => {
    const [there, away] = [newKey(), newKey()];
    await enter(there, 'dropped', true);
    await enter(away, 'dropped', false);
    assert.deepEqual([(await story(there)).now, (await story(away)).now], ['written', 'absent']);
  });

  it('that waits for its parent, with the reason', async () => {
    const [missing, refused, gone, out, there] = [newKey(), newKey(), newKey(), newKey(), newKey()];
    await seedRejected(world.database, laneOf('contact'), [{ key: refused }]);
    await enter(refused, 'rejected', false);
    await enter(gone, 'deleted', false);
    await enter(out, 'deletedFiltered', false);
    await enter(there, 'inserted', true);
    for (const [parent, code, words] of [
      [missing, 'parent-not-known', /Son parent du mapping de table contact n’est pas dans Campaign/],
      [refused, 'parent-rejected', /contact a été rejeté/],
      [gone, 'parent-gone', /contact a été supprimé/],
      [out, 'parent-filtered', /contact est écarté par le filtre/],
      [there, 'parent-there', /contact est maintenant dans Campaign/],
    ] as const) {
      const key = newKey();
      await wait(key, parent);
      const { now, inCampaign, waiting } = await story(key, { 'accept-language': 'fr' });
      assert.deepEqual(
        [now, inCampaign, waiting?.parentMapping, waiting?.parentKey, waiting?.reason.code],
        ['waiting', false, 'contact', parent, code],
      );
      assert.match(waiting?.reason.sentence ?? '', words);
      assert.ok(Date.parse(waiting?.since ?? '') < Date.now());
    }
  });

  it('that was rejected, with the reason and its place in the list', async () => {
    const key = newKey();
    const [id] = await seedRejected(world.database, laneOf('contact'), [{ key }]);
    await enter(key, 'rejected', true);
    const { now, inCampaign, rejected } = await story(key);
    assert.deepEqual([now, inCampaign, rejected?.id, rejected?.at], ['rejected', true, id, '2026-03-01T12:00:00.000Z']);
    assert.equal(rejected?.reason.sentence, 'Campaign does not accept the e-mail address in email.');
    await askAgain(world.database.db, laneOf('contact'), [key], 'retry');
    assert.equal((await story(key)).now, 'retrying');
  });

  it('whose delete is held back', async () => {
    const key = newKey();
    await enter(key, 'updated', true);
    await world.database.db
      .insertInto('pending_deletes')
      .values({ lane: laneOf('contact'), key, number: 2, held_at: minutesAgo(1) })
      .execute();
    const { now, inCampaign } = await story(key);
    assert.deepEqual([now, inCampaign], ['deleteHeld', true]);
  });

  describe('in the queue', () => {
    let writer: WriterHold;
    const [twice, done, once, earlier] = [newKey(), newKey(), newKey(), newKey()];
    const version = (key: string): QueuedRecord => [key, { contactid: key, lastname: personal }];

    before(async () => {
      const { db, sealer } = world.database;
      const { fence } = await takeReader(db, 'dev', 'ingress');
      const hold = await takeWriter(db, 'dev', 'ingress', 'contact');
      assert.ok(hold);
      writer = hold;
      await enter(earlier, 'inserted', true);
      const chunk = [version(twice), version(done), version(once), version(twice), version(earlier)];
      const page = { phase: 'changes', chunks: [chunk], next: positionOf('changes', 'link'), end: true } as const;
      assert.equal((await enqueue(db, sealer, laneOf('contact'), fence, 0, page)).kind, 'moved');
    });

    it('is told as such, whatever was done with it earlier', async () => {
      for (const key of [twice, done, once]) {
        const { now, inCampaign, queuedAt, last: so } = await story(key);
        assert.deepEqual([now, inCampaign, so], ['queued', false, null]);
        assert.ok(Date.parse(queuedAt ?? '') <= Date.now());
      }
      const { now, inCampaign, last: so } = await story(earlier);
      assert.deepEqual([now, inCampaign, so?.outcome], ['queued', true, 'inserted']);
    });

    it('until it is done, though its neighbours are not', async () => {
      const outcomes = [done, twice].map((key) => written(0, 1, { key }));
      // Of the record that is there twice, the older version is done with; of the other one, all is.
      const open = checkpointOf(outcomes.slice(0, 1), { number: 1, done: [0b0_0011], open: 3 });
      assert.ok(await keepCheckpoint(world.database.db, world.database.sealer, writer, open));
      assert.deepEqual([(await story(done)).now, (await story(twice)).now], ['written', 'queued']);
      assert.equal((await story(done)).queuedAt, null);
      const over = checkpointOf(outcomes.slice(1), { number: 1, done: [0b0_1011], open: 2 });
      assert.ok(await keepCheckpoint(world.database.db, world.database.sealer, writer, over));
      assert.deepEqual([(await story(twice)).now, (await story(once)).now], ['written', 'queued']);
    });
  });

  it('is told of every mapping that knows it', async () => {
    const key = newKey();
    await enter(key, 'inserted', true);
    await enter(key, 'deleted', false, laneOf('loyalty'));
    const { key: told, mappings } = (await asked(key)).body as RecordStory;
    assert.equal(told, key);
    assert.deepEqual(
      mappings.map(({ mapping, now }) => [mapping, now]),
      [
        ['contact', 'written'],
        ['loyalty', 'deleted'],
      ],
    );
  });

  it('tells no value of a record, nor does the log', () => {
    assert.ok(answered.length > 1_000 && !answered.includes(personal));
    assert.ok(world.logged().includes('/records/') && !world.logged().includes(personal));
  });
});
