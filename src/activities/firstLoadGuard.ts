import { cancellationSignal } from '@temporalio/activity';
import type { TableMapping } from '../core/config/ingress.js';
import type { Guardrails } from '../core/config/settings.js';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import { firstLoadExcess } from '../core/rules/firstLoads.js';
import type { PlannedLane } from '../store/arrange.js';
import { begunLoads } from '../store/laneState.js';
import type { Context } from './context.js';
import type { WorkflowRef } from './input.js';
import { laneFailure } from './laneFailure.js';
import { sizesWithinMs } from './limits.js';
import type { Systems } from './planLane.js';

/** Lets a lane through, or parks it. */
export type Guard = (planned: PlannedLane) => PlannedLane;

/**
 * The guardrail of first loads, at a start or a resume: parks each lane whose load has not begun while the tables of all mappings together
 * are above the limit. A save judges only what it adds, and only if Dynamics tells sizes at once. Sizes that it does not tell now count nothing.
 */
export async function firstLoadGuard(
  { database: { db } }: Context,
  { instance, workflow }: WorkflowRef,
  mappings: readonly TableMapping[],
  guardrails: Guardrails,
  systems: Systems,
): Promise<Guard> {
  const begun = await begunLoads(db, instance, workflow);
  if (mappings.every(({ id }) => begun.has(id))) return (planned) => planned;
  const sizes = await sizesOf(systems, mappings);
  const excess = firstLoadExcess({ mappings: [...mappings] }, sizes, guardrails);
  return (planned) => {
    const { name, failure } = planned;
    if (!excess || failure || begun.has(name)) return planned;
    const tooLarge = new CannotGoOn('first-loads-too-large', { scope: 'lane', params: { mapping: name, ...excess } });
    return { name, plan: null, failure: laneFailure(name, tooLarge) };
  };
}

/** Sizes are worth a short wait, not a start that is held up. */
async function sizesOf({ dynamics }: Systems, mappings: readonly TableMapping[]): Promise<ReadonlyMap<string, number>> {
  const tooLate = AbortSignal.timeout(sizesWithinMs);
  const signal = AbortSignal.any([cancellationSignal(), tooLate]);
  try {
    return await dynamics.metadata.countRecords([...new Set(mappings.map(tableOf))], signal);
  } catch (error) {
    cancellationSignal().throwIfAborted();
    if (tooLate.aborted || error instanceof PassesByItself) return new Map();
    throw error;
  }
}

const tableOf = ({ dynamicsTable }: TableMapping) => dynamicsTable;
