import { cancellationSignal } from '@temporalio/activity';
import type { TableMapping } from '../core/config/ingress.js';
import type { LaneSettings } from '../core/config/settings.js';
import { accepting, changesSince } from '../core/drift/nextPlan.js';
import type { LanePlan } from '../core/lanePlan.js';
import { CannotGoOn } from '../core/problems/failures.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import { family } from '../core/rules/links.js';
import { laneRules } from '../engine/rules.js';
import type { PlannedLane } from '../store/arrange.js';
import type { Context } from './context.js';
import { laneFailure } from './laneFailure.js';

export type Systems = Awaited<ReturnType<Context['connectors']['of']>>;

/** What all lanes of a workflow are planned under. */
export interface Rules {
  readonly version: number;
  /** All mappings of that version: links join them. */
  readonly mappings: readonly TableMapping[];
  readonly settings: LaneSettings;
}

/** What a lane's next plan is compared with. */
export interface Before {
  /** The last plan that it could be prepared with. */
  readonly plan: LanePlan | null;
  /** A change that a person was told of, and lets pass. */
  readonly accepted: ProblemFacts | null;
}

/**
 * Checks one mapping against both systems. One that does not fit, or under which something changed, parks its lane alone.
 * @throws CannotGoOn (workflow) when a system refuses us, PassesByItself when one does not answer
 */
export async function planLane(
  mapping: TableMapping,
  rules: Rules,
  systems: Systems,
  before: Before,
): Promise<PlannedLane> {
  let former = before.plan;
  try {
    const plan = await freshPlan(mapping, rules, systems);
    if (former && before.accepted) former = accepting(former, plan, before.accepted);
    await check(plan, former, systems);
    return { name: mapping.id, plan, failure: null };
  } catch (error) {
    if (!(error instanceof CannotGoOn) || error.scope !== 'lane') throw error;
    return { name: mapping.id, plan: null, former, failure: laneFailure(mapping.id, error) };
  }
}

async function freshPlan(
  mapping: TableMapping,
  { version, mappings, settings }: Rules,
  { dynamics, campaign }: Systems,
): Promise<LanePlan> {
  const [table, resource] = await Promise.all([
    dynamics.metadata.readTable(mapping.dynamicsTable),
    campaign.metadata.readResource(mapping.campaignResource),
  ]);
  return { version, mapping, table, resource, ...family(mapping, mappings), settings };
}

/** @throws CannotGoOn (lane) where writing under this plan could be wrong */
async function check(plan: LanePlan, former: LanePlan | null, { campaign }: Systems): Promise<void> {
  const { mapping, table, resource } = plan;
  // What changed says more than what does not fit because of it.
  const [change] = former ? changesSince(former, plan) : [];
  if (change) throw new CannotGoOn(change.code, { ...change, scope: 'lane' });
  laneRules(plan);
  if (!table.changeTracking)
    throw new CannotGoOn('dynamics-tracking-off', {
      scope: 'lane',
      system: 'dynamics',
      params: { table: table.name },
    });
  await campaign.metadata.probeKey(resource, mapping.idField, cancellationSignal());
}
