import type { LanePlan } from '../core/lanePlan.js';
import { type CompiledMapping, compileMapping, neededProperties, needsDisplayValues } from '../core/mapping/compile.js';
import type { KeyLookup } from '../core/ports.js';

/** A lane's plan made ready to run: what to ask for, how to map, where to look. */
export interface LaneRules {
  readonly plan: LanePlan;
  readonly compiled: CompiledMapping;
  readonly properties: readonly string[];
  readonly displayValues: boolean;
  readonly lookup: KeyLookup;
}

/** @throws CannotGoOn (lane) when the mapping does not fit the metadata in the plan */
export function laneRules(plan: LanePlan): LaneRules {
  const { mapping, table, resource, parents } = plan;
  return {
    plan,
    compiled: compileMapping(mapping, table, resource, parents),
    properties: neededProperties(mapping, table),
    displayValues: needsDisplayValues(mapping, table),
    lookup: { resource, field: mapping.idField.field, by: mapping.idField.lookup },
  };
}
