import type { Outcome } from '../../../src/core/lane.js';
import type { Destination, Source } from '../../../src/core/ports.js';
import type { ReaderStore, WriterStore } from '../../../src/engine/ports.js';
import type { FakeSource } from './fakeSource.js';
import type { FakeLane } from './fakeLane.js';
import type { WriterHold } from './fakeStore.js';
import type { SimulatedLane, World } from './world.js';

/** One small fault, planted into the store or a port of a world before its story is told. */
export interface PlantedBug {
  readonly name: string;
  /** One that has shown it, where the first do not: it saves the search as long as it still does. */
  readonly seed?: number;
  readonly plant: (world: World) => void;
}

/** Puts other methods in the place of some that a writer has of the store. */
export function changeWriter(
  { database }: World,
  change: (its: { hold: WriterHold; store: WriterStore }) => Partial<WriterStore>,
): void {
  const writerStore = database.writerStore.bind(database);
  database.writerStore = (process, hold) => {
    const store = writerStore(process, hold);
    return { ...store, ...change({ hold, store }) };
  };
}

/** The same for a reader; `say` is one more transaction. */
export function changeReader(
  { database }: World,
  change: (its: {
    lane: FakeLane;
    store: ReaderStore;
    say: (act: () => unknown) => Promise<unknown>;
  }) => Partial<ReaderStore>,
): void {
  const readerStore = database.readerStore.bind(database);
  database.readerStore = (process, lane, fence) => {
    const store = readerStore(process, lane, fence);
    return { ...store, ...change({ lane, store, say: (act) => database.say(process, act) }) };
  };
}

/** Changes each outcome before it is kept. */
export function changeKeeping({ lanes }: World, change: (lane: SimulatedLane, outcome: Outcome) => Outcome): void {
  for (const lane of lanes.values()) {
    const { store } = lane;
    const keep = store.keep.bind(store);
    store.keep = (checkpoint) =>
      keep({ ...checkpoint, outcomes: checkpoint.outcomes.map((outcome) => change(lane, outcome)) });
  }
}

export function changeSource({ lanes }: World, change: (real: Source, source: FakeSource) => Partial<Source>): void {
  for (const { source } of lanes.values()) {
    const forProcess = source.forProcess.bind(source);
    source.forProcess = (process) => {
      const real = forProcess(process);
      return { ...real, ...change(real, source) };
    };
  }
}

export function changeDestination({ campaign }: World, change: (real: Destination) => Partial<Destination>): void {
  const forProcess = campaign.forProcess.bind(campaign);
  campaign.forProcess = (process, owner) => {
    const real = forProcess(process, owner);
    return { ...real, ...change(real) };
  };
}
