import { isLookup } from '../column.js';
import type { Table } from '../rows/table.js';
import { behaviourOf } from '../write/removal.js';
import { type Metadata, metadataId, schemaNameOf } from './labels.js';
import type { Surroundings } from './tables.js';

/** One relationship for each target of each lookup: what to bind by, and what becomes of the row when its parent is deleted. */
export function relationshipsOf(table: Table, { environment, onParentDelete }: Surroundings): Metadata[] {
  const { definition, columns } = table;
  return [...columns.values()].filter(isLookup).flatMap((column) =>
    column.targets.map((target) => {
      const schemaName = `${definition.name}_${column.name}_${target.table}`;
      return {
        '@odata.type': '#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata',
        MetadataId: metadataId(schemaName),
        SchemaName: schemaName,
        RelationshipType: 'OneToManyRelationship',
        IsCustomRelationship: column.custom,
        ReferencedEntity: target.table,
        ReferencedAttribute: environment.tables.get(target.table)?.definition.key ?? `${target.table}id`,
        ReferencedEntityNavigationPropertyName: schemaNameOf(schemaName, column.custom),
        ReferencingEntity: definition.name,
        ReferencingAttribute: column.name,
        ReferencingEntityNavigationPropertyName: target.navigation,
        CascadeConfiguration: {
          Assign: 'NoCascade',
          Delete: behaviourOf(onParentDelete, table, column),
          Merge: 'NoCascade',
          Reparent: 'NoCascade',
          Share: 'NoCascade',
          Unshare: 'NoCascade',
        },
      };
    }),
  );
}
