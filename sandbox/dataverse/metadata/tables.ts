import { isLookup } from '../column.js';
import type { Table } from '../rows/table.js';
import { attributesOf } from './attributes.js';
import { label, managed, type Metadata, metadataId, schemaNameOf } from './labels.js';

/** A table's definition with all that can be expanded from it (reference dataverse-web-api §10). */
export function tableMetadata({ definition, columns }: Table): Metadata {
  const { name } = definition;
  return {
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
    IsCustomEntity: false,
    IsActivity: false,
    IsIntersect: false,
    IsPrivate: false,
    IsManaged: true,
    IsOptimisticConcurrencyEnabled: true,
    ChangeTrackingEnabled: definition.changeTracking,
    CanChangeTrackingBeEnabled: managed(true, 'canchangetrackingbeenabled'),
    Attributes: attributesOf(definition, columns.values()),
    // Out of the box these tables have no alternate key (reference §5).
    Keys: [],
    ManyToOneRelationships: relationshipsOf({ definition, columns }),
  };
}

/** What is only there when it is expanded. */
export const tableExpansions: ReadonlySet<string> = new Set(['Attributes', 'Keys', 'ManyToOneRelationships']);

export const tableId = (name: string): string => metadataId(`table.${name}`);

function relationshipsOf({ definition, columns }: Pick<Table, 'definition' | 'columns'>): Metadata[] {
  return [...columns.values()].filter(isLookup).flatMap((column) =>
    column.targets.map(({ table, navigation }) => {
      const schemaName = `${definition.name}_${column.name}_${table}`;
      return {
        '@odata.type': '#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
        MetadataId: metadataId(schemaName),
        SchemaName: schemaName,
        RelationshipType: 'OneToManyRelationship',
        IsCustomRelationship: column.custom,
        ReferencedEntity: table,
        ReferencedAttribute: `${table}id`,
        ReferencedEntityNavigationPropertyName: schemaNameOf(schemaName),
        ReferencingEntity: definition.name,
        ReferencingAttribute: column.name,
        ReferencingEntityNavigationPropertyName: navigation,
      };
    }),
  );
}
