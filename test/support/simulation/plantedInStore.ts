import { digestInput } from '../../../src/core/mapping/writePlan.js';
import { mapRecord } from '../../../src/core/mapping/map.js';
import type { Outcome, QueuedRecord, SourceRow } from '../../../src/core/lane.js';
import type { FakeLane } from './fakeLane.js';
import { laneOfKey, type SimulatedLane, type World } from './world.js';
import { changeDestination, changeKeeping, changeReader, changeWriter, type PlantedBug } from './planting.js';

/** Faults of what is kept: queue, ledger, waiting records, deletes, doubts, commands. */
export const plantedInStore: readonly PlantedBug[] = [
  {
    name: 'the position moves before the chunks are in the queue',
    seed: 122,
    plant: (world) =>
      changeReader(world, ({ lane, store, say }) => ({
        async enqueue(positionNumber, page) {
          const moved = await store.enqueue(positionNumber, { ...page, chunks: [] });
          await say(() => moved.kind === 'moved' && page.chunks.forEach((records) => lane.queue(page.phase, records)));
          return moved;
        },
      })),
  },
  {
    name: 'a page of a former reader enters the queue',
    seed: 58,
    plant: ({ lanes }) => {
      for (const { store } of lanes.values()) {
        const enqueue = store.enqueue.bind(store);
        store.enqueue = (_positionNumber, page) => enqueue(store.positionNumber, page);
      }
    },
  },
  {
    name: 'the wish to read a record again is gone before the record is read',
    seed: 196,
    plant: (world) =>
      changeReader(world, ({ lane, store }) => ({
        async again(limit) {
          const keys = await store.again(limit);
          for (const key of keys) lane.again.delete(key);
          return keys;
        },
      })),
  },
  {
    name: 'a chunk is gone when it is taken',
    plant: (world) =>
      changeWriter(world, ({ hold: { lane }, store }) => ({
        async next(number) {
          const chunk = await store.next(number);
          if (chunk) lane.chunks.delete(chunk.number);
          lane.read -= chunk?.records.length ?? 0;
          return chunk;
        },
        async keep(checkpoint) {
          lane.read += checkpoint.outcomes.length;
          return store.keep(checkpoint);
        },
      })),
  },
  {
    name: 'a former owner keeps the lane beside its successor',
    plant: ({ database }) => {
      database.owns = () => true;
      const take = database.takeWriter.bind(database);
      database.takeWriter = (name) => {
        const hold = take(name);
        return hold && { ...hold, waitMs: 0, dirty: false };
      };
    },
  },
  {
    name: 'the hash of a version that was rejected is kept',
    plant: (world) =>
      changeKeeping(world, ({ rules, store }, outcome) => {
        if (!outcome.rejection?.row || !outcome.entry) return outcome;
        const mapped = mapRecord(rules.compiled, outcome.rejection.row);
        if (mapped.kind !== 'mapped') return outcome;
        const present = store.ledger.get(outcome.key)?.present ?? false;
        return { ...outcome, entry: { hash: Buffer.from(digestInput(rules.compiled, mapped)), present } };
      }),
  },
  {
    name: 'doubt is forgotten',
    plant: ({ lanes }) => {
      for (const { store } of lanes.values()) store.doubt = () => {};
    },
  },
  {
    name: 'a record that waits is not kept',
    plant: (world) => changeKeeping(world, (_lane, { missing: _missing, ...outcome }) => outcome),
  },
  {
    name: 'a waiting record is released as it was when it began to wait',
    seed: 21,
    plant: releaseStale,
  },
  {
    name: 'a record is given up while its parent’s table was not followed',
    plant: ({ lanes, time }) => {
      for (const { store } of lanes.values()) Object.defineProperty(store, 'followedTo', { get: () => time.now });
    },
  },
  {
    name: 'a parent is taken for present before Campaign has said so',
    plant: (world) =>
      changeDestination(world, (destination) => ({
        create(lookup, key, body, gate) {
          const { ledger } = laneOfKey(world, key).store;
          ledger.set(key, { number: 0, hash: null, ...ledger.get(key), present: true });
          return destination.create(lookup, key, body, gate);
        },
      })),
  },
  {
    name: 'a newer version does not cancel a held delete',
    plant: (world) => changeKeeping(world, (_lane, { settles: _settles, ...outcome }) => outcome),
  },
  {
    name: 'a command is applied twice after a Reset',
    seed: 47,
    plant: ({ database }) => {
      const once = database.once.bind(database);
      database.once = (id, command) => {
        database.commands.delete(id);
        once(id, command);
      };
    },
  },
  {
    name: 'nobody is woken for what stands in the queue',
    plant: ({ database, lanes }) => {
      const reports = database.reports.bind(database);
      database.reports = () => reports().map((report) => ({ ...report, writing: true, backlog: 0 }));
      for (const { store } of lanes.values()) Object.defineProperty(store, 'served', { get: () => true });
    },
  },
  {
    name: 'deletes are not counted',
    plant: (world) =>
      changeWriter(world, () => ({
        deletes: async () => ({ recent: 0, held: 0, queued: 0, present: 1_000, confirmed: 0 }),
      })),
  },
  {
    name: 'a sweep takes what came meanwhile for gone',
    seed: 27,
    plant: sweepBlindly,
  },
];

