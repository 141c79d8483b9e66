import type { LanePlan } from '../lanePlan.js';
import { fieldOf, mappingMistakes } from '../mapping/mistakes.js';
import type { CampaignResource, DynamicsTable } from '../metadata.js';
import { named } from '../named.js';
import type { Mistake } from '../problems/mistake.js';
import { changesOf, usedColumns } from './changes.js';
import { newOptions } from './columnDrift.js';
import { type Drift, driftOf } from './drift.js';

interface PlanDrift {
  /** Parks the lane: writing on under its plan could be wrong. The first says it best. */
  readonly parks: readonly Drift[];
  /** Of no harm: what appeared. */
  readonly notes: readonly Drift[];
}

/**
 * Compares what a lane was prepared with to the metadata of both systems as it is now (spec part 2, 9); null stands for a table or a
 * resource that is gone.
 */
export function planDrift(plan: LanePlan, table: DynamicsTable | null, resource: CampaignResource | null): PlanDrift {
  const { mapping } = plan;
  const gone = [
    ...(table === null ? [tableDrift(plan, 'dynamics-table-unknown')] : []),
    ...(resource === null ? [resourceDrift(plan, 'campaign-resource-unknown')] : []),
  ];
  if (table === null || resource === null) return { parks: gone, notes: [] };
  const changed = changesOf(plan, table, resource);
  const told = new Set(changed.map(nameOf));
  const mistaken = mappingMistakes(mapping, table, resource, plan.parents).flatMap((mistake) => {
    const about = aboutOf(mistake, mapping.id);
    return about.some((one) => told.has(nameOf(one))) ? [] : about.slice(0, 1);
  });
  const untracked = plan.table.changeTracking && !table.changeTracking;
  return {
    parks: [...(untracked ? [tableDrift(plan, 'dynamics-tracking-off')] : []), ...distinct(mistaken), ...changed],
    notes: [...newColumns(plan, table), ...newFields(plan, resource)],
  };
}

const tableDrift = ({ mapping, table: { name } }: LanePlan, code: 'dynamics-table-unknown' | 'dynamics-tracking-off') =>
  driftOf('dynamics', name, { mapping: mapping.id, table: name })(code);

const resourceDrift = ({ mapping, resource: { name } }: LanePlan, code: 'campaign-resource-unknown') =>
  driftOf('campaign', name, { mapping: mapping.id, resource: name })(code);

/** What would keep the mapping from starting now, told of each thing that it is about: a field, a column, or both. */
function aboutOf({ code, params = {} }: Mistake, mapping: string): Drift[] {
  const { field, column } = params;
  return [
    ...(field === undefined ? [] : [driftOf('campaign', String(field), params)(code)]),
    ...(column === undefined ? [] : [driftOf('dynamics', String(column), params)(code)]),
    driftOf('dynamics', mapping, params)(code),
  ];
}

const nameOf = ({ system, thing }: Drift): string => `${system} ${thing}`;

/** A column may be mapped and filtered, and stands for one thing all the same. */
const distinct = (drifts: readonly Drift[]): Drift[] => [
  ...new Map(drifts.map((drift) => [`${nameOf(drift)} ${drift.code}`, drift])).values(),
];

function newColumns(plan: LanePlan, table: DynamicsTable): Drift[] {
  const used = new Set(usedColumns(plan));
  return Object.values(table.columns).flatMap((now) => {
    const tell = driftOf('dynamics', now.name, { mapping: plan.mapping.id, table: table.name, column: now.name });
    const was = named(plan.table.columns, now.name);
    if (was === undefined) return [tell('column-appeared')];
    const options = used.has(now.name) ? newOptions(was, now) : null;
    return options === null ? [] : [tell('option-appeared', { options })];
  });
}

const newFields = ({ mapping, resource: was }: LanePlan, resource: CampaignResource): Drift[] =>
  Object.keys(resource.fields)
    .filter((path) => fieldOf(was, path) === undefined)
    .map((path) =>
      driftOf('campaign', path, { mapping: mapping.id, resource: resource.name, field: path })('field-appeared'),
    );
