import { RecordRefused } from '../../../src/core/problems/failures.js';
import { changeDestination, changeSource, changeWriter, type PlantedBug } from './planting.js';
import type { World } from './world.js';

/** Faults of what the engine is told, and of what it says to the two systems. */
export const plantedInPorts: readonly PlantedBug[] = [
  {
    name: 'the last page of a first load is dropped',
    plant: (world) =>
      changeSource(world, (source) => ({
        async read(request, signal) {
          const page = await source.read(request, signal);
          return page.more || request.position?.phase === 'changes' ? page : { ...page, records: [] };
        },
      })),
  },
  {
    name: 'changes during the first load are missed',
    seed: 122,
    plant: (world) =>
      changeSource(world, (source, { log }) => ({
        async read(request, signal) {
          const page = await source.read(request, signal);
          const ends = request.position?.phase !== 'changes' && !page.more;
          return ends ? { ...page, next: { ...page.next, link: String(log.length) } } : page;
        },
      })),
  },
  {
    name: 'a refusal is taken for success',
    plant: (world) =>
      changeDestination(world, (destination) => ({
        create: (...asked) =>
          destination.create(...asked).catch((error: unknown) => swallow(error, 'created' as const)),
        patch: (...asked) => destination.patch(...asked).catch((error: unknown) => swallow(error, true)),
        patchUnseen: (...asked) => destination.patchUnseen(...asked).catch((error: unknown) => swallow(error, true)),
      })),
  },
  {
    name: 'a lost answer is taken for success',
    seed: 35,
    plant: (world) =>
      changeDestination(world, (destination) => ({
        create: (...asked) =>
          destination.create(...asked).catch((error: unknown) => {
            if (Object(error).outcomeUnknown === true) return 'created' as const;
            throw error;
          }),
      })),
  },
  {
    name: 'a delete does not wait for the lanes of the children',
    seed: 135,
    plant: ({ lanes }) => {
      for (const lane of lanes.values()) lane.rules = { ...lane.rules, plan: { ...lane.rules.plan, children: [] } };
    },
  },
  {
    name: 'a replay suppresses by hash',
    plant: (world) =>
      changeWriter(world, ({ store }) => ({
        async next(number) {
          const chunk = await store.next(number);
          return chunk && { ...chunk, phase: chunk.phase === 'replay' ? 'load' : chunk.phase };
        },
      })),
  },
  {
    name: 'parents are not looked for',
    plant: (world) => changeWriter(world, () => ({ absent: async () => [] })),
  },
  {
    name: 'a key that is in doubt is created anew',
    plant: (world) =>
      changeWriter(world, ({ store }) => ({
        async ledger(keys) {
          const known = await store.ledger(keys);
          return new Map([...known].map(([key, entry]) => [key, { ...entry, inDoubt: false }]));
        },
      })),
  },
  {
    name: 'a deletion is believed where deletes are not applied, although the record came again',
    seed: 32,
    plant: believeDeletions,
  },
  {
    name: 'the lease is renewed in words only',
    plant: (world) =>
      changeWriter(world, ({ store }) => {
        let renewed = false;
        return {
          renew() {
            if (renewed) return Promise.resolve(true);
            renewed = true;
            return store.renew();
          },
        };
      }),
  },
];

/** The writer hears nothing of records that it asks for because they were told to be deleted. */
function believeDeletions(world: World): void {
  const told = new Map(
    [...world.lanes.values()].map(({ store, source }) => [source, { store, keys: new Set<string>() }]),
  );
  changeWriter(world, ({ hold, store }) => ({
    async next(number) {
      const chunk = await store.next(number);
      const keys = [...told.values()].find((lane) => lane.store === hold.lane)?.keys;
      for (const [key, row] of chunk?.records ?? [])
        if (row) keys?.delete(key);
        else keys?.add(key);
      return chunk;
    },
  }));
  changeSource(world, (real, source) => ({
    async byKeys(...asked) {
      const rows = await real.byKeys(...asked);
      const { store, keys = [] } = told.get(source) ?? {};
      // Its reader asks for what is to be read again.
      if (!store?.plan.mapping.applyDeletes) for (const key of keys) if (!store?.again.has(key)) rows.delete(key);
      return rows;
    },
  }));
}

function swallow<T>(error: unknown, instead: T): T {
  if (error instanceof RecordRefused) return instead;
  throw error;
}
