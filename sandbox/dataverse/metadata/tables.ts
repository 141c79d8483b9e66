import { isCustomName } from '../column.js';
import type { Environment } from '../environment.js';
import type { Table } from '../rows/table.js';
import type { OnParentDelete } from '../write/removal.js';
import { attributesOf } from './attributes.js';
import { label, managed, type Metadata, metadataId } from './labels.js';
import { relationshipsOf } from './relationships.js';

/** What the metadata of a table is made from besides the table. */
export interface Surroundings {
  readonly environment: Environment;
  readonly onParentDelete: OnParentDelete;
}

/** A table's definition (reference dataverse-web-api §10); of what can be expanded only `expanded`, because there may be a thousand tables. */
export function tableMetadata(table: Table, around: Surroundings, expanded: Iterable<string>): Metadata {
  const { definition, tracked } = table;
  const { name } = definition;
  const custom = isCustomName(name);
  const metadata: Record<string, unknown> = {
    MetadataId: tableId(name),
    LogicalName: name,
    SchemaName: definition.schemaName,
    EntitySetName: definition.set,
    LogicalCollectionName: definition.set,
    CollectionSchemaName: `${definition.schemaName}s`,
    DisplayName: label(definition.label),
    DisplayCollectionName: label(definition.pluralLabel),
    Description: label(null),
    ObjectTypeCode: definition.typeCode,
    PrimaryIdAttribute: definition.key,
    PrimaryNameAttribute: definition.nameColumn,
    OwnershipType: definition.ownership,
    TableType: 'Standard',
    IsCustomEntity: custom,
    IsActivity: false,
    IsIntersect: false,
    IsPrivate: false,
    IsManaged: !custom,
    IsOptimisticConcurrencyEnabled: true,
    ChangeTrackingEnabled: tracked,
    CanChangeTrackingBeEnabled: managed(true, 'canchangetrackingbeenabled'),
  };
  for (const member of expanded) metadata[member] = tableMembers[member]?.(table, around);
  return metadata;
}

/** What is only there when it is expanded, or asked for behind the table. */
const tableMembers: Readonly<Record<string, (table: Table, around: Surroundings) => readonly Metadata[]>> = {
  Attributes: ({ definition, columns }) => attributesOf(definition, columns.values()),
  Keys: keysOf,
  ManyToOneRelationships: relationshipsOf,
};

export const tableExpansions: ReadonlySet<string> = new Set(Object.keys(tableMembers));

/** The list behind `EntityDefinitions(...)/<member>`; undefined when there is no such member. */
export function tableMember(table: Table, member: string, around: Surroundings): readonly Metadata[] | undefined {
  return Object.hasOwn(tableMembers, member) ? tableMembers[member]?.(table, around) : undefined;
}

/** Out of the box these tables have no alternate key (reference §5). */
function keysOf({ definition, keys }: Table): readonly Metadata[] {
  return [...keys].map(([name, columns]) => ({
    MetadataId: metadataId(`key.${definition.name}.${name}`),
    LogicalName: name,
    SchemaName: name,
    EntityLogicalName: definition.name,
    DisplayName: label(name),
    KeyAttributes: columns,
    EntityKeyIndexStatus: 'Active',
    IsManaged: false,
  }));
}

export const tableId = (name: string): string => metadataId(`table.${name}`);
