import { filterColumns } from '../filter/mistakes.js';
import type { LanePlan } from '../lanePlan.js';
import { fieldOf } from '../mapping/mistakes.js';
import type { CampaignResource, DynamicsTable } from '../metadata.js';
import { named } from '../named.js';
import { columnDrift } from './columnDrift.js';
import type { Drift } from './drift.js';
import { fieldDrift } from './fieldDrift.js';

/** What is another thing now under the same name, of all that a plan's mapping uses. What is gone is told elsewhere. */
export const changesOf = (plan: LanePlan, table: DynamicsTable, resource: CampaignResource): Drift[] => [
  ...columnChanges(plan, table),
  ...fieldChanges(plan, resource),
];

/** Columns that a mapping reads, its filter's among them. */
export const usedColumns = ({ mapping: { idField, fields, filter } }: LanePlan): string[] => [
  ...new Set([idField.column, ...fields.map(({ column }) => column), ...filterColumns(filter)]),
];

function columnChanges(plan: LanePlan, table: DynamicsTable): Drift[] {
  return usedColumns(plan).flatMap((name) => {
    const [was, now] = [named(plan.table.columns, name), named(table.columns, name)];
    return was && now ? columnDrift(was, now, { ...plan, table: table.name }) : [];
  });
}

function fieldChanges(plan: LanePlan, resource: CampaignResource): Drift[] {
  const { mapping } = plan;
  const used = [mapping.idField.field, ...mapping.fields.map(({ field }) => field)];
  return used.flatMap((path) => {
    const [was, now] = [fieldOf(plan.resource, path), fieldOf(resource, path)];
    return was && now ? fieldDrift(was, now, { ...plan, resource: resource.name }) : [];
  });
}