/** Rows of waiting records are kept, and put into the queue again as they were. */
function releaseStale(world: World): void {
  const rows = new Map<string, SourceRow | null>();
  changeKeeping(world, ({ store }, outcome) => {
    if (!outcome.missing) rows.delete(outcome.key);
    else if (!rows.has(outcome.key)) rows.set(outcome.key, rowOf(store, outcome));
    return outcome;
  });
  const { database } = world;
  const tend = database.tend.bind(database);
  database.tend = async (process, fence) => {
    const needs = await tend(process, fence);
    for (const lane of database.lanes.values()) {
      const freed = [...lane.again].filter(([key, reason]) => reason === 'parent' && rows.has(key));
      for (const [key] of freed) lane.again.delete(key);
      if (freed.length > 0)
        lane.queue(
          'changes',
          freed.map(([key]): QueuedRecord => [key, rows.get(key) ?? null]),
        );
    }
    return needs;
  };
}

function rowOf(lane: FakeLane, { chunk, key }: Outcome): SourceRow | null {
  const records = lane.chunks.get(chunk)?.records ?? [];
  return records.findLast(([other]) => other === key)?.[1] ?? null;
}

/** What a read of the whole table did not show is deleted without a look at it, whenever it came. */
function sweepBlindly({ lanes }: World): void {
  for (const lane of lanes.values()) {
    const shown = new Set<string>();
    const blind = new Set<string>();
    const { store, source }: SimulatedLane = lane;
    const queue = store.queue.bind(store);
    store.queue = (phase, records) => {
      if (phase !== 'changes') for (const [key] of records) shown.add(key);
      const swept = (key: string) => store.again.get(key) === 'sweep' && !shown.has(key);
      queue(
        phase,
        records.map(([key, row]): QueuedRecord => [key, blind.has(key) || swept(key) ? null : row]),
      );
    };
    const readFromTheStart = store.readFromTheStart.bind(store);
    store.readFromTheStart = () => {
      shown.clear();
      readFromTheStart();
      store.sweepBelow = Number.POSITIVE_INFINITY;
    };
    const enqueueAgain = store.enqueueAgain.bind(store);
    store.enqueueAgain = (keys, chunks) => {
      for (const key of keys) if (store.again.get(key) === 'sweep' && !shown.has(key)) blind.add(key);
      return enqueueAgain(keys, chunks);
    };
    const forProcess = source.forProcess.bind(source);
    source.forProcess = (process) => {
      const real = forProcess(process);
      return {
        ...real,
        async byKeys(...asked) {
          const rows = await real.byKeys(...asked);
          for (const key of blind) rows.delete(key);
          return rows;
        },
      };
    };
  }
}
