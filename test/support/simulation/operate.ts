import { CannotGoOn, PassesByItself } from '../../../src/core/problems/failures.js';
import { LaneMemory } from '../../../src/engine/laneMemory.js';
import { type ReaderEnd, type ReaderLane, readLanes } from '../../../src/engine/reader.js';
import { writeLane } from '../../../src/engine/writer.js';
import type { WriterEnd } from '../../../src/engine/writerEnd.js';
import { SimulatedProcess } from './simulatedProcess.js';
import type { Watched } from './watch.js';
import { type SimulatedLane, sourceFor, type World } from './world.js';

/** How one attempt of a reader or a writer ended. */
export type Ended<End> = { readonly end: End } | { readonly error: unknown } | 'dead' | 'given up';

export interface Attempt<End> {
  readonly owner: number;
  readonly process: SimulatedProcess;
  readonly ended: Promise<Ended<End>>;
  /** Tells it to stop, as soon as it can hear. */
  stop(): Promise<void>;
}

/** How a process is treated from its beginning. */
interface Treatment {
  readonly watched?: Watched | undefined;
  /** It dies after so many awaits. */
  readonly awaits?: number | undefined;
}

/** How it ended, in one word. */
export const endKind = (ended: Ended<WriterEnd | null>): string | null =>
  typeof ended === 'object' && 'end' in ended ? (ended.end?.kind ?? null) : null;

/** Starts a writer as the activity does: take the lane, wait the former lease out, drain, give the lane back. */
export function startWriter(
  world: World,
  { lane = world.name, watched, awaits }: Treatment & { readonly lane?: string } = {},
): Attempt<WriterEnd | null> {
  const { database, campaign, time, lanes } = world;
  const process = new SimulatedProcess(time);
  process.dieAfter(awaits);
  const hold = database.takeWriter(lane);
  if (!hold) return { owner: 0, process, ended: Promise.resolve({ end: null }), stop: () => Promise.resolve() };
  const { rules } = lanes.get(lane) as SimulatedLane;
  const stopping = new AbortController();
  const work = async () => {
    let { recent } = hold;
    let clean = true;
    try {
      await process.clock.sleep(hold.waitMs, stopping.signal);
      if (stopping.signal.aborted) {
        clean = !hold.dirty;
        return null;
      }
      const ports = {
        rules,
        store: database.writerStore(process, hold),
        source: sourceFor(world, process),
        destination: campaign.forProcess(process, hold.fence),
        clock: process.clock,
        dirty: hold.dirty,
        recent,
      };
      const end = await writeLane(ports, stopping.signal);
      clean = !end.cut;
      recent = end.recent;
      return end;
    } catch (error) {
      clean = false;
      if (!(error instanceof CannotGoOn) || error.scope !== 'lane') throw error;
      if (database.owns(hold.lane, hold.fence)) database.park(hold.lane, error);
      return null;
    } finally {
      await database.say(process, () => database.release(hold, clean, recent)).catch(() => {});
    }
  };
  const stop = () => {
    watched?.toldToStop(hold.fence);
    stopping.abort();
  };
  return attempt(hold.fence, process, work(), stop);
}

/** What each process remembers of its lanes. */
const memories = new WeakMap<SimulatedProcess, Map<string, LaneMemory>>();

function memoryOf(process: SimulatedProcess, { name, rules }: SimulatedLane): LaneMemory {
  const known = memories.get(process) ?? new Map<string, LaneMemory>();
  memories.set(process, known);
  const memory = known.get(name) ?? new LaneMemory(process.clock, rules.plan.table.name);
  known.set(name, memory);
  return memory;
}

/** Starts a reader's turn on all lanes, as the workflow asks for it. */
export function startReader(
  world: World,
  { notBefore, awaitsWriter, awaits, process = new SimulatedProcess(world.time) }: Asked & Treatment = {},
): Attempt<ReaderEnd> {
  const { database, lanes, violations } = world;
  process.dieAfter(awaits);
  const fence = database.takeReader();
  const stopping = new AbortController();
  const running = [...lanes.values()].filter(({ store }) => store.state !== 'parked');
  const asked = running.map((lane): ReaderLane => {
    const { name, rules, store } = lane;
    const { position, positionNumber, reread } = store;
    return {
      name,
      rules,
      store: database.readerStore(process, store, fence),
      stand: { position, positionNumber, reread },
      memory: memoryOf(process, lane),
      notBefore: notBefore?.get(name) ?? 0,
      awaitsWriter: awaitsWriter?.has(name) ?? false,
    };
  });
  const ports = {
    source: sourceFor(world, process),
    clock: process.clock,
    tend: () => database.tend(process, fence),
    park: async (lane: string, { code }: CannotGoOn) => {
      violations.push(`the reader parked ${lane}: ${code}`);
    },
    lost: () => {},
  };
  return attempt(fence, process, readLanes(asked, ports, stopping.signal), () => stopping.abort());
}

interface Asked {
  /** Per lane: when its source may be asked, and whether its writer rests. */
  readonly notBefore?: ReadonlyMap<string, number>;
  readonly awaitsWriter?: ReadonlySet<string>;
  /** That had turns before; without it, a new one. */
  readonly process?: SimulatedProcess | undefined;
}

function attempt<End>(owner: number, process: SimulatedProcess, work: Promise<End>, stop: () => void): Attempt<End> {
  const ended = work.then(
    (end) => ({ end }),
    (error: unknown) => ({ error }),
  );
  return {
    owner,
    process,
    stop: () => process.whenAwake(stop),
    ended: Promise.race([ended, process.died.then(() => 'dead' as const)]),
  };
}

/** What the workflow does about the end of a writer: how long until the next, or null when the lane stands still. */
export function pauseAfter(ended: Ended<WriterEnd | ReaderEnd | null>, inARow: number, world: World): number | null {
  if (ended === 'dead' || ended === 'given up') return 1_000;
  if ('end' in ended) {
    const { end } = ended;
    if (end === null) return world.store.state === 'parked' ? null : 0;
    if ('rests' in end) return Math.max(0, ...end.rests.map((rest) => rest.forMs));
    return end.kind === 'rest' ? restMs(end, inARow) : 0;
  }
  const { error } = ended;
  if (!(error instanceof PassesByItself)) world.violations.push(`unexpected: ${words(error)}`);
  return 1_000;
}

const restMs = ({ cause, forMs }: Extract<WriterEnd, { kind: 'rest' }>, inARow: number) =>
  cause.retryAfterMs === undefined ? Math.min(60_000, forMs * 2 ** inARow) : forMs;

const words = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
