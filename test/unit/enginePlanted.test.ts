import assert from 'node:assert/strict';
import { plantedInPorts } from '../support/simulation/plantedInPorts.js';
import { plantedInStore } from '../support/simulation/plantedInStore.js';
import type { PlantedBug } from '../support/simulation/planting.js';
import { play } from '../support/simulation/play.js';

/** So many stories at most until a bug has shown. */
const withinSeeds = 2_000;

/** The first seed whose story goes wrong; the one that showed the bug before is tried first. */
async function caughtBy({ plant, seed: before = 1 }: PlantedBug): Promise<number | null> {
  const others = Array.from({ length: withinSeeds }, (_, index) => index + 1);
  for (const seed of [before, ...others]) {
    const { wrong } = await play(seed, plant);
    if (wrong.length > 0) return seed;
  }
  return null;
}

describe('engine: planted bugs', () => {
  for (const bug of [...plantedInStore, ...plantedInPorts]) {
    it(`finds out when ${bug.name}`, async function () {
      this.timeout(600_000);
      assert.notEqual(await caughtBy(bug), null);
    });
  }
});
