import type { CampaignField, DynamicsColumn } from '../metadata.js';
import { named } from '../named.js';
import type { Parameters, ProblemCode } from '../problems/describe.js';
import type { Mistake } from '../problems/mistake.js';
import { guidLength } from './limits.js';
import { isReference, type Parents } from './link.js';

/** Why a lookup and a field cannot make a link to the parent; either may be missing from its metadata, which is told elsewhere. */
export function linkMistakes(
  { parent, column, field }: { parent: string; column: DynamicsColumn | undefined; field: CampaignField | undefined },
  pointer: string,
  parents: Parents,
): Mistake[] {
  const known = named(parents, parent);
  if (known === undefined) return [mistake(`${pointer}/parent`, 'parent-not-mapped', { parent })];
  return [
    ...(column === undefined ? [] : columnMistakes(column, parent, known.table, pointer)),
    ...(field === undefined ? [] : fieldMistakes(field, parent, known.resource, pointer)),
  ];
}

function columnMistakes(
  { name, type, targets = [] }: DynamicsColumn,
  parent: string,
  table: string,
  pointer: string,
): Mistake[] {
  if (type !== 'lookup')
    return [mistake(`${pointer}/column`, 'link-not-a-lookup', { column: name, columnType: type, parent })];
  return targets.includes(table)
    ? []
    : [mistake(`${pointer}/parent`, 'link-table-wrong', { column: name, table, parent })];
}

/** Read-only fields are told elsewhere. */
function fieldMistakes(field: CampaignField, parent: string, resource: string, pointer: string): Mistake[] {
  const { path, type, length, target } = field;
  const at = `${pointer}/field`;
  if (isReference(field))
    return target === resource ? [] : [mistake(at, 'link-resource-wrong', { field: path, resource, parent })];
  if (type !== 'string' && type !== 'memo') return [mistake(at, 'link-field-wrong', { field: path, fieldType: type })];
  return length === undefined || length >= guidLength
    ? []
    : [mistake(at, 'key-field-too-short', { field: path, limit: guidLength })];
}

const mistake = (pointer: string, code: ProblemCode, params: Parameters): Mistake => ({ pointer, code, params });
