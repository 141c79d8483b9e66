import { type Drift, driftOf } from '../core/drift/drift.js';
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
    const { parks, notes } = planDrift(plan, table, resource);
    return { parks: parks.length > 0 ? parks : await lostKey(plan, campaign, signal), notes };
  } catch (error) {
    // Whoever reads or writes meets the same and acts on it.
    if (signal.aborted || error instanceof PassesByItself || error instanceof CannotGoOn) return null;
    throw error;
  }
}

/**
 * Metadata tell of the filter by which records are found, but only of one with a single parameter, and nothing of its condition: where
 * they do not tell of it (any more) it is tried out, as at a start.
 */
async function lostKey(
  { mapping: { id, idField }, resource }: LanePlan,
  { metadata }: Systems['campaign'],
  signal: AbortSignal,
): Promise<Drift[]> {
  const { field, lookup } = idField;
  if (lookup.by !== 'filter') return [];
  const filters = await metadata.readFilters(resource.name, signal);
  if (filters.some(({ name, parameter }) => name === lookup.filter && parameter === lookup.parameter)) return [];
  try {
    await metadata.probeKey(resource, idField, signal);
    return [];
  } catch (error) {
    if (!(error instanceof CannotGoOn) || error.code !== 'campaign-filter-wrong') throw error;
    return [driftOf('campaign', field, { mapping: id, ...error.params })(error.code)];
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
