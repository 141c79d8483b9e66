import { laneRules } from '../engine/rules.js';
import { type ReaderEnd, type ReaderLane, readLanes } from '../engine/reader.js';
import { appliedVersion } from '../store/applied.js';
import { enqueueAgain, keysAgain } from '../store/again.js';
import { parkLane, takeReader } from '../store/lanes.js';
import { forgetPosition, lookAtPosition, setLoadTotal } from '../store/position.js';
import { enqueue } from '../store/queue.js';
import { tendLanes } from '../store/tend.js';
import { laneTotals } from '../store/totals.js';
import { beginAttempt } from './attempt.js';
import type { Context } from './context.js';
import type { AppliedRef } from './input.js';
import { laneFailure } from './laneFailure.js';
import type { LaneReport, Rest } from './report.js';

export interface ReadInput extends AppliedRef {
  /** Lanes that rest, and for how long yet: their source is not asked, their writer is not awaited. */
  readonly resting: readonly { readonly lane: string; readonly forMs: number; readonly side: 'read' | 'write' }[];
}

export type ReadResult =
  | { readonly kind: 'turn'; readonly lanes: readonly LaneReport[]; readonly rests: readonly Rest[] }
  /** The workflow runs under another version than PostgreSQL's. */
  | { readonly kind: 'stale' };

/** Feeds every lane of one workflow until something changed for 15 s, a lane wants a writer, or 10 minutes passed. */
export const readChanges =
  (context: Context) =>
  async (input: ReadInput): Promise<ReadResult> => {
    const { database, listener, clock, log } = context;
    const { instance, workflow } = input;
    if ((await appliedVersion(database.db, instance, workflow)) !== input.version) return { kind: 'stale' };
    const attempt = beginAttempt(input, listener);
    let end: ReaderEnd = { moved: false, rests: [] };
    try {
      const { dynamics } = await context.connectors.of(instance);
      const hold = await takeReader(database.db, instance, workflow);
      const running = hold.lanes.filter((lane) => lane.state !== 'parked');
      const ids = new Map(running.map((lane) => [lane.name, lane.id]));
      const lanes = running.map((lane) => readerLane(lane, hold.fence, input, context));
      const park = (lane: string, reason: Parameters<typeof laneFailure>[1]) =>
        parkLane(
          database.db,
          { lane: ids.get(lane) ?? 0, side: 'reader', fence: hold.fence },
          laneFailure(lane, reason),
        );
      const lost = (lane: string) =>
        log.warn({ instance, workflow, lane }, 'the position was lost; the whole table is read again');
      const tend = () => tendLanes(database.db, instance, workflow, hold.fence);
      end = await readLanes(lanes, { source: dynamics.source, clock, tend, park, lost }, attempt.stop);
    } finally {
      attempt.end();
    }
    return { kind: 'turn', lanes: await laneTotals(database.db, instance, workflow), rests: end.rests };
  };

function readerLane(
  lane: Awaited<ReturnType<typeof takeReader>>['lanes'][number],
  fence: number,
  { resting }: ReadInput,
  { database: { db, sealer }, clock }: Context,
): ReaderLane {
  const rest = resting.find(({ lane: name, side }) => name === lane.name && side === 'read');
  return {
    name: lane.name,
    rules: laneRules(lane.plan),
    stand: lane,
    notBefore: rest ? clock.monotonic() + rest.forMs : 0,
    awaitsWriter: resting.some(({ lane: name, side }) => name === lane.name && side === 'write'),
    store: {
      enqueue: (positionNumber, page) => enqueue(db, sealer, lane.id, fence, positionNumber, page),
      forgetPosition: () => forgetPosition(db, lane.id, fence),
      expectLoad: (records) => setLoadTotal(db, lane.id, records),
      look: () => lookAtPosition(db, lane.id, fence),
      again: (limit) => keysAgain(db, lane.id, limit),
      enqueueAgain: (keys, chunks) => enqueueAgain(db, sealer, lane.id, fence, keys, chunks),
    },
  };
}
