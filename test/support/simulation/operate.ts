import { CannotGoOn, PassesByItself } from '../../../src/core/problems/failures.js';
import { type ReaderEnd, type ReaderLane, readLanes } from '../../../src/engine/reader.js';
import { type WriterEnd, writeLane } from '../../../src/engine/writer.js';
import { SimulatedProcess } from './simulatedProcess.js';
import type { Watched } from './watch.js';
import type { World } from './world.js';

/** How one attempt of a reader or a writer ended. */
export type Ended<End> = { readonly end: End } | { readonly error: unknown } | 'dead' | 'given up';

export interface Attempt<End> {
  readonly owner: number;
  readonly process: SimulatedProcess;
  readonly ended: Promise<Ended<End>>;
  /** Tells it to stop, as soon as it can hear. */
  stop(): Promise<void>;
}

/** Starts a writer as the activity does: take the lane, wait the former lease out, drain, give the lane back. */
export function startWriter(world: World, watched?: Watched): Attempt<WriterEnd> {
  const { store, source, campaign, rules, time } = world;
  const process = new SimulatedProcess(time);
  const { fence, waitMs } = store.takeWriter();
  const stopping = new AbortController();
  const work = async () => {
    await process.clock.sleep(waitMs, stopping.signal);
    if (stopping.signal.aborted) return { kind: 'stopped' } as const;
    const ports = {
      rules,
      store: store.writerStore(process, fence),
      source: source.forProcess(process),
      destination: campaign.forProcess(process, fence),
      clock: process.clock,
    };
    try {
      return await writeLane(ports, stopping.signal);
    } finally {
      store.release(fence);
    }
  };
  const stop = () => {
    watched?.toldToStop(fence);
    stopping.abort();
  };
  return attempt(fence, process, work(), stop);
}

/** Starts a reader's turn on the one lane, as the workflow asks for it. */
export function startReader(
  world: World,
  asked: Partial<Pick<ReaderLane, 'notBefore' | 'awaitsWriter'>> = {},
): Attempt<ReaderEnd> {
  const { store, source, rules, time, violations } = world;
  const process = new SimulatedProcess(time);
  const fence = store.takeReader();
  const stopping = new AbortController();
  const lane = {
    name: 'contact',
    rules,
    store: store.readerStore(process, fence),
    position: store.position,
    positionNumber: store.positionNumber,
    notBefore: 0,
    awaitsWriter: false,
    ...asked,
  };
  const park = async ({ code }: CannotGoOn) => {
    violations.push(`the reader parked its lane: ${code}`);
  };
  const ports = {
    source: source.forProcess(process),
    clock: process.clock,
    park: (_lane: string, reason: CannotGoOn) => park(reason),
    lost: () => {},
  };
  return attempt(fence, process, readLanes([lane], ports, stopping.signal), () => stopping.abort());
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

/** What the workflow does about the end of an attempt: how long until the next, or null when the lane stands still. */
export function pauseAfter(ended: Ended<WriterEnd | ReaderEnd>, inARow: number, world: World): number | null {
  if (ended === 'dead' || ended === 'given up') return 1_000;
  if ('end' in ended) {
    const { end } = ended;
    if ('rests' in end) return Math.max(0, ...end.rests.map((rest) => rest.forMs));
    return end.kind === 'rest' ? restMs(end, inARow) : 0;
  }
  const { error } = ended;
  if (error instanceof CannotGoOn) return null;
  if (!(error instanceof PassesByItself)) world.violations.push(`unexpected: ${words(error)}`);
  return 1_000;
}

const restMs = ({ cause, forMs }: Extract<WriterEnd, { kind: 'rest' }>, inARow: number) =>
  cause.retryAfterMs === undefined ? Math.min(60_000, forMs * 2 ** inARow) : forMs;

const words = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
