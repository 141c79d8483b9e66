import { type LanePlan, lanePlan } from '../core/lanePlan.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Db } from './database.js';

/** The plans of a workflow's lanes by their mappings, those aside that could not be prepared. */
export async function readPlans(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  lanes: readonly string[],
): Promise<ReadonlyMap<string, LanePlan>> {
  if (lanes.length === 0) return new Map();
  const rows = await db
    .selectFrom('lanes')
    .select(['name', 'plan'])
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('name', 'in', lanes)
    .execute();
  return new Map(rows.flatMap(({ name, plan }) => (plan ? [[name, plan] as const] : [])));
}

/** What a lane was last prepared with, `plan` null where it could not be; null when there is no such lane. */
export async function readPlan(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  lane: string,
): Promise<{ plan: LanePlan | null } | null> {
  const row = await db
    .selectFrom('lanes')
    .select('plan')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('name', '=', lane)
    .executeTakeFirst();
  return row ?? null;
}

/** How a lane was left, as far as its next plan depends on it. */
export interface LeftLane {
  /** The last plan that it could be prepared with. */
  readonly plan: LanePlan | null;
  /** Why it stands still. */
  readonly failure: ProblemFacts | null;
}

/** All lanes of a workflow as they were left, by name. */
export async function leftLanes(db: Db, instance: string, workflow: WorkflowName): Promise<Map<string, LeftLane>> {
  const rows = await db
    .selectFrom('lanes')
    .select(['name', 'plan', 'former_plan', 'failure'])
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .execute();
  return new Map(
    rows.map(({ name, plan, former_plan, failure }) => {
      const last = plan ?? former_plan;
      // A plan that an older release made lacks what came since.
      return [name, { plan: last && lanePlan.parse(last), failure }];
    }),
  );
}
