import type { TableMapping } from '../core/config/ingress.js';
import { laneSettings } from '../core/config/settings.js';
import { family } from '../core/rules/links.js';
import type { LanePlan } from '../core/lanePlan.js';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import { startProblem } from '../core/rules/startable.js';
import { restMs } from '../engine/limits.js';
import { laneRules } from '../engine/rules.js';
import { appliedVersion, applyVersion } from '../store/applied.js';
import { configurationAt, newestConfiguration } from '../store/configurations.js';
import type { PlannedLane } from '../store/arrange.js';
import { laneTotals } from '../store/totals.js';
import type { Context } from './context.js';
import type { WorkflowRef } from './input.js';
import type { LaneReport, Rest } from './report.js';

export interface PrepareInput extends WorkflowRef {
  /** A start applies the newest saved version; otherwise the applied one is prepared again. */
  readonly apply: boolean;
}

export type Prepared =
  | { readonly kind: 'prepared'; readonly version: number; readonly lanes: readonly LaneReport[] }
  | { readonly kind: 'refused'; readonly problem: ProblemFacts }
  /** A system does not answer, or asks to wait: to be asked again. */
  | ({ readonly kind: 'waiting' } & Omit<Rest, 'lane'>);

/** Makes a start ready: configuration applied, both systems reached, mappings checked against metadata, lanes in place. */
export const prepare =
  ({ database, connectors }: Context) =>
  async ({ instance, workflow, apply }: PrepareInput): Promise<Prepared> => {
    const { db } = database;
    const applied = apply ? null : await appliedVersion(db, instance, workflow);
    const configuration =
      (applied === null ? null : await configurationAt(db, instance, workflow, applied)) ??
      (await newestConfiguration(db, instance, workflow));
    const problem = startProblem(workflow, configuration.document);
    if (problem) return { kind: 'refused', problem };
    const { version, document } = configuration;
    const lanes =
      'mappings' in document ? await planOrWait(document.mappings, version, await connectors.of(instance)) : [];
    if ('kind' in lanes) return lanes;
    await applyVersion(db, instance, workflow, version, lanes);
    return { kind: 'prepared', version, lanes: await laneTotals(db, instance, workflow) };
  };

/** What passes by itself is told to the workflow, which shows it and asks again. */
async function planOrWait(
  ...asked: Parameters<typeof plan>
): Promise<PlannedLane[] | Extract<Prepared, { kind: 'waiting' }>> {
  try {
    return await plan(...asked);
  } catch (error) {
    if (!(error instanceof PassesByItself) || error.system === undefined) throw error;
    const { system, code, retryAfterMs } = error;
    return { kind: 'waiting', system, code, forMs: retryAfterMs ?? restMs.first, exact: retryAfterMs !== undefined };
  }
}

/** A mapping that does not fit parks its lane alone; a system that refuses us ends the start. */
async function plan(
  mappings: readonly TableMapping[],
  version: number,
  { dynamics, campaign }: Awaited<ReturnType<Context['connectors']['of']>>,
): Promise<PlannedLane[]> {
  await Promise.all([dynamics.testConnection(), campaign.testConnection()]);
  return Promise.all(
    mappings.map(async (mapping): Promise<PlannedLane> => {
      try {
        const [table, resource] = await Promise.all([
          dynamics.metadata.readTable(mapping.dynamicsTable),
          campaign.metadata.readResource(mapping.campaignResource),
        ]);
        const lanePlan: LanePlan = {
          version,
          mapping,
          table,
          resource,
          ...family(mapping, mappings),
          settings: laneSettings.parse({}),
        };
        laneRules(lanePlan);
        if (!table.changeTracking)
          throw new CannotGoOn('dynamics-tracking-off', {
            scope: 'lane',
            system: 'dynamics',
            params: { table: table.name },
          });
        return { name: mapping.id, plan: lanePlan, failure: null };
      } catch (error) {
        if (!(error instanceof CannotGoOn) || error.scope !== 'lane') throw error;
        return { name: mapping.id, plan: null, failure: laneFailure(mapping.id, error) };
      }
    }),
  );
}

/** Why a lane stands still, with its name and time. */
export function laneFailure(lane: string, { code, params, system }: CannotGoOn): ProblemFacts {
  return { code, params: { ...params }, lane, at: new Date().toISOString(), ...(system && { system }) };
}
