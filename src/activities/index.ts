import { announceStop } from './announceStop.js';
import { carryOut } from './carryOut.js';
import type { Context } from './context.js';
import { asFailure } from './failures.js';
import { prepare } from './prepare.js';
import { readChanges } from './readChanges.js';
import { endVerify, verifyMapping } from './verifyMapping.js';
import { writeBatches } from './writeBatches.js';

export type { Prepared } from './prepare.js';
export type { LaneReport, Rest } from './report.js';
export type { VerifyTurn } from './verifyMapping.js';
export type { Context } from './context.js';

/** The activities of a worker, by task queue. */
export function createActivities(context: Context) {
  const guard =
    <Input, Output>(activity: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      try {
        return await activity(input);
      } catch (error) {
        throw asFailure(error, context.log);
      }
    };
  return {
    workflows: {
      prepare: guard(prepare(context)),
      carryOut: guard(carryOut(context)),
      announceStop: guard(announceStop(context)),
      endVerify: guard(endVerify(context)),
    },
    readers: { readChanges: guard(readChanges(context)), verifyMapping: guard(verifyMapping(context)) },
    writers: { writeBatches: guard(writeBatches(context)) },
  };
}

type ByQueue = ReturnType<typeof createActivities>;
export type Activities = ByQueue['workflows'] & ByQueue['readers'] & ByQueue['writers'];
