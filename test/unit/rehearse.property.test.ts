import assert from 'node:assert/strict';
import fc from 'fast-check';
import { laneSettings } from '../../src/core/config/settings.js';
import type { QueuedRecord } from '../../src/core/lane.js';
import { mapRecord } from '../../src/core/mapping/map.js';
import { digestInput } from '../../src/core/mapping/writePlan.js';
import { preview } from '../../src/engine/preview.js';
import type { LaneRules } from '../../src/engine/rules.js';
import { activeOnly, type FamilyMember, familyMembers, familyRules, keyOf } from '../support/simulation/lanePlan.js';
import { record, records } from '../support/simulation/records.js';
import { lookingAt, rehearsed, writtenWith } from '../support/simulation/rehearsed.js';
import { makeWorld, type World } from '../support/simulation/world.js';

const key = 'c0';
const byFilter = { by: 'filter', filter: 'byKey', parameter: 'key_parameter' } as const;

const cases = fc.record({
  unique: fc.boolean(),
  path: fc.boolean(),
  applyDeletes: fc.boolean(),
  deleteFiltered: fc.boolean(),
  suppressUnchanged: fc.boolean(),
  row: fc.constantFrom('passes', 'leaves', 'gone'),
  known: fc.option(
    fc.record({ hash: fc.constantFrom('equal', 'different', null), present: fc.boolean(), inDoubt: fc.boolean() }),
  ),
  inCampaign: fc.constantFrom('equal', 'different', 'ambiguous', null),
});
type Case = typeof cases extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** An update without a look. */
const rarest: Case = {
  unique: true,
  path: true,
  applyDeletes: false,
  deleteFiltered: false,
  suppressUnchanged: true,
  row: 'passes',
  known: { hash: 'different', present: true, inDoubt: false },
  inCampaign: 'different',
};

const rowOf = ({ row }: Pick<Case, 'row'>): QueuedRecord =>
  row === 'gone' ? [key, null] : record(key, 2, { statecode: row === 'leaves' ? 1 : 0 });

const hashOf = ({ compiled }: LaneRules, [id, row]: QueuedRecord): Uint8Array => {
  const mapped = mapRecord(compiled, row ?? { contactid: id });
  assert.equal(mapped.kind, 'mapped');
  return Buffer.from(mapped.kind === 'mapped' ? digestInput(compiled, mapped) : '');
};

/** A world in which both systems and the ledger stand to each other as drawn; the writer that comes remembers no reference. */
function worldOf({ path, unique, known, inCampaign, applyDeletes, deleteFiltered, ...drawn }: Case): World {
  const lookup = path ? ({ by: 'path' } as const) : byFilter;
  const idField = { column: 'contactid', field: 'externalId', lookup, unique };
  const world = makeWorld({
    seed: 7,
    mapping: { idField, applyDeletes, deleteFiltered, filter: activeOnly },
    settings: { suppressUnchanged: drawn.suppressUnchanged },
    campaign: { forgetting: path ? 0 : 1 },
  });
  world.store.nextNumber = 5;
  if (drawn.row !== 'gone') world.source.put(key, rowOf(drawn)[1] ?? {});
  if (known) {
    const versions = { equal: 2, different: 1 };
    const hash = known.hash && hashOf(world.rules, record(key, versions[known.hash]));
    world.store.ledger.set(key, { number: 1, hash, present: known.present });
    if (known.inDoubt) world.store.doubt([key]);
  }
  if (inCampaign) {
    const version = inCampaign === 'equal' ? 2 : 1;
    world.campaign.records.set(key, { externalId: key, lastName: `name ${version}`, version });
  }
  // Nobody can patch one of several records without a look.
  if (inCampaign === 'ambiguous' && !path) world.campaign.ambiguous.add(key);
  return world;
}

