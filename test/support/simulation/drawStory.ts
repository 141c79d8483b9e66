import { laneSettings } from '../../../src/core/config/settings.js';
import { activeOnly, type FamilyChoice, familyMembers, familyRules } from './lanePlan.js';
import { type Random, randomFrom } from './random.js';
import type { Story, Troubles } from './story.js';
import { makeWorld } from './world.js';

/** A story of everything that can happen, made from its seed alone. Worlds are small and full of trouble. */
export function drawStory(seed: number): Story {
  const random = randomFrom(seed ^ 0x5eed);
  // Campaign fails often and lets go of calls that land later: what is written in between must survive it.
  const stormy = random.chance(0.15);
  const some = (most: number) => (random.chance(0.5) ? random.next() * most : 0);
  const members = familyMembers.slice(0, random.pick(stormy ? [1, 2] : [1, 2, 2, 3, 3, 4, 5]));
  const lacking = random.chance(0.15) ? 0.1 : 0;
  const rules = familyRules(members, () => drawMapping(random), drawSettings(random));
  const world = makeWorld({
    seed,
    rules,
    source: {
      pageRecords: random.pick([2, 5, 40]),
      latencyMs: random.pick([1, 50, 800]),
      slow: random.chance(0.3) ? 0.1 : 0,
      faulty: some(0.3),
      forgetful: random.chance(0.2) ? 0.02 : 0,
      lacking,
    },
    campaign: {
      latencyMs: random.pick([1, 40, 400]),
      faulty: stormy ? 0.4 : some(0.2),
      losing: some(0.1),
      limiting: some(0.05),
      longestWaitMs: random.pick([2_000, 30_000]),
      forgetting: some(0.5),
      vanishing: some(0.05),
      straggling: stormy ? 0.3 : random.chance(0.3) ? 0.05 : 0,
      stragglesMs: stormy ? 90_000 : random.pick([1_000, 90_000]),
    },
    store: { latencyMs: random.pick([1, 30]), failing: some(0.01), losing: some(0.01), deadly: some(0.005) },
  });
  return { world, members, troubles: drawTroubles(random, stormy), ordered: lacking === 0 };
}

function drawMapping(random: Random): FamilyChoice {
  const filtered = random.chance(0.3);
  return {
    unique: random.chance(0.75),
    applyDeletes: random.chance(0.8),
    deleteFiltered: filtered && random.chance(0.7),
    filter: filtered ? activeOnly : null,
  };
}

const drawSettings = (random: Random) =>
  laneSettings.parse({
    deleteBrake: random.chance(0.4) ? { share: 0.1, atLeast: random.between(1, 3) } : {},
    rejectedBrake: random.chance(0.1) ? { share: 0.3, outOf: 10 } : {},
    waitingDays: random.pick([0.003, 0.02, 7]),
    suppressUnchanged: random.chance(0.9),
  });

function drawTroubles(random: Random, stormy: boolean): Troubles {
  const few = (most: number) => (random.chance(0.5) ? random.between(1, most) : 0);
  // Somebody is busy at the page, and what he says is said again.
  const operated = random.chance(0.2);
  return {
    records: random.pick(stormy ? [1, 2] : [0, 1, 5, 12]),
    changes: stormy ? 40 : random.pick([0, 10, 40]),
    changesMs: stormy ? 120_000 : random.pick([1_000, 30_000, 120_000]),
    deletes: random.chance(0.8),
    refused: operated ? 0.3 : 0.03,
    stops: few(3),
    weeks: random.chance(0.05) ? 1 : 0,
    refiltered: random.chance(0.15) ? 1 : 0,
    kills: few(4),
    freezes: few(2),
    outages: few(1),
    losses: few(2),
    poisoned: random.chance(0.15) ? 1 : 0,
    tampered: random.chance(0.2) ? 2 : 0,
    adopted: few(3),
    commands: operated ? 10 : few(6),
    resets: operated ? 3 : few(2),
    shortLived: random.pick([0, 0, 0.2]),
  };
}
