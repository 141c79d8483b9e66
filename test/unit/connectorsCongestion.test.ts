import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Congestion } from '../../src/connectors/http/congestion.js';

/** Answers calls for `ms` of virtual time, as many at once as allowed, each taking `tookMs(limit)`. */
function run(congestion: Congestion, fromMs: number, ms: number, tookMs: (limit: number) => number): number {
  let now = fromMs;
  while (now < fromMs + ms) {
    const { limit } = congestion;
    const took = tookMs(limit);
    now += took;
    for (let call = 0; call < limit; call += 1) congestion.answered('clean', took, now, limit);
  }
  return now;
}

describe('connectors: congestion', () => {
  it('doubles from 8 to 128 while answers stay quick', () => {
    const congestion = new Congestion(0);
    assert.equal(congestion.limit, 8);
    run(congestion, 0, 2_000, () => 40);
    assert.equal(congestion.limit, 128);
  });

  it('does not grow when fewer calls are made than allowed', () => {
    const congestion = new Congestion(0);
    for (let now = 0; now < 5_000; now += 10) congestion.answered('clean', 10, now, 3);
    assert.equal(congestion.limit, 8);
  });

  it('halves once for a whole burst of refusals', () => {
    const congestion = new Congestion(0);
    const now = run(congestion, 0, 2_000, () => 40);
    for (let late = 0; late < 500; late += 5) congestion.answered('overloaded', late, now + late, 100);
    assert.equal(congestion.limit, 64);
  });

  it('halves again when calls that began afterwards are refused too, and never below 1', () => {
    const congestion = new Congestion(0);
    for (let now = 1_000; now < 20_000; now += 1_000) congestion.answered('overloaded', 10, now, 8);
    assert.equal(congestion.limit, 1);
  });

  it('grows in small steps after a refusal', () => {
    const congestion = new Congestion(0);
    const now = run(congestion, 0, 2_000, () => 40);
    congestion.answered('overloaded', 10, now, 128);
    const after = run(congestion, now, 260, () => 40);
    assert.equal(congestion.limit, 68);
    run(congestion, after, 10_000, () => 40);
    assert.equal(congestion.limit, 128);
  });

  it('stops growing where answers become slower than the gain is worth', () => {
    const congestion = new Congestion(0);
    run(congestion, 0, 30_000, (limit) => Math.max(50, limit * 5));
    assert.ok(congestion.limit >= 16 && congestion.limit <= 64, String(congestion.limit));
  });

  it('steps back when a quick system becomes slow', () => {
    const congestion = new Congestion(0);
    const now = run(congestion, 0, 2_000, () => 40);
    run(congestion, now, 3_000, () => 1_500);
    assert.equal(congestion.limit, 64);
  });

  it('takes a system that became slower for good as the new measure', () => {
    const congestion = new Congestion(0);
    let now = run(congestion, 0, 2_000, () => 40);
    now = run(congestion, now, 200_000, () => 1_500);
    run(congestion, now, 200_000, () => 1_500);
    assert.equal(congestion.limit, 128);
  });

  it('stays under the bound that the system names', () => {
    const congestion = new Congestion(0, 52, 4);
    congestion.bound(10);
    run(congestion, 0, 5_000, () => 40);
    assert.equal(congestion.limit, 10);
    congestion.bound(2);
    assert.equal(congestion.limit, 2);
    assert.equal(congestion.ceiling, 2);
  });

  it('always allows between one call and its ceiling', () => {
    const answers = fc.array(
      fc.record({
        sign: fc.constantFrom('clean' as const, 'overloaded' as const, 'silent' as const),
        tookMs: fc.integer({ min: 0, max: 20_000 }),
        inFlight: fc.integer({ min: 1, max: 200 }),
      }),
      { maxLength: 500 },
    );
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 128 }), (list, ceiling) => {
        const congestion = new Congestion(0, ceiling);
        let now = 0;
        for (const { sign, tookMs, inFlight } of list) {
          now += 20;
          congestion.answered(sign, tookMs, now, inFlight);
          assert.ok(congestion.limit >= 1 && congestion.limit <= ceiling);
        }
      }),
    );
  });
});
