import assert from 'node:assert/strict';
import { play } from '../support/simulation/play.js';

/** One seed alone with SEED=n; as many as a change deserves with SEEDS=n. */
const [first, last] = process.env['SEED']
  ? [Number(process.env['SEED']), Number(process.env['SEED'])]
  : [1, Number(process.env['SEEDS'] ?? 2_000)];

describe('engine: any story', () => {
  it('brings the destination to what the source holds, whatever fails on the way', async function () {
    this.timeout(60_000 + (last - first) * 2_000);
    const found: string[] = [];
    for (let seed = first; seed <= last; seed += 1) {
      const { wrong } = await play(seed);
      if (wrong.length > 0) found.push(`seed ${seed}: ${wrong.length}: ${wrong.slice(0, 3).join('; ')}`);
    }
    assert.deepEqual(found, []);
  });

  it('tells the same story again for the same seed', async () => {
    const [one, two] = [await play(4), await play(4)];
    assert.ok(one.world.campaign.sent.length > 20);
    assert.deepEqual(one.world.campaign.sent, two.world.campaign.sent);
  });
});
