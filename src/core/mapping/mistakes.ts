import type { FieldMapping, TableMapping } from '../config/ingress.js';
import { filterMistakes } from '../filter/mistakes.js';
import type { CampaignField, CampaignResource, DynamicsColumn, DynamicsTable } from '../metadata.js';
import { named } from '../named.js';
import type { Parameters, ProblemCode } from '../problems/describe.js';
import type { Mistake } from '../problems/mistake.js';
import { canConvert, isMappable, targetOf } from './convert.js';
import { guidLength } from './limits.js';
import type { Parents } from './link.js';
import { linkMistakes } from './linkMistakes.js';
import { refusals } from './refusal.js';
import { fits, isValueOf } from './replacements.js';

/** Every reason why this mapping could not run against the metadata of both systems; empty when it can. Pointers are within the mapping. */
export function mappingMistakes(
  mapping: TableMapping,
  table: DynamicsTable,
  resource: CampaignResource,
  parents: Parents = {},
): Mistake[] {
  const found = [
    ...keyMistakes(mapping, table, resource),
    ...mapping.fields.flatMap((field, index) => fieldMistakes(field, `/fields/${index}`, table, resource, parents)),
    ...duplicateMistakes(mapping),
    ...replacementMistakes(mapping, table, resource),
    ...filterMistakes(mapping.filter, table).map((mistake) => ({ ...mistake, pointer: `/filter${mistake.pointer}` })),
  ];
  return found.map((mistake) => ({ ...mistake, params: { mapping: mapping.id, ...mistake.params } }));
}

/** A field of the resource by its path. */
export const fieldOf = (resource: CampaignResource, path: string): CampaignField | undefined =>
  path.split('.').some((name) => name in Object.prototype) ? undefined : named(resource.fields, path);

function keyMistakes({ idField }: TableMapping, table: DynamicsTable, resource: CampaignResource): Mistake[] {
  const { column, field: path } = idField;
  const found: Mistake[] = [];
  if (named(table.columns, column) === undefined) found.push(noColumn('/idField/column', column, table));
  else if (column !== table.primaryKey) {
    found.push(mistake('/idField/column', 'key-column-wrong', { column, table: table.name, key: table.primaryKey }));
  }
  const field = fieldOf(resource, path);
  if (field === undefined) found.push(noField('/idField/field', path, resource));
  else if (field.readOnly) found.push(mistake('/idField/field', 'field-read-only', { field: path }));
  else if (field.type !== 'string') found.push(mistake('/idField/field', 'key-field-not-text', { field: path }));
  else if (field.length !== undefined && field.length < guidLength) {
    found.push(mistake('/idField/field', 'key-field-too-short', { field: path, limit: guidLength }));
  }
  return found;
}

function fieldMistakes(
  { column: name, field: path, parent }: FieldMapping,
  pointer: string,
  table: DynamicsTable,
  resource: CampaignResource,
  parents: Parents,
): Mistake[] {
  const column = named(table.columns, name);
  const field = fieldOf(resource, path);
  const found: Mistake[] = [];
  if (column === undefined) found.push(noColumn(`${pointer}/column`, name, table));
  if (field === undefined) found.push(noField(`${pointer}/field`, path, resource));
  else if (field.readOnly) found.push(mistake(`${pointer}/field`, 'field-read-only', { field: path }));
  else if (parent === undefined) found.push(...typeMistakes(column, field, pointer));
  if (parent !== undefined) found.push(...linkMistakes({ parent, column, field }, pointer, parents));
  return found;
}

function typeMistakes(column: DynamicsColumn | undefined, { path, type }: CampaignField, pointer: string): Mistake[] {
  const at = `${pointer}/field`;
  if (!isMappable(type)) return [mistake(at, 'field-not-mappable', { field: path, fieldType: type })];
  if (column === undefined || canConvert(column.type, type)) return [];
  const types = { columnType: column.type, fieldType: type };
  return [mistake(at, 'types-incompatible', { column: column.name, field: path, ...types })];
}

/** Never two columns to one field, the ID field included (spec 1.2). */
function duplicateMistakes({ idField, fields }: TableMapping): Mistake[] {
  const taken = new Set([idField.field]);
  return fields.flatMap(({ field }, index) => {
    if (taken.has(field)) return [mistake(`/fields/${index}/field`, 'field-mapped-twice', { field })];
    taken.add(field);
    return [];
  });
}

function replacementMistakes(
  { fields, replacements }: TableMapping,
  table: DynamicsTable,
  resource: CampaignResource,
): Mistake[] {
  return replacements.flatMap(({ column: name, existingValue, newValue }, index) => {
    const column = named(table.columns, name);
    const found: Mistake[] = [];
    if (column !== undefined && !isValueOf(existingValue, column)) {
      const pointer = `/replacements/${index}/existingValue`;
      found.push(mistake(pointer, 'replacement-not-of-column', { column: name, columnType: column.type }));
    }
    const unfit = mappedFields(name, fields, resource).find((field) => !takes(field, name, newValue));
    if (unfit !== undefined) {
      const pointer = `/replacements/${index}/newValue`;
      found.push(mistake(pointer, 'replacement-does-not-fit', { column: name, field: unfit.path }));
    }
    return found;
  });
}

const takes = (field: CampaignField, column: string, newValue: string | number | boolean): boolean =>
  !isMappable(field.type) || fits(newValue, targetOf(field, refusals(column, field.path)));

const mappedFields = (column: string, fields: readonly FieldMapping[], resource: CampaignResource): CampaignField[] =>
  fields
    .filter((mapped) => mapped.column === column)
    .map((mapped) => fieldOf(resource, mapped.field))
    .filter((field) => field !== undefined);

const mistake = (pointer: string, code: ProblemCode, params: Parameters): Mistake => ({ pointer, code, params });

const noColumn = (pointer: string, column: string, table: DynamicsTable) =>
  mistake(pointer, 'column-missing', { column, table: table.name });

const noField = (pointer: string, field: string, resource: CampaignResource) =>
  mistake(pointer, 'field-missing', { field, resource: resource.name });
