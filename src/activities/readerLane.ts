import type { ReaderLane } from '../engine/reader.js';
import { laneRules } from '../engine/rules.js';
import { enqueueAgain, keysAgain } from '../store/again.js';
import type { ReaderHold } from '../store/lanes.js';
import { forgetPosition, lookAtPosition, setLoadTotal } from '../store/position.js';
import { enqueue } from '../store/queue.js';
import type { Context } from './context.js';
import type { ReadInput } from './input.js';
import type { Remember } from './laneMemories.js';

type HeldLane = ReaderHold['lanes'][number];

export interface ReaderTurn {
  readonly fence: number;
  readonly input: ReadInput;
  readonly context: Context;
  readonly remember: Remember;
  readonly beforeRereading: (lane: HeldLane) => Promise<void>;
}

/** One lane with its real ports. */
export function readerLane(
  lane: HeldLane,
  { fence, input, context, remember, beforeRereading }: ReaderTurn,
): ReaderLane {
  const {
    database: { db, sealer },
    clock,
  } = context;
  const restOf = (side: 'read' | 'write') =>
    input.resting.find((each) => each.lane === lane.name && each.side === side);
  const rest = restOf('read');
  return {
    name: lane.name,
    rules: laneRules(lane.plan),
    stand: lane,
    memory: remember({ id: lane.id, table: lane.plan.table.name }),
    notBefore: rest ? clock.monotonic() + rest.forMs : 0,
    awaitsWriter: restOf('write') !== undefined,
    store: {
      enqueue: (positionNumber, page) => enqueue(db, sealer, lane.id, fence, positionNumber, page),
      async forgetPosition() {
        await beforeRereading(lane);
        return forgetPosition(db, lane.id, fence);
      },
      expectLoad: (records) => setLoadTotal(db, lane.id, records),
      look: () => lookAtPosition(db, lane.id, fence),
      again: (limit) => keysAgain(db, lane.id, limit),
      enqueueAgain: (keys, chunks) => enqueueAgain(db, sealer, lane.id, fence, keys, chunks),
    },
  };
}
