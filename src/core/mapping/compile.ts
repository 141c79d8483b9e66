import type { FieldMapping, TableMapping } from '../config/ingress.js';
import { evaluateFilter, type RowTest } from '../filter/evaluate.js';
import { filterColumns } from '../filter/mistakes.js';
import type { CampaignResource, DynamicsColumn, DynamicsTable } from '../metadata.js';
import { named, reader } from '../named.js';
import { CannotGoOn } from '../problems/failures.js';
import { conversion, hasDisplayValue, takesText } from './convert.js';
import { fieldOf, mappingMistakes } from './mistakes.js';
import type { CampaignValue, Converted } from './refusal.js';
import { replaceBy } from './replacements.js';
import { canonicalGuid, displayProperty } from './source.js';

type Row = Readonly<Record<string, unknown>>;

/** One mapped field, ready to run. */
interface CompiledField {
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

/** @throws CannotGoOn for the lane, with the first of {@link mappingMistakes} */
export function compileMapping(
  mapping: TableMapping,
  table: DynamicsTable,
  resource: CampaignResource,
): CompiledMapping {
  const [mistake] = mappingMistakes(mapping, table, resource);
  if (mistake !== undefined) throw new CannotGoOn(mistake.code, { scope: 'lane', params: mistake.params ?? {} });
  const fields = mapping.fields.map((field) => compileField(field, mapping, table, resource));
  const updated = [...fields.keys()]
    .filter((index) => fields[index]?.applyUpdates)
    .sort((a, b) => byText(fields[a]?.field ?? '', fields[b]?.field ?? ''));
  return {
    mapping,
    links: mapping.fields.flatMap((field) => compileLink(field, table)),
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

/** Whether rows must carry the labels of their picklists too. */
export const needsDisplayValues = (mapping: TableMapping, table: DynamicsTable): boolean =>
  !mapping.technicalValues &&
  mapping.fields.some(({ column: name }) => {
    const column = named(table.columns, name);
    return column !== undefined && hasDisplayValue(column.type);
  });

function compileField(
  mapped: FieldMapping,
  mapping: TableMapping,
  table: DynamicsTable,
  resource: CampaignResource,
): CompiledField {
  const column = known(named(table.columns, mapped.column));
  const field = known(fieldOf(resource, mapped.field));
  const { target, read } = known(conversion(column, field, mapping));
  const raw = reader(column.property);
  const replace = replaceBy(mapping.replacements, column, target);
  const { empty } = target;
  const convert = (row: Row): Converted => {
    const value = raw(row);
    return value === null || value === undefined ? empty : read(value, row);
  };
  return {
    column: mapped.column,
    field: mapped.field,
    path: pathOf(mapped.field),
    applyUpdates: mapped.applyUpdates,
    empty,
    convert: replace === undefined ? convert : (row) => replace(raw(row)) ?? convert(row),
    holds: target.holds,
  };
}

function compileLink({ column: name, field, parent }: FieldMapping, table: DynamicsTable): CompiledLink[] {
  if (parent === undefined) return [];
  const raw = reader(known(named(table.columns, name)).property);
  return [
    {
      field,
      parent,
      keyOf(row) {
        const value = raw(row);
        return typeof value === 'string' ? canonicalGuid(value) : null;
      },
    },
  ];
}

function lacking(mapping: TableMapping, table: DynamicsTable, resource: CampaignResource): RowTest {
  const raws = neededProperties(mapping, table).map(reader);
  const labelled = mapping.technicalValues
    ? []
    : mapping.fields.flatMap(({ column: name, field: path }) => {
        const column = named(table.columns, name);
        const field = fieldOf(resource, path);
        return column && field && hasDisplayValue(column.type) && takesText(field.type) ? [lacksLabel(column)] : [];
      });
  return (row) => raws.some((raw) => raw(row) === undefined) || labelled.some((lacks) => lacks(row));
}

function lacksLabel(column: DynamicsColumn): RowTest {
  const raw = reader(column.property);
  const label = displayProperty(column);
  return (row) => raw(row) !== null && row[label] === undefined;
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
