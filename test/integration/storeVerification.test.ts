import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { VerifyStep } from '../../src/core/verification.js';
import {
  beginVerification,
  endVerification,
  forgetVerifications,
  newestVerification,
  takeVerification,
} from '../../src/store/verifications.js';
import { askAgain } from '../../src/store/again.js';
import { readOverview } from '../../src/store/overview.js';
import {
  billVerifyCalls,
  dueCandidates,
  keepVerifyStep,
  repeatedKeys,
  seenKeys,
  standingKeys,
} from '../../src/store/verificationSteps.js';
import { contact, type HeldLane, heldLane, instance, keyOf, workflow } from '../support/storedLane.js';

const mapping = 'contact';

/** A lane that was loaded, and a verification of it. */
async function verified() {
  const lane = await heldLane();
  const { db, sealer } = lane.store;
  await sql`update lanes set loaded_at = clock_timestamp() where id = ${lane.id}`.execute(db);
  const begun = await beginVerification(db, { instance, mapping, repair: false, by: 'test' });
  assert.ok(begun.kind === 'begun');
  const hold = await takeVerification(db, sealer, begun.id);
  assert.ok(hold);
  const keep = (step: Partial<VerifyStep>) => keepVerifyStep(db, sealer, hold, { stand: hold.stand, ...step });
  return { ...lane, db, hold, keep };
}

const atRest = ({ id, store: { db } }: HeldLane) =>
  sql`update lanes set position_at = clock_timestamp() - interval '1 hour', writer_lease_until = null where id = ${id}`.execute(
    db,
  );

describe('store: what a verification keeps', function () {
  this.timeout(60_000);

  it('knows in which walk it saw a key last, and which keys Campaign may hold more than once', async () => {
    const { db, hold, keep } = await verified();
    await keep({ seen: [keyOf(1), keyOf(2)], repeated: [keyOf(2)] });
    assert.deepEqual(
      [...(await seenKeys(db, hold.id, [1, 2, 3].map(keyOf)))],
      [
        [keyOf(1), 0],
        [keyOf(2), 0],
      ],
    );
    const anew = { ...hold.stand, restarts: 2 };
    await keep({ stand: anew, seen: [keyOf(2), keyOf(3)], repeated: [keyOf(2), keyOf(3)] });
    const seen = await seenKeys(db, hold.id, [1, 2, 3].map(keyOf));
    assert.deepEqual([...seen.values()].sort(), [0, 2, 2]);
    assert.deepEqual((await repeatedKeys(db, hold, 10)).keys.sort(), [keyOf(2), keyOf(3)]);
    assert.equal((await newestVerification(db, instance, mapping))?.toLookAtAgain, 2);
    await keep({ cleared: [keyOf(2)] });
    assert.deepEqual((await repeatedKeys(db, hold, 10)).keys, [keyOf(3)]);
    await endVerification(db, hold.id, 'done');
    await forgetVerifications(db);
    assert.deepEqual((await repeatedKeys(db, hold, 10)).keys, []);
  });

  it('tells where a record stands, and whether its lane is at work', async () => {
    const lane = await verified();
    const { db, hold, id, put, keep } = lane;
    await put('load', [[contact(1)]]);
    await askAgain(db, id, [keyOf(2)], 'repair');
    await sql`
      insert into waiting (lane, key, number, parent_lane, parent_key, since, check_at)
      select ${id}::integer, key, 1, 'account', ${keyOf(9)}::uuid, clock_timestamp(), clock_timestamp()
      from unnest(${[keyOf(1), keyOf(3)]}::uuid[]) as part (key)`.execute(db);
    assert.deepEqual(Object.fromEntries(await standingKeys(db, id, [1, 2, 3, 4].map(keyOf))), {
      [keyOf(1)]: 'queued',
      [keyOf(2)]: 'queued',
      [keyOf(3)]: 'waiting',
    });
    await keep({ candidates: [{ key: keyOf(4), version: null, looks: 1 }] });
    assert.equal((await dueCandidates(db, hold, 10))?.busy, true);
    await atRest(lane);
    const found = await dueCandidates(db, hold, 10);
    assert.deepEqual([found?.busy, (await repeatedKeys(db, hold, 10)).busy], [false, false]);
  });

  it('counts calls to Campaign with the step that made them, for itself and for its lane', async () => {
    const { db, store, hold, keep } = await verified();
    await keep({ engineCalls: 3 });
    await billVerifyCalls(db, hold, 2);
    const later = await takeVerification(db, store.sealer, hold.id);
    assert.ok(later);
    assert.equal(await keep({ engineCalls: 5 }), null, 'another attempt has it');
    const counted = async () => {
      const [lane] = await readOverview(db, instance, workflow);
      const verification = await newestVerification(db, instance, mapping);
      return [verification?.engineCalls, lane?.calls.verify, lane?.counts.engineCalls];
    };
    assert.deepEqual(await counted(), [5, 5, 0]);
  });
});
