import type { TableMapping } from '../config/ingress.js';
import { conditionsIn } from '../filter/mistakes.js';
import type { LanePlan } from '../lanePlan.js';
import { fieldOf } from '../mapping/mistakes.js';
import { named } from '../named.js';
import type { ProblemFacts } from '../problems/problem.js';
import { sameDocument } from '../rules/pendingChanges.js';
import { changesOf } from './changes.js';
import type { Drift } from './drift.js';

/**
 * What changed under a mapping between its last plan and the next. A field mapping or a condition of the filter that the next plan
 * has and the last had not is a new one, chosen with the metadata of now in view: its column and field are not compared for its sake.
 */
export const changesSince = (last: LanePlan, next: LanePlan): Drift[] =>
  changesOf({ ...last, mapping: keptOf(last.mapping, next.mapping), parents: next.parents }, next.table, next.resource);

/** The last plan, with the change that a person was told of as if it had always been so; any other thing stays what it was. */
export function accepting(last: LanePlan, next: LanePlan, told: ProblemFacts): LanePlan {
  const change = changesSince(last, next).find(
    ({ system, code, params }) => system === told.system && code === told.code && sameDocument(params, told.params),
  );
  if (change === undefined) return last;
  const { system, thing } = change;
  const column = system === 'dynamics' ? named(next.table.columns, thing) : undefined;
  const field = system === 'campaign' ? fieldOf(next.resource, thing) : undefined;
  return {
    ...last,
    table: { ...last.table, columns: { ...last.table.columns, ...(column && { [thing]: column }) } },
    resource: { ...last.resource, fields: { ...last.resource.fields, ...(field && { [thing]: field }) } },
  };
}

/** The next mapping, without the field mappings and conditions that the last one had not. */
function keptOf(last: TableMapping, next: TableMapping): TableMapping {
  const before = conditionsIn(last.filter);
  const conditions = conditionsIn(next.filter).filter((now) => before.some((was) => sameDocument(was, now)));
  const fields = next.fields.filter((now) =>
    last.fields.some((was) => was.column === now.column && was.field === now.field && was.parent === now.parent),
  );
  return { ...next, fields, filter: conditions.length > 0 ? { join: 'and', conditions } : null };
}
