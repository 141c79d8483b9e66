import assert from 'node:assert/strict';
import { guessedPauseMs, retryAfterMs } from '../../src/connectors/http/retryAfter.js';

const now = Date.UTC(2026, 2, 5, 9, 15, 0);
const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toUTCString();

describe('connectors: Retry-After', () => {
  const cases: [name: string, header: string | string[] | undefined, expected: number | null][] = [
    ['seconds', '120', 120_000],
    ['a fraction of a second is the shortest wait', '0.2', 1_000],
    ['zero is the shortest wait', '0', 1_000],
    ['a day is the longest wait', '86400', 3_600_000],
    ['a date', inSeconds(30), 30_000],
    ['a date of RFC 850', 'Thursday, 05-Mar-26 09:15:30 GMT', 30_000],
    ['a date of asctime', 'Thu Mar  5 09:15:30 2026', 30_000],
    ['a date that is over', inSeconds(-30), 1_000],
    ['the first of several', ['7', '9'], 7_000],
    ['spaces around', ' 5 ', 5_000],
    ['absent', undefined, null],
    ['empty', '', null],
    ['a word', 'soon', null],
    ['a word and a number, which Date.parse takes for a date', 'soon 1', null],
    ['negative', '-5', null],
  ];
  for (const [name, header, expected] of cases) {
    it(`reads ${name}`, () => {
      assert.equal(retryAfterMs(header, undefined, now), expected);
    });
  }

  it('compares a date with the answer’s own Date, so that a wrong clock does no harm', () => {
    const serverIsAnHourAhead = new Date(now + 3_600_000).toUTCString();
    const until = new Date(now + 3_600_000 + 20_000).toUTCString();
    assert.equal(retryAfterMs(until, serverIsAnHourAhead, now), 20_000);
  });

  it('guesses longer waits each time, up to about a minute', () => {
    assert.deepEqual(
      [0, 1, 2, 5, 50].map((times) => guessedPauseMs(times, 0)),
      [2_000, 4_000, 8_000, 64_000, 64_000],
    );
    assert.equal(guessedPauseMs(0, 1), 2_500);
  });
});
