import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Limiter } from '../../src/connectors/http/limiter.js';
import { localPauses, type PauseBoard } from '../../src/connectors/http/pauses.js';
import { PassesByItself } from '../../src/core/problems/failures.js';

const never = new AbortController().signal;
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function limiter({ first = 2, pauses = localPauses() }: { first?: number; pauses?: PauseBoard } = {}) {
  return new Limiter({ system: 'campaign', credential: 'campaign:test', pauses, first, ceiling: 8 });
}

/** Enters and notes when it got its place. */
function queue(from: Limiter, name: string, order: string[], signal = never): Promise<void> {
  const place = from.enter(signal) ?? Promise.resolve();
  return place.then(() => {
    order.push(name);
  });
}

describe('connectors: limiter', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 }));
  afterEach(() => mock.timers.reset());

  it('lets as many calls out as allowed, without a promise, and the others in order', async () => {
    const limit = limiter();
    assert.equal(limit.enter(never), undefined);
    assert.equal(limit.enter(never), undefined);
    const order: string[] = [];
    const waiting = ['a', 'b', 'c'].map((name) => queue(limit, name, order));
    assert.equal(limit.queued, 3);
    limit.leave('silent', 1);
    await settle();
    assert.deepEqual(order, ['a']);
    limit.leave('silent', 1);
    limit.leave('silent', 1);
    await Promise.all(waiting);
    assert.deepEqual(order, ['a', 'b', 'c']);
    assert.equal(limit.queued, 0);
  });

  it('lets the callers take turns, so that a single call does not stand behind hundreds of another caller', async () => {
    const limit = limiter({ first: 4 });
    for (let call = 0; call < 4; call += 1) assert.equal(limit.enter(never), undefined);
    const order: string[] = [];
    for (let load = 0; load < 4; load += 1) {
      const { signal } = new AbortController();
      for (let call = 0; call < 192; call += 1) void queue(limit, `load ${load}`, order, signal);
    }
    void queue(limit, 'live', order, new AbortController().signal);
    for (let answers = 0; answers < 5; answers += 1) limit.leave('silent', 1);
    await settle();
    assert.deepEqual(order, ['load 0', 'load 1', 'load 2', 'load 3', 'live']);
    for (let answers = 5; answers < 9; answers += 1) limit.leave('silent', 1);
    await settle();
    assert.deepEqual(order.slice(5), ['load 0', 'load 1', 'load 2', 'load 3']);
    while (limit.queued > 0) limit.leave('silent', 1);
    await settle();
    assert.deepEqual([order.length, limit.inFlight], [4 * 192 + 1, 4]);
  });

  it('lets nobody out while told to wait, and everybody in order afterwards', async () => {
    const limit = limiter({ first: 8 });
    limit.pause(5_000, 'campaign-limited');
    const order: string[] = [];
    const waiting = ['a', 'b'].map((name) => queue(limit, name, order));
    mock.timers.tick(5_000);
    await settle();
    assert.deepEqual(order, []);
    mock.timers.tick(250);
    await Promise.all(waiting);
    assert.deepEqual(order, ['a', 'b']);
  });

  it('goes on waiting when another process was told to wait longer meanwhile', async () => {
    const pauses = localPauses();
    const limit = limiter({ first: 8, pauses });
    limit.pause(2_000, 'campaign-limited');
    const order: string[] = [];
    const waiting = queue(limit, 'a', order);
    pauses.pause('campaign:test', 'campaign', Date.now() + 6_000, 'campaign-limited');
    mock.timers.tick(5_999);
    await settle();
    assert.deepEqual(order, []);
    mock.timers.tick(1);
    await waiting;
  });

  it('tells the others once of a pause that many calls in flight are told of', () => {
    const told: number[] = [];
    const board = localPauses();
    const pauses: PauseBoard = {
      until: (credential) => board.until(credential),
      pause(credential, system, untilMs, code) {
        told.push(untilMs);
        board.pause(credential, system, untilMs, code);
      },
    };
    const limit = limiter({ pauses });
    for (let call = 0; call < 20; call += 1) {
      limit.pause(5_000, 'campaign-limited');
      mock.timers.tick(10);
    }
    assert.deepEqual(told, [1_005_250]);
    limit.pause(6_000, 'campaign-limited');
    assert.equal(told.length, 2);
  });

  it('throws a wait of more than ten seconds to the caller, with its length', () => {
    const limit = limiter();
    limit.pause(60_000, 'campaign-limited');
    assert.throws(
      () => limit.enter(never),
      (error) => {
        assert.ok(error instanceof PassesByItself);
        assert.equal(error.code, 'campaign-limited');
        assert.equal(error.retryAfterMs, 60_250);
        return true;
      },
    );
  });

  it('throws it to those who wait already as well', async () => {
    const limit = limiter({ first: 1 });
    assert.equal(limit.enter(never), undefined);
    const waiting = assert.rejects(queue(limit, 'a', []), PassesByItself);
    limit.pause(60_000, 'campaign-limited');
    limit.leave('overloaded', 1);
    await waiting;
    assert.equal(limit.queued, 0);
  });

  it('takes a waiting call out when it is aborted, and gives its place to the next', async () => {
    const limit = limiter({ first: 1 });
    assert.equal(limit.enter(never), undefined);
    const abort = new AbortController();
    const order: string[] = [];
    const aborted = assert.rejects(queue(limit, 'a', order, abort.signal), /enough/);
    const next = queue(limit, 'b', order);
    abort.abort(new Error('enough'));
    await aborted;
    limit.leave('silent', 1);
    await next;
    assert.deepEqual(order, ['b']);
    limit.leave('silent', 1);
    assert.equal(limit.inFlight, 0);
  });

  it('refuses a call that is aborted before it waits', () => {
    const limit = limiter({ first: 1 });
    assert.equal(limit.enter(never), undefined);
    assert.throws(() => limit.enter(AbortSignal.abort(new Error('enough'))), /enough/);
  });
});
