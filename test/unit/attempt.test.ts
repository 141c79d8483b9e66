import assert from 'node:assert/strict';
import { ActivityCancellationDetails } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { beginAttempt, type Attempt } from '../../src/activities/attempt.js';
import { systemClock } from '../../src/engine/clock.js';
import type { Listener } from '../../src/store/listener.js';

const ref = { instance: 'dev', workflow: 'ingress' } as const;

describe('beginning an attempt', () => {
  it('does not wait when it is fresh', async () => {
    const { begun, slept } = begin({ ageMs: 9_000 });
    const attempt = await begun;
    assert.equal(attempt.stop.aborted, false);
    assert.deepEqual(slept, []);
    attempt.end();
  });

  it('does not take up what ended while its process was frozen', async () => {
    const { begun, environment, heard } = begin({ ageMs: 11_000 });
    environment.cancel('NOT_FOUND', new ActivityCancellationDetails({ notFound: true }));
    await assert.rejects(begun, /NOT_FOUND/);
    assert.equal(heard(), 0, 'it listens to nothing any more');
  });

  it('goes on when it is old and nobody ended it', async () => {
    const { begun, slept, wake } = begin({ ageMs: 11_000 });
    assert.equal(slept.length, 1);
    wake();
    const attempt = await begun;
    assert.equal(attempt.stop.aborted, false);
    attempt.end();
  });

  it('hears of a stop while it waits', async () => {
    const { begun, tell } = begin({ ageMs: 11_000 });
    tell('dev/ingress');
    const attempt = await begun;
    assert.equal(attempt.stop.aborted, true);
    attempt.end();
  });
});

/** An attempt that Temporal gave to somebody so long ago. */
function begin({ ageMs }: { ageMs: number }) {
  const environment = new MockActivityEnvironment({
    currentAttemptScheduledTimestampMs: Date.now() - ageMs,
    heartbeatTimeoutMs: 10_000,
  });
  const listeners = new Set<(text: string) => void>();
  const listener = {
    on(_channel: string, heard: (text: string) => void) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  } as unknown as Listener;
  const slept: number[] = [];
  let wake = () => {};
  const clock = {
    ...systemClock,
    sleep: (ms: number, ...wakers: AbortSignal[]) =>
      new Promise<void>((resolve) => {
        slept.push(ms);
        wake = resolve;
        for (const signal of wakers) signal.addEventListener('abort', () => resolve());
      }),
  };
  const begun: Promise<Attempt> = environment.run(() => beginAttempt(ref, { listener, clock }));
  begun.catch(() => {});
  return {
    environment,
    begun,
    slept,
    wake: () => wake(),
    tell: (text: string) => {
      for (const heard of listeners) heard(text);
    },
    heard: () => listeners.size,
  };
}
