import { RecordRefused } from '../../../src/core/problems/failures.js';
import { changeDestination, changeSource, changeWriter, type PlantedBug } from './planting.js';

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

function swallow<T>(error: unknown, instead: T): T {
  if (error instanceof RecordRefused) return instead;
  throw error;
}
