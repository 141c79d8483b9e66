import type { FieldMapping, TableMapping } from '../config/ingress.js';
import { evaluateFilter, type RowTest } from '../filter/evaluate.js';
import { filterColumns } from '../filter/mistakes.js';
import type { CampaignField, CampaignResource, DynamicsColumn, DynamicsTable } from '../metadata.js';
import { named, reader } from '../named.js';
import { CannotGoOn } from '../problems/failures.js';
import { conversion, hasDisplayValue, takesText } from './convert.js';
import { compileLink, isPolymorphic, isReference, type Parents, tableProperty } from './link.js';
import { fieldOf, mappingMistakes } from './mistakes.js';
import type { CampaignValue, Converted } from './refusal.js';
import { replaceBy } from './replacements.js';
import { displayProperty } from './source.js';

type Row = Readonly<Record<string, unknown>>;

/** One mapped field, ready to run. */
export interface CompiledField {
  readonly column: string;
  /** Dotted path, as shown. */
  readonly field: string;
  readonly path: FieldPath;
  readonly applyUpdates: boolean;
  readonly empty: CampaignValue;
  /** The value that a row gives to the field, or why it cannot. */
  readonly convert: (row: Row) => Converted;
  /** Whether what Campaign returned means `value`. */
  readonly holds: (stored: unknown, value: CampaignValue) => boolean;
  /** How a body carries the value. */
  readonly inBody: (value: CampaignValue) => unknown;
  /** A link that is written as a reference to the record that it names: Campaign may show it in a form that no key compares with. */
  readonly reference: boolean;
  /** A reference to a record of the same mapping, perhaps to the very record that is written. */
  readonly selfReference: boolean;
}

/** Where a field stands in a body: `location.city` is `{ location: { city } }` on the wire. */
export type FieldPath = readonly [string] | readonly [string, string];

/** A link of a mapping: which record of which other mapping a row points to. */
export interface CompiledLink {
  readonly field: string;
  readonly parent: string;
  /** Null when the row points to none. */
  readonly keyOf: (row: Row) => string | null;
}

/** A mapping against the metadata of both systems, compiled once and run per record. */
export interface CompiledMapping {
  readonly mapping: TableMapping;
  readonly links: readonly CompiledLink[];
  readonly fields: readonly CompiledField[];
  readonly keyPath: FieldPath;
  /** Whether the filter lets a row through. */
  readonly passes: RowTest;
  /** Whether a row was read without something that this mapping needs. */
  readonly lacks: RowTest;
  /** Places in `fields` of those that updates send, by path: their order in the mapping changes no digest. */
  readonly updated: readonly number[];
  /** What a digest begins with: the fields that its values are for. */
  readonly digestHead: string;
}

/**
 * @param parents the mappings that links name
 * @throws CannotGoOn for the lane, with the first of {@link mappingMistakes}
 */
export function compileMapping(
  mapping: TableMapping,
  table: DynamicsTable,
  resource: CampaignResource,
  parents: Parents = {},
): CompiledMapping {
  const [mistake] = mappingMistakes(mapping, table, resource, parents);
  if (mistake !== undefined) throw new CannotGoOn(mistake.code, { scope: 'lane', params: mistake.params ?? {} });
  const rules = { mapping, table, resource, parents };
  const compiled = mapping.fields.map((field) => compileField(field, rules));
  const fields = compiled.map(({ field }) => field);
  const updated = [...fields.keys()]
    .filter((index) => fields[index]?.applyUpdates)
    .sort((a, b) => byText(fields[a]?.field ?? '', fields[b]?.field ?? ''));
  return {
    mapping,
    links: compiled.flatMap(({ link }) => link ?? []),
    fields,
    keyPath: pathOf(mapping.idField.field),
    passes: evaluateFilter(mapping.filter, table),
    lacks: lacking(mapping, table, resource),
    updated,
    digestHead: JSON.stringify(updated.map((index) => fields[index]?.field)),
  };
}

