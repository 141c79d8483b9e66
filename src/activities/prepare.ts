import type { TableMapping } from '../core/config/ingress.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import { startProblem } from '../core/rules/startable.js';
import { appliedVersion, applyVersion } from '../store/applied.js';
import type { PlannedLane } from '../store/arrange.js';
import { configurationAt, newestConfiguration } from '../store/configurations.js';
import { nextFence } from '../store/fences.js';
import { leftLanes } from '../store/lanePlans.js';
import { readSettings } from '../store/settings.js';
import { laneTotals } from '../store/totals.js';
import { type Awaiting, orWaiting } from './awaiting.js';
import type { Context } from './context.js';
import { firstLoadGuard } from './firstLoadGuard.js';
import type { WorkflowRef } from './input.js';
import { planLane } from './planLane.js';
import type { LaneReport } from './report.js';

export interface PrepareInput extends WorkflowRef {
  /** A start applies the newest saved version; otherwise the applied one is prepared again. */
  readonly apply: boolean;
}

export type Prepared =
  | { readonly kind: 'prepared'; readonly version: number; readonly lanes: readonly LaneReport[] }
  | { readonly kind: 'refused'; readonly problem: ProblemFacts }
  | Awaiting;

/** Makes a start ready: configuration applied, both systems reached, mappings checked against metadata, lanes in place, replays begun. */
export const prepare =
  (context: Context) =>
  async ({ apply, ...ref }: PrepareInput): Promise<Prepared> => {
    const { db } = context.database;
    const begun = await nextFence(db);
    const { instance, workflow } = ref;
    const applied = apply ? null : await appliedVersion(db, instance, workflow);
    const configuration =
      (applied === null ? null : await configurationAt(db, instance, workflow, applied)) ??
      (await newestConfiguration(db, instance, workflow));
    const problem = startProblem(workflow, configuration.document);
    if (problem) return { kind: 'refused', problem };
    const { version, document } = configuration;
    const lanes =
      'mappings' in document ? await orWaiting(plan(context, ref, version, document.mappings)) : { value: [] };
    if ('kind' in lanes) return lanes;
    // What others applied meanwhile stands: that is what is prepared then.
    const stands = await applyVersion(db, instance, workflow, version, lanes.value, begun);
    return { kind: 'prepared', version: stands, lanes: await laneTotals(db, instance, workflow) };
  };

/** A system that refuses us ends the start; a mapping that does not fit, or no longer means what it meant, parks its lane alone. */
async function plan(
  context: Context,
  ref: WorkflowRef,
  version: number,
  mappings: readonly TableMapping[],
): Promise<PlannedLane[]> {
  const systems = await context.connectors.of(ref.instance);
  await Promise.all([systems.dynamics.testConnection(), systems.campaign.testConnection()]);
  const { document } = await readSettings(context.database.db, ref.instance);
  const guarded = await firstLoadGuard(context, ref, mappings, document.guardrails, systems);
  const rules = { version, mappings, settings: document.lanes };
  const left = await leftLanes(context.database.db, ref.instance, ref.workflow);
  const before = ({ id }: TableMapping) => ({ plan: left.get(id)?.plan ?? null, accepted: null });
  return Promise.all(
    mappings.map(async (mapping) => guarded(await planLane(mapping, rules, systems, before(mapping)))),
  );
}
