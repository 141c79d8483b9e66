import assert from 'node:assert/strict';
import { lanePlan } from '../../src/core/lanePlan.js';
import type { Outcome, RecentOutcome } from '../../src/core/lane.js';
import { describeProblem } from '../../src/core/problems/describe.js';
import { RejectedBrake } from '../../src/engine/rejectedBrake.js';
import { column, field, mappingOf, resourceOf, tableOf } from './mappingFixtures.js';

const plan = lanePlan.parse({
  version: 1,
  mapping: mappingOf([['lastname', 'lastName']]),
  table: tableOf(column('lastname', 'string')),
  resource: resourceOf(field('lastName', 'string')),
});
const written: Outcome = { kind: 'inserted', chunk: 1, key: 'a', entry: null };
const rejected = (code: string): Outcome => ({
  ...written,
  kind: 'rejected',
  rejection: { code, params: { field: 'lastName' }, row: { lastname: 'Quillfeather' } },
});
const times = <T>(count: number, thing: T): T[] => Array.from({ length: count }, () => thing);

describe('engine: brake on rejected records', () => {
  it('counts over the turns of a lane that has few records in each', () => {
    let recent: readonly RecentOutcome[] = [];
    let walls = 0;
    for (let turn = 0; turn < 100; turn += 1) {
      const brake = new RejectedBrake(plan, recent);
      for (const outcome of [rejected('text-too-long'), written, written]) walls += brake.after(outcome) ? 1 : 0;
      ({ recent } = brake);
    }
    assert.ok(walls > 0);
    assert.ok(recent.length <= 200);
  });

  it('says nothing below a fifth, nor before there were 200', () => {
    const brake = new RejectedBrake(plan, []);
    const few = [...times(40, rejected('text-too-long')), ...times(160, written)];
    assert.ok([...few, ...few].every((outcome) => brake.after(outcome) === null));
    const young = new RejectedBrake(plan, []);
    assert.ok(times(199, rejected('text-too-long')).every((outcome) => young.after(outcome) === null));
  });

  it('names the commonest reason, and no value of a record', () => {
    const brake = new RejectedBrake(plan, times(150, null));
    const outcomes = [...times(12, rejected('campaign-email')), ...times(40, rejected('text-too-long'))];
    const wall = outcomes.map((outcome) => brake.after(outcome)).find((each) => each !== null);
    assert.equal(wall?.params['commonest'], 'text-too-long');
    assert.ok(!JSON.stringify([wall, brake.recent]).includes('Quillfeather'));
  });

  it('tells the commonest reason as the record itself does, with the engine’s number', () => {
    const rejection = { code: 'campaign-refused', params: { reason: 'XTK-170036' }, row: {} };
    const brake = new RejectedBrake(plan, times(199, null));
    const walls = times(60, { ...rejected('campaign-refused'), rejection }).map((outcome) => brake.after(outcome));
    const wall = walls.find((each) => each !== null);
    assert.ok(wall);
    for (const locale of ['en', 'fr'] as const) {
      const { sentence } = describeProblem(wall, locale);
      assert.ok(sentence.endsWith(describeProblem(rejection, locale).sentence), sentence);
      assert.match(sentence, /\(XTK-170036\)/);
    }
  });
});
