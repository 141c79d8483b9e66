import { appliedVersion, holdAppliedVersion } from '../store/applied.js';
import { resumeLane } from '../store/arrange.js';
import { configurationAt } from '../store/configurations.js';
import { leftLanes } from '../store/lanePlans.js';
import { readSettings } from '../store/settings.js';
import type { Context } from './context.js';
import { done, type Effect, notApplied, refused } from './effect.js';
import { firstLoadGuard } from './firstLoadGuard.js';
import type { WorkflowRef } from './input.js';
import { planLane } from './planLane.js';

/**
 * Checks one mapping anew, under the applied version, and lets its lane go on if it stands still and nothing is wrong any more. The
 * change of metadata for which it stands still was told to whoever resumes it, and is taken as meant; any other parks it again.
 */
export async function resume(context: Context, ref: WorkflowRef, mapping: string): Promise<Effect> {
  const { db } = context.database;
  const { instance, workflow } = ref;
  const version = await appliedVersion(db, instance, workflow);
  const configuration = version === null ? null : await configurationAt(db, instance, workflow, version);
  const mappings = configuration && 'mappings' in configuration.document ? configuration.document.mappings : [];
  const applied = mappings.find(({ id }) => id === mapping);
  if (!applied || version === null) return () => Promise.resolve(notApplied(mapping));
  const { document } = await readSettings(db, instance);
  const rules = { version, mappings, settings: document.lanes };
  const systems = await context.connectors.of(instance);
  const guarded = await firstLoadGuard(context, ref, mappings, document.guardrails, systems);
  const { plan = null, failure = null } = (await leftLanes(db, instance, workflow)).get(mapping) ?? {};
  const planned = guarded(await planLane(applied, rules, systems, { plan, accepted: failure }));
  return async (tx) => {
    // A start that came meanwhile has prepared all lanes, under its own version.
    if ((await holdAppliedVersion(tx, instance, workflow)) !== version) return done();
    const stood = await resumeLane(tx, instance, workflow, planned);
    return stood && planned.failure ? refused(planned.failure) : done();
  };
}
