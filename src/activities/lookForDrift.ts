import { planDrift } from '../core/drift/planDrift.js';
import type { LanePlan } from '../core/lanePlan.js';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import type { ProblemCode } from '../core/problems/problem.js';
import type { Systems } from './planLane.js';

type Drifted = ReturnType<typeof planDrift>;

/** Compares what a lane was prepared with to both systems' metadata of now; null where these cannot be read at the moment. */
export async function lookForDrift(
  plan: LanePlan,
  { dynamics, campaign }: Systems,
  signal: AbortSignal,
): Promise<Drifted | null> {
  try {
    const [table, resource] = await Promise.all([
      unlessGone(dynamics.metadata.readTable(plan.table.name, signal), 'dynamics-table-unknown'),
      unlessGone(campaign.metadata.readResource(plan.resource.name, signal), 'campaign-resource-unknown'),
    ]);
    return planDrift(plan, table, resource);
  } catch (error) {
    // Whoever reads or writes meets the same and acts on it.
    if (signal.aborted || error instanceof PassesByItself || error instanceof CannotGoOn) return null;
    throw error;
  }
}

async function unlessGone<T>(read: Promise<T>, unknown: ProblemCode): Promise<T | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof CannotGoOn && error.code === unknown) return null;
    throw error;
  }
}

/** Reasons to reject a record, or to park a lane, that a change of metadata may be behind. */
const smells = new Set<string>([
  'dynamics-table-unknown',
  'dynamics-column-unknown',
  'dynamics-request-refused',
  'dynamics-tracking-off',
  'campaign-resource-unknown',
  'campaign-field-unknown',
  'campaign-filter-wrong',
  'campaign-key-wrong',
  'campaign-enumeration',
  'campaign-too-long',
  'campaign-mandatory',
  'campaign-value',
  'campaign-read-only',
  'campaign-refused',
  'not-an-enumeration-value',
  'display-value-missing',
  'unexpected-value',
  'too-many-rejected',
] satisfies ProblemCode[]);

export const smellsOfDrift = (code: string): boolean => smells.has(code);