/** The wire properties that a row must carry: key, mapped columns, filter columns. Sorted, each once. */
export function neededProperties(mapping: TableMapping, table: DynamicsTable): string[] {
  const columns = [
    mapping.idField.column,
    ...mapping.fields.map((field) => field.column),
    ...filterColumns(mapping.filter),
  ];
  const properties = columns.map((name) => named(table.columns, name)?.property).filter((name) => name !== undefined);
  return [...new Set(properties)].sort(byText);
}

/** Whether rows must carry annotations too: the labels of their picklists, the tables that their links name. */
export const needsDisplayValues = (mapping: TableMapping, table: DynamicsTable): boolean =>
  mapping.fields.some(({ column: name, parent }) => {
    const column = named(table.columns, name);
    if (column === undefined) return false;
    return parent === undefined ? !mapping.technicalValues && hasDisplayValue(column.type) : isPolymorphic(column);
  });

interface Rules {
  readonly mapping: TableMapping;
  readonly table: DynamicsTable;
  readonly resource: CampaignResource;
  readonly parents: Parents;
}

interface CompiledPair {
  readonly field: CompiledField;
  readonly link?: CompiledLink;
}

function compileField(mapped: FieldMapping, rules: Rules): CompiledPair {
  const column = known(named(rules.table.columns, mapped.column));
  const field = known(fieldOf(rules.resource, mapped.field));
  const pair = {
    column: mapped.column,
    field: mapped.field,
    path: pathOf(mapped.field),
    applyUpdates: mapped.applyUpdates,
    reference: isReference(field),
    selfReference: isReference(field) && mapped.parent === rules.mapping.id,
  };
  const { parent } = mapped;
  if (parent === undefined) return { field: { ...pair, ...compileValue(column, field, rules.mapping) } };
  const { keyOf, ...link } = compileLink(column, field, known(named(rules.parents, parent)).table);
  return { field: { ...pair, ...link, empty: '' }, link: { field: mapped.field, parent, keyOf } };
}

function compileValue(column: DynamicsColumn, field: CampaignField, mapping: TableMapping) {
  const { target, read } = known(conversion(column, field, mapping));
  const raw = reader(column.property);
  const replace = replaceBy(mapping.replacements, column, target);
  const { empty, holds } = target;
  const convert = (row: Row): Converted => {
    const value = raw(row);
    return value === null || value === undefined ? empty : read(value, row);
  };
  return {
    empty,
    holds,
    convert: replace === undefined ? convert : (row: Row) => replace(raw(row)) ?? convert(row),
    inBody: (value: CampaignValue) => value,
  };
}

function lacking(mapping: TableMapping, table: DynamicsTable, resource: CampaignResource): RowTest {
  const raws = neededProperties(mapping, table).map(reader);
  const annotated = mapping.fields.flatMap(({ column: name, field: path, parent }) => {
    const column = named(table.columns, name);
    const field = fieldOf(resource, path);
    if (!column || !field) return [];
    if (parent !== undefined) return isPolymorphic(column) ? [lacksBeside(column, tableProperty(column))] : [];
    const labelled = !mapping.technicalValues && hasDisplayValue(column.type) && takesText(field.type);
    return labelled ? [lacksBeside(column, displayProperty(column))] : [];
  });
  return (row) => raws.some((raw) => raw(row) === undefined) || annotated.some((lacks) => lacks(row));
}

/** A value without the annotation that the mapping needs beside it. */
function lacksBeside(column: DynamicsColumn, annotation: string): RowTest {
  const raw = reader(column.property);
  return (row) => raw(row) !== null && row[annotation] === undefined;
}

function pathOf(field: string): FieldPath {
  const [first = '', second] = field.split('.');
  return second === undefined ? [first] : [first, second];
}

/** {@link mappingMistakes} has found it already. */
function known<T>(thing: T | null | undefined): T {
  if (thing === null || thing === undefined) throw new TypeError('a mapping with mistakes cannot be compiled');
  return thing;
}

/** By code units: the same everywhere, whatever the machine's language. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
