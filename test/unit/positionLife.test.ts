import assert from 'node:assert/strict';
import { positionNewsInMs, positionProblem } from '../../src/core/rules/positionLife.js';

const day = 86_400_000;
const now = Date.parse('2026-11-23T12:00:00Z');
const readAgo = (days: number) => new Date(now - days * day).toISOString();

describe('the life of a position', () => {
  it('is warned of from the fifth day on, with the day of its end', () => {
    assert.equal(positionProblem('contact', null, now), null);
    assert.equal(positionProblem('contact', readAgo(4.9), now), null);
    assert.deepEqual(positionProblem('contact', readAgo(5.2), now), {
      code: 'position-ageing',
      params: { mapping: 'contact', days: 5, date: '2026-11-25' },
    });
  });

  it('is over after seven days', () => {
    assert.equal(positionProblem('contact', readAgo(7), now)?.code, 'position-expired');
  });

  it('has news for its reader at its fifth and at its seventh day', () => {
    assert.equal(positionNewsInMs([], now), null);
    assert.equal(positionNewsInMs([null, readAgo(8)], now), null);
    assert.equal(positionNewsInMs([readAgo(1), readAgo(6)], now), day);
    assert.equal(positionNewsInMs([readAgo(4.5)], now), day / 2);
  });
});
