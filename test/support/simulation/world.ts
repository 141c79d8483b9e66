import type { TableMapping } from '../../../src/core/config/ingress.js';
import type { Source } from '../../../src/core/ports.js';
import type { LaneRules } from '../../../src/engine/rules.js';
import { type CampaignHabits, FakeCampaign } from './fakeCampaign.js';
import { FakeLane } from './fakeLane.js';
import { FakeSource, type SourceHabits } from './fakeSource.js';
import { FakeStore, type StoreHabits } from './fakeStore.js';
import { familyMembers, simulatedRules } from './lanePlan.js';
import { type Random, randomFrom } from './random.js';
import type { SimulatedProcess } from './simulatedProcess.js';
import { VirtualTime } from './virtualTime.js';

export interface Habits {
  readonly source: SourceHabits;
  readonly campaign: CampaignHabits;
  readonly store: StoreHabits;
}

/** Everything answers, quickly and well. */
export const calm: Habits = {
  source: { pageRecords: 1_200, latencyMs: 20, slow: 0, faulty: 0, forgetful: 0, lacking: 0 },
  campaign: {
    latencyMs: 40,
    faulty: 0,
    losing: 0,
    limiting: 0,
    longestWaitMs: 2_000,
    forgetting: 0,
    vanishing: 0,
    straggling: 0,
    stragglesMs: 0,
  },
  store: { latencyMs: 4, failing: 0, losing: 0, deadly: 0 },
};

export interface WorldOptions {
  readonly seed: number;
  readonly mapping?: Partial<TableMapping>;
  readonly settings?: object;
  /** The rules of several lanes; without them there is the one of contacts. */
  readonly rules?: ReadonlyMap<string, LaneRules>;
  readonly source?: Partial<SourceHabits>;
  readonly campaign?: Partial<CampaignHabits>;
  readonly store?: Partial<StoreHabits>;
}

/** A table mapping with its table at the source and its rows in the database. */
export interface SimulatedLane {
  readonly name: string;
  rules: LaneRules;
  readonly source: FakeSource;
  readonly store: FakeLane;
}

/** Both systems, the store between them, and what was seen that must never be. The first lane's things stand here, too. */
export interface World extends SimulatedLane {
  readonly time: VirtualTime;
  readonly random: Random;
  readonly campaign: FakeCampaign;
  readonly database: FakeStore;
  readonly lanes: ReadonlyMap<string, SimulatedLane>;
  readonly violations: string[];
  /** Records whose versions went back at the source itself. */
  readonly reverted: Set<string>;
  /** How many deletes of each lane an operator let through last. */
  readonly confirmed: Map<string, number>;
  /** Rejected records that were given up, each with its version then. */
  readonly discarded: Map<string, unknown>;
  /** Lets `work` run in virtual time, with the seed's chance. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Forty days: everything here ends long before, or never. */
const limitMs = 40 * 24 * 3_600_000;

export function makeWorld({ seed, mapping, settings, rules, ...habits }: WorldOptions): World {
  const random = randomFrom(seed);
  const time = new VirtualTime(random);
  const database = new FakeStore(time, random, { ...calm.store, ...habits.store });
  const all = rules ?? new Map([['contact', simulatedRules(mapping, settings)]]);
  const lanes = [...all].map(([name, each]): SimulatedLane => {
    const store = new FakeLane(name, each.plan, time);
    database.lanes.set(name, store);
    const source = new FakeSource(time, random, { ...calm.source, ...habits.source }, each.plan.table.primaryKey);
    return { name, rules: each, source, store };
  });
  const campaign = new FakeCampaign(time, random, { ...calm.campaign, ...habits.campaign });
  for (const { mapping: each, resource } of [...all.values()].map(({ plan }) => plan))
    if (!each.idField.unique) campaign.repeating.add(resource.name);
  return {
    ...(lanes[0] as SimulatedLane),
    time,
    random,
    database,
    lanes: new Map(lanes.map((lane) => [lane.name, lane])),
    campaign,
    violations: [],
    reverted: new Set(),
    confirmed: new Map(),
    discarded: new Map(),
    async run(work) {
      // The engine spreads its waits by chance: a seed must tell the same story each time.
      const chance = Math.random;
      const traced = Error.stackTraceLimit;
      Math.random = random.next;
      // Each fault and each aborted wait makes an error: their traces would take a tenth of the time.
      Error.stackTraceLimit = 0;
      try {
        return await time.drive(work(), limitMs);
      } finally {
        Math.random = chance;
        Error.stackTraceLimit = traced;
      }
    },
  };
}

/** The lane whose record has this key. */
export function laneOfKey({ lanes }: World, key: string): SimulatedLane {
  const [first] = lanes.values();
  const named = lanes.size > 1 ? familyMembers.find(({ letter }) => key.startsWith(letter))?.name : first?.name;
  return lanes.get(named ?? '') as SimulatedLane;
}

/** Dynamics as one process sees it. */
export function sourceFor({ lanes }: World, process: SimulatedProcess): Source {
  const of = ({ name }: { name: string }) => (lanes.get(name) as SimulatedLane).source.forProcess(process);
  return {
    read: (request, signal) => of(request.table).read(request, signal),
    byKeys: (table, ...more) => of(table).byKeys(table, ...more),
    size: (table, signal) => of(table).size(table, signal),
  };
}

/** Puts everything right again: what is still open then must come through. */
export function heal({ lanes, campaign, database }: World): void {
  for (const { source } of lanes.values()) {
    source.habits = { ...calm.source, pageRecords: source.habits.pageRecords };
    source.awayUntil = 0;
  }
  campaign.habits = calm.campaign;
  campaign.awayUntil = 0;
  campaign.writesAwayUntil = 0;
  database.habits = calm.store;
}
