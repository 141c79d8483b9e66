import { cancellationSignal } from '@temporalio/activity';
import type { TableMapping } from '../core/config/ingress.js';
import type { LaneSettings } from '../core/config/settings.js';
import type { LanePlan } from '../core/lanePlan.js';
import { CannotGoOn } from '../core/problems/failures.js';
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

/**
 * Checks one mapping against both systems. One that does not fit parks its lane alone.
 * @throws CannotGoOn (workflow) when a system refuses us, PassesByItself when one does not answer
 */
export async function planLane(mapping: TableMapping, rules: Rules, systems: Systems): Promise<PlannedLane> {
  try {
    return { name: mapping.id, plan: await checkedPlan(mapping, rules, systems), failure: null };
  } catch (error) {
    if (!(error instanceof CannotGoOn) || error.scope !== 'lane') throw error;
    return { name: mapping.id, plan: null, failure: laneFailure(mapping.id, error) };
  }
}

async function checkedPlan(
  mapping: TableMapping,
  { version, mappings, settings }: Rules,
  { dynamics, campaign }: Systems,
): Promise<LanePlan> {
  const [table, resource] = await Promise.all([
    dynamics.metadata.readTable(mapping.dynamicsTable),
    campaign.metadata.readResource(mapping.campaignResource),
  ]);
  const plan: LanePlan = { version, mapping, table, resource, ...family(mapping, mappings), settings };
  laneRules(plan);
  if (!table.changeTracking)
    throw new CannotGoOn('dynamics-tracking-off', {
      scope: 'lane',
      system: 'dynamics',
      params: { table: table.name },
    });
  await campaign.metadata.probeKey(resource, mapping.idField, cancellationSignal());
  return plan;
}
