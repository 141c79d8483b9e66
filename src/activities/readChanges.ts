import type { ProblemFacts } from '../core/problems/problem.js';
import { type ReaderEnd, type ReaderPorts, readLanes } from '../engine/reader.js';
import { appliedVersion } from '../store/applied.js';
import { parkLane, takeReader } from '../store/lanes.js';
import { keepNotes } from '../store/notes.js';
import { tendLanes } from '../store/tend.js';
import { laneTotals } from '../store/totals.js';
import { announceParked } from './announceStop.js';
import { beginAttempt } from './attempt.js';
import { Beside } from './beside.js';
import type { Context } from './context.js';
import { DriftWatch, type Looks, type WatchedLane } from './driftWatch.js';
import type { ReadInput } from './input.js';
import { laneMemories, type Remember } from './laneMemories.js';
import { readerLane } from './readerLane.js';
import type { LaneReport, Rest } from './report.js';

export type ReadResult =
  | { readonly kind: 'turn'; readonly lanes: readonly LaneReport[]; readonly rests: readonly Rest[] }
  /** The workflow runs under another version than PostgreSQL's. */
  | { readonly kind: 'stale' };

/** Feeds every lane of one workflow until something changed for 15 s, a lane wants a writer, or 10 minutes passed. */
export const readChanges = (context: Context) => {
  const looks: Looks = new Map();
  const memories = laneMemories(context);
  return async (input: ReadInput): Promise<ReadResult> => {
    const { database } = context;
    const { instance, workflow } = input;
    if ((await appliedVersion(database.db, instance, workflow)) !== input.version) return { kind: 'stale' };
    const attempt = await beginAttempt(input, context);
    let end: ReaderEnd = { moved: false, rests: [] };
    try {
      end = await feed(context, input, { looks, remember: memories(input) }, attempt.stop);
    } finally {
      attempt.end();
    }
    return { kind: 'turn', lanes: await laneTotals(database.db, instance, workflow), rests: end.rests };
  };
};

/** What this process knows from the turns before. */
interface Known {
  readonly looks: Looks;
  readonly remember: Remember;
}

/** One turn: reads, and looks beside it whether what the lanes were prepared with still holds. */
async function feed(context: Context, input: ReadInput, known: Known, stop: AbortSignal): Promise<ReaderEnd> {
  const { database, connectors, clock, log } = context;
  const { db } = database;
  const { instance, workflow } = input;
  const systems = await connectors.of(instance);
  const { fence, lanes } = await takeReader(db, instance, workflow);
  const running = new Map(lanes.filter(({ state }) => state !== 'parked').map((lane) => [lane.name, lane]));
  const parkLaneOf = async ({ id, name }: WatchedLane, failure: ProblemFacts) => {
    await parkLane(db, { lane: id, side: 'reader', fence }, failure);
    await announceParked(context, input, name);
  };
  const note = ({ id }: WatchedLane, notes: readonly ProblemFacts[]) => keepNotes(db, id, fence, notes);
  const drift = new DriftWatch({ systems, clock, park: parkLaneOf, note }, known.looks);
  const over = new AbortController();
  const ended = AbortSignal.any([stop, over.signal]);
  const beside = new Beside();
  beside.add(drift.keepUp([...running.values()], ended));
  const ports: ReaderPorts = {
    source: systems.dynamics.source,
    clock,
    tend: () => tendLanes(db, instance, workflow, fence),
    park: async (name, reason) => {
      const lane = running.get(name);
      if (lane) await parkLaneOf(lane, await drift.precise(lane, reason, stop));
    },
    lost: (name) =>
      log.warn({ instance, workflow, lane: name }, 'the position was lost; the whole table is read again'),
  };
  // Dynamics forgets positions when a table's columns change, too: what is read anew must not be written under old rules.
  const beforeRereading = (lane: WatchedLane) => drift.look(lane, stop);
  const readers = [...running.values()].map((lane) =>
    readerLane(lane, { fence, input, context, remember: known.remember, beforeRereading }),
  );
  try {
    return await readLanes(readers, ports, stop);
  } finally {
    over.abort();
    await beside.end();
  }
}
