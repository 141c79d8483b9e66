import { z } from 'zod';
import type { DynamicsColumn, DynamicsTable } from '../../core/metadata.js';
import type { DynamicsClient } from './client.js';
import { columnOf, columnShape, type Details, optionsOf, typedShapes } from './columns.js';
import { countRecords } from './count.js';
import { forLane, oddAnswer } from './errors.js';
import { labelShape, labelsOf } from './labels.js';

/** A table as the list to choose from shows it. */
export type DynamicsTableEntry = Omit<DynamicsTable, 'columns'>;

/** What Dynamics says of its tables (reference dataverse-web-api §10). */
export interface DynamicsMetadata {
  /** All tables that records can be read from, by label: one call, however many there are. */
  listTables(signal?: AbortSignal): Promise<DynamicsTableEntry[]>;
  /** A table with its readable columns. @throws CannotGoOn `dynamics-table-unknown` */
  readTable(name: string, signal?: AbortSignal): Promise<DynamicsTable>;
  /** About how many records tables hold (may be a day old); those that the system does not say are absent. */
  countRecords(names: readonly string[], signal?: AbortSignal): Promise<Map<string, number>>;
}

export function dynamicsMetadata(client: DynamicsClient): DynamicsMetadata {
  const list = async <T>(
    path: string,
    shape: z.ZodType<T>,
    table: string | undefined,
    signal: AbortSignal | undefined,
  ) => {
    const body = await client.get(path, table === undefined ? {} : { table }, signal);
    return parse(z.object({ value: z.array(shape) }), body).value;
  };
  return {
    async listTables(signal) {
      const tables = await list(`EntityDefinitions?$select=${tableFields}`, tableShape, undefined, signal);
      return tables
        .filter((table) => !table.IsIntersect && table.EntitySetName && table.PrimaryIdAttribute)
        .map(entryOf)
        .sort((one, other) => one.label.localeCompare(other.label));
    },

    async readTable(name, signal) {
      if (!/^[a-z_][a-z0-9_]*$/.test(name)) throw forLane('dynamics-table-unknown', { table: name });
      const path = `EntityDefinitions(LogicalName='${name}')`;
      const typed = async (type: keyof typeof typedShapes) => {
        const { select, expand } = typedShapes[type];
        const query = `$select=LogicalName${select}${expand ? `&$expand=${expand}` : ''}`;
        return list(
          `${path}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata?${query}`,
          detailsShape,
          name,
          signal,
        );
      };
      const [table, columns, ...details] = await Promise.all([
        client.get(`${path}?$select=${tableFields}`, { table: name }, signal).then((body) => parse(tableShape, body)),
        list(`${path}/Attributes?$select=${columnFields}`, columnShape, name, signal),
        ...(Object.keys(typedShapes) as (keyof typeof typedShapes)[]).map(typed),
      ]);
      const byName = new Map<string, Details>(details.flat().map((detail) => [detail.LogicalName, detail]));
      const readable = columns.map((column) => columnOf(column, byName.get(column.LogicalName)));
      const kept = readable.filter((column): column is DynamicsColumn => column !== null);
      return { ...entryOf(table), columns: Object.fromEntries(kept.map((column) => [column.name, column])) };
    },

    countRecords: (names, signal) => countRecords(client, names, signal),
  };
}

const tableFields =
  'LogicalName,EntitySetName,DisplayName,PrimaryIdAttribute,PrimaryNameAttribute,IsIntersect,ChangeTrackingEnabled,CanChangeTrackingBeEnabled';
const columnFields = 'LogicalName,DisplayName,AttributeType,AttributeTypeName,AttributeOf,IsValidForRead';

const tableShape = z.object({
  LogicalName: z.string(),
  EntitySetName: z.string().nullish(),
  DisplayName: labelShape,
  PrimaryIdAttribute: z.string().nullish(),
  PrimaryNameAttribute: z.string().nullish(),
  IsIntersect: z.boolean().nullish(),
  ChangeTrackingEnabled: z.boolean().nullish(),
  CanChangeTrackingBeEnabled: z.object({ Value: z.boolean() }).nullish(),
});

const detailsShape = z.object({
  LogicalName: z.string(),
  MaxLength: z.number().nullish(),
  Targets: z.array(z.string()).nullish(),
  DateTimeBehavior: z.object({ Value: z.string() }).nullish(),
  OptionSet: optionsOf.nullish(),
  GlobalOptionSet: optionsOf.nullish(),
});

function entryOf(table: z.infer<typeof tableShape>): DynamicsTableEntry {
  return {
    name: table.LogicalName,
    ...labelsOf(table.DisplayName, table.LogicalName),
    entitySet: table.EntitySetName ?? '',
    primaryKey: table.PrimaryIdAttribute ?? '',
    ...(table.PrimaryNameAttribute ? { primaryName: table.PrimaryNameAttribute } : {}),
    changeTracking: table.ChangeTrackingEnabled ?? false,
    ...(table.CanChangeTrackingBeEnabled ? { trackable: table.CanChangeTrackingBeEnabled.Value } : {}),
  };
}

function parse<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw oddAnswer(`metadata: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
  return parsed.data;
}
