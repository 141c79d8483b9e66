import type { TableMapping } from '../../../src/core/config/ingress.js';
import type { LaneRules } from '../../../src/engine/rules.js';
import { type CampaignHabits, FakeCampaign } from './fakeCampaign.js';
import { FakeSource, type SourceHabits } from './fakeSource.js';
import { FakeStore, type StoreHabits } from './fakeStore.js';
import { simulatedRules } from './lanePlan.js';
import { type Random, randomFrom } from './random.js';
import { VirtualTime } from './virtualTime.js';

export interface Habits {
  readonly source: SourceHabits;
  readonly campaign: CampaignHabits;
  readonly store: StoreHabits;
}

/** Everything answers, quickly and well. */
export const calm: Habits = {
  source: { pageRecords: 1_200, latencyMs: 20, faulty: 0, forgetful: 0, lacking: 0 },
  campaign: {
    latencyMs: 40,
    faulty: 0,
    losing: 0,
    limiting: 0,
    longestWaitMs: 2_000,
    vanishing: 0,
  },
  store: { latencyMs: 4, failing: 0, losing: 0, deadly: 0 },
};

export interface WorldOptions {
  readonly seed: number;
  readonly mapping?: Partial<TableMapping>;
  readonly source?: Partial<SourceHabits>;
  readonly campaign?: Partial<CampaignHabits>;
  readonly store?: Partial<StoreHabits>;
}

/** Both systems, the store between them, and what was seen that must never be. */
export interface World {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly rules: LaneRules;
  readonly source: FakeSource;
  readonly campaign: FakeCampaign;
  readonly store: FakeStore;
  readonly violations: string[];
  /** Lets `work` run in virtual time, with the seed's chance. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** A day: everything here ends long before, or never. */
const limitMs = 24 * 3_600_000;

export function makeWorld({ seed, mapping, ...habits }: WorldOptions): World {
  const random = randomFrom(seed);
  const time = new VirtualTime(random);
  return {
    time,
    random,
    rules: simulatedRules(mapping),
    source: new FakeSource(time, random, { ...calm.source, ...habits.source }),
    campaign: new FakeCampaign(time, random, { ...calm.campaign, ...habits.campaign }),
    store: new FakeStore(time, random, { ...calm.store, ...habits.store }),
    violations: [],
    async run(work) {
      // The engine spreads its waits by chance: a seed must tell the same story each time.
      const chance = Math.random;
      Math.random = random.next;
      try {
        return await time.drive(work(), limitMs);
      } finally {
        Math.random = chance;
      }
    },
  };
}

/** Puts everything right again: what is still open then must come through. */
export function heal({ source, campaign, store }: World): void {
  source.habits = { ...calm.source, pageRecords: source.habits.pageRecords };
  campaign.habits = calm.campaign;
  store.habits = calm.store;
  source.awayUntil = 0;
  campaign.awayUntil = 0;
  campaign.writesAwayUntil = 0;
}
