import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Answer } from '../../src/connectors/http/answer.js';
import { signOf } from '../../src/connectors/http/client.js';
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

/** Five minutes of first loads, each with one page of 4 s after the other under way, and two polls a second. */
function pagesBesidePolls(loads: number, first: number, pollMs: (now: number) => number = () => 50) {
  const congestion = new Congestion(0, 52, first);
  const queue: { askedAt: number; poll: boolean }[] = Array.from({ length: loads }, () => ({
    askedAt: 0,
    poll: false,
  }));
  let inFlight: { doneAt: number; tookMs: number; poll: boolean }[] = [];
  const limits: number[] = [];
  const waits: number[] = [];
  for (let now = 10; now <= 300_000; now += 10) {
    if (now % 500 === 0) queue.push({ askedAt: now, poll: true });
    for (const call of inFlight.filter(({ doneAt }) => doneAt <= now)) {
      congestion.answered(call.poll ? 'clean' : 'bulky', call.tookMs, now, inFlight.length);
      inFlight = inFlight.filter((other) => other !== call);
      if (!call.poll) queue.push({ askedAt: now, poll: false });
    }
    while (inFlight.length < congestion.limit) {
      const next = queue.shift();
      if (!next) break;
      if (next.poll) waits.push(now - next.askedAt);
      const tookMs = next.poll ? pollMs(now) : 4_000;
      inFlight.push({ doneAt: now + tookMs, tookMs, poll: next.poll });
    }
    if (now % 10_000 === 0) limits.push(congestion.limit);
  }
  return { limits, waits };
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

  it('keeps its limit while slow pages of first loads are read beside quick polls, and lets the polls through', () => {
    const { limits, waits } = pagesBesidePolls(4, 4);
    assert.ok(Math.min(...limits) >= 4, limits.join(' '));
    assert.ok(Math.max(...waits) <= 4_000, `${Math.max(...waits)} ms`);
    const late = waits.slice(60);
    assert.ok(Math.max(...late) <= 50, `${Math.max(...late)} ms`);
  });

  it('takes the time of small answers alone for a sign of load', () => {
    const sign = (status: number, bytes: number) => signOf(new Answer(status, {}, Buffer.alloc(bytes)));
    assert.deepEqual([sign(200, 2_000), sign(200, 500_000), sign(404, 2_000)], ['clean', 'bulky', 'silent']);
    assert.deepEqual([sign(429, 0), sign(503, 500_000)], ['overloaded', 'overloaded']);
  });

  it('steps back when the polls beside slow pages become slow', () => {
    const { limits } = pagesBesidePolls(4, 16, (now) => (now < 60_000 ? 50 : 3_000));
    assert.equal(limits[5], 16);
    assert.ok(Math.min(...limits) < 16, limits.join(' '));
  });

  it('grows when pages alone take all that is allowed', () => {
    const { limits } = pagesBesidePolls(20, 4);
    assert.ok((limits.at(-1) ?? 0) >= 20, limits.join(' '));
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
        sign: fc.constantFrom('clean' as const, 'bulky' as const, 'overloaded' as const, 'silent' as const),
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