describe('a rehearsal', () => {
  it('costs what its writer pays, however both systems and the ledger stand to each other', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const world = worldOf(drawn);
        const { kind, calls } = await rehearsed(world, rowOf(drawn));
        assert.equal(await writtenWith(world, [rowOf(drawn)]), calls, kind);
        seen.add(`${kind} ${calls}`);
      }),
      { numRuns: 400, examples: [[rarest]] },
    );
    for (const found of ['insert 1', 'insert 2', 'update 1', 'update 2', 'update 3', 'delete 2', 'unsettled 0'])
      assert.ok(seen.has(found), `${found} was not among ${[...seen].join(', ')}`);
  });

  it('knows that one which names itself is created and then changed', async () => {
    const club = familyMembers.find(({ name }) => name === 'club') as FamilyMember;
    const world = makeWorld({ seed: 7, rules: familyRules([club], () => ({ unique: true }), laneSettings.parse({})) });
    const id = keyOf(club, 1);
    const itself = record(id, 1, { clubid: id, _club_ref_value: id });
    const { kind, calls } = await rehearsed(world, itself);
    assert.deepEqual([kind, calls], ['insert', 3]);
    assert.equal(await writtenWith(world, [itself]), 3);
  });
});

describe('a preview', () => {
  const choice = { unique: true, filter: activeOnly, deleteFiltered: true, applyDeletes: true };
  const [contact, card] = familyMembers as [FamilyMember, FamilyMember];
  const familyWorld = (...members: FamilyMember[]) =>
    makeWorld({ seed: 7, rules: familyRules(members, () => choice, laneSettings.parse({})) });
  const previewed = (world: World, table: readonly QueuedRecord[], first = 100) =>
    world.run(() => preview({ first }, lookingAt(world, table)));

  it('costs a record that waits as the insert that it will be', async () => {
    const world = familyWorld(card, contact);
    const table = [1, 2].map((index) =>
      record(keyOf(card, index), 1, { cardid: keyOf(card, index), _contact_ref_value: keyOf(contact, index) }),
    );
    world.database.lane('contact').ledger.set(keyOf(contact, 1), { number: 1, hash: null, present: true });
    const { records: shown, estimate } = await previewed(world, table);
    assert.deepEqual(shown.map(({ kind }) => kind).sort(), ['insert', 'waiting']);
    assert.deepEqual([estimate?.engineCalls, estimate?.records?.waiting], [2, 1]);
  });

  it('costs a delete that is held as the delete that it will be', async () => {
    const world = familyWorld(contact, card);
    const id = keyOf(contact, 1);
    world.store.ledger.set(id, { number: 1, hash: null, present: true });
    world.campaign.records.set(id, { externalId: id });
    const { records: shown, estimate } = await previewed(world, [record(id, 1, { statecode: 1 })]);
    assert.deepEqual(
      shown.map((each) => each.kind === 'delete' && each.held),
      [true],
    );
    assert.equal(estimate?.engineCalls, 2);
  });

  it('calls a record in doubt unsettled, and does not count it as left out', async () => {
    const idField = { column: 'contactid', field: 'externalId', lookup: byFilter, unique: false } as const;
    const world = makeWorld({ seed: 7, mapping: { idField, filter: activeOnly } });
    world.store.doubt(['c0']);
    const { records: shown, estimate } = await previewed(world, [...records(2), record('c2', 1, { statecode: 1 })]);
    assert.deepEqual(
      new Map(shown.map(({ key: id, kind }) => [id, kind])),
      new Map([
        ['c0', 'unsettled'],
        ['c1', 'insert'],
        ['c2', 'filteredOut'],
      ]),
    );
    // Both are looked for before they are created.
    assert.deepEqual([estimate?.records?.unsettled, estimate?.records?.filteredOut, estimate?.engineCalls], [1, 1, 4]);
  });

  it('counts a table that it has seen whole, whatever else the ledger knows', async () => {
    const world = makeWorld({ seed: 7 });
    const table = records(10);
    for (const [id, row] of table.slice(0, 5)) {
      world.store.ledger.set(id, { number: 1, hash: hashOf(world.rules, [id, row]), present: true });
      world.campaign.records.set(id, { externalId: id, lastName: 'name 1', version: 1 });
    }
    for (const id of ['x', 'y', 'z']) world.store.ledger.set(id, { number: 1, hash: null, present: true });
    const { estimate } = await previewed(world, table);
    assert.deepEqual(
      [estimate?.present, estimate?.records?.unchanged, estimate?.records?.insert, estimate?.engineCalls],
      [8, 5, 5, 5],
    );
  });
});
