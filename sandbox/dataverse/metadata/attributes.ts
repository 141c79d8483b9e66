import { type ChoiceColumn, type Column, type ColumnOf, isChoice, isLookup, type TableDefinition } from '../column.js';
import { label, managed, type Metadata, metadataId, schemaNameOf } from './labels.js';

/** The attributes of a table, the unselectable name twins among them (reference dataverse-web-api §10). */
export function attributesOf(definition: TableDefinition, columns: Iterable<Column>): Metadata[] {
  const attributes: Metadata[] = [];
  for (const column of columns) {
    attributes.push({ ...baseOf(definition, column), ...detailsOf(definition.name, column) });
    attributes.push(...twinsOf(definition, column));
  }
  return attributes.map((attribute, index) => ({ ...attribute, ColumnNumber: index + 1 }));
}

/** Without a cast only these can be selected; `@odata.type` tells what an attribute really is. */
export const baseAttributeNames: ReadonlySet<string> = new Set([
  'MetadataId',
  'LogicalName',
  'SchemaName',
  'DisplayName',
  'Description',
  'EntityLogicalName',
  'AttributeType',
  'AttributeTypeName',
  'AttributeOf',
  'ColumnNumber',
  'IsPrimaryId',
  'IsPrimaryName',
  'IsValidForRead',
  'IsValidForCreate',
  'IsValidForUpdate',
  'IsCustomAttribute',
  'IsLogical',
  'IsManaged',
  'RequiredLevel',
]);

function baseOf({ name: table, key, nameColumn }: TableDefinition, column: Column): Metadata {
  const type = column.kind === 'MultiSelectPicklist' ? 'Virtual' : column.kind;
  return {
    '@odata.type': `#Microsoft.Dynamics.CRM.${castOf(column.kind)}`,
    MetadataId: metadataId(`${table}.${column.name}`),
    LogicalName: column.name,
    SchemaName: schemaNameOf(column.name, column.custom),
    DisplayName: label(column.label),
    Description: label(null),
    EntityLogicalName: table,
    AttributeType: type,
    AttributeTypeName: { Value: `${column.kind}Type` },
    AttributeOf: null,
    IsPrimaryId: column.name === key,
    IsPrimaryName: column.name === nameColumn,
    IsValidForRead: true,
    IsValidForCreate: column.create,
    IsValidForUpdate: column.update,
    IsCustomAttribute: column.custom,
    IsLogical: false,
    IsManaged: !column.custom,
    RequiredLevel: managed(column.required, 'canmodifyrequirementlevelsettings'),
  };
}

/** Customers and owners are lookups among the metadata types. */
function castOf(kind: Column['kind']): string {
  if (kind === 'Customer' || kind === 'Owner') return 'LookupAttributeMetadata';
  return `${kind === 'Uniqueidentifier' ? 'UniqueIdentifier' : kind}AttributeMetadata`;
}

function detailsOf(table: string, column: Column): Metadata {
  if (isChoice(column)) return choiceDetails(table, column);
  switch (column.kind) {
    case 'String':
      return {
        MaxLength: column.maxLength,
        Format: column.format ?? 'Text',
        FormatName: { Value: column.format ?? 'Text' },
      };
    case 'Memo':
      return { MaxLength: column.maxLength, Format: 'TextArea', FormatName: { Value: 'TextArea' } };
    case 'Integer':
    case 'BigInt':
      return { MinValue: column.min, MaxValue: column.max, ...(column.kind === 'Integer' && { Format: 'None' }) };
    case 'Decimal':
    case 'Double':
    case 'Money':
      return { MinValue: column.min, MaxValue: column.max, Precision: column.precision };
    case 'Boolean':
      return { DefaultValue: column.initial === true, OptionSet: booleanSet(table, column) };
    case 'DateTime':
      return {
        Format: column.behavior === 'DateOnly' ? 'DateOnly' : 'DateAndTime',
        DateTimeBehavior: { Value: column.behavior },
      };
    case 'Lookup':
    case 'Customer':
    case 'Owner':
      return { Targets: column.targets.map(({ table }) => table), Format: 'None' };
    default:
      return {};
  }
}

function choiceDetails(table: string, column: ChoiceColumn): Metadata {
  const set = optionSet(table, column);
  const isGlobal = column.global !== undefined;
  return {
    DefaultFormValue: typeof column.initial === 'number' ? column.initial : null,
    // A global choice fills the other member (reference §10).
    OptionSet: isGlobal ? null : set,
    GlobalOptionSet: isGlobal ? set : null,
  };
}

export function optionSet(table: string, column: ChoiceColumn): Metadata {
  const name = column.global ?? `${table}_${column.name}`;
  return {
    MetadataId: metadataId(`options.${name}`),
    Name: name,
    DisplayName: label(column.label),
    IsGlobal: column.global !== undefined,
    OptionSetType: column.kind === 'State' || column.kind === 'Status' ? column.kind : 'Picklist',
    Options: column.options.map(({ value, label: text, state, defaultStatus }) => ({
      ...(column.kind === 'State' && { '@odata.type': '#Microsoft.Dynamics.CRM.StateOptionMetadata' }),
      ...(column.kind === 'Status' && { '@odata.type': '#Microsoft.Dynamics.CRM.StatusOptionMetadata' }),
      Value: value,
      Label: label(text),
      Description: label(null),
      Color: null,
      IsManaged: true,
      ExternalValue: '',
      ...(state !== undefined && { State: state, TransitionData: null }),
      ...(defaultStatus !== undefined && { DefaultStatus: defaultStatus, InvariantName: text }),
    })),
  };
}

function booleanSet(table: string, column: ColumnOf<'Boolean'>): Metadata {
  const option = (value: number, text: string) => ({ Value: value, Label: label(text), Color: null, IsManaged: true });
  return {
    MetadataId: metadataId(`options.${table}_${column.name}`),
    Name: `${table}_${column.name}`,
    IsGlobal: false,
    OptionSetType: 'Boolean',
    TrueOption: option(1, column.trueLabel),
    FalseOption: option(0, column.falseLabel),
  };
}

/** Name columns that exist in the metadata alone: they cannot be selected (reference §3). */
function twinsOf(definition: TableDefinition, column: Column): Metadata[] {
  const twin = (suffix: string, type: 'Virtual' | 'String' | 'EntityName', cast: string): Metadata => ({
    ...baseOf(definition, column),
    '@odata.type': `#Microsoft.Dynamics.CRM.${cast}`,
    MetadataId: metadataId(`${definition.name}.${column.name}${suffix}`),
    LogicalName: `${column.name}${suffix}`,
    SchemaName: schemaNameOf(`${column.name}${suffix}`, column.custom),
    DisplayName: label(null),
    AttributeType: type,
    AttributeTypeName: { Value: `${type}Type` },
    AttributeOf: column.name,
    IsPrimaryId: false,
    IsPrimaryName: false,
    IsValidForCreate: false,
    IsValidForUpdate: false,
    IsLogical: true,
    ...(type === 'String' && { MaxLength: 100, Format: 'Text', FormatName: { Value: 'Text' } }),
  });
  if (isChoice(column) || column.kind === 'Boolean') return [twin('name', 'Virtual', 'AttributeMetadata')];
  if (!isLookup(column)) return [];
  const name = twin('name', 'String', 'StringAttributeMetadata');
  return column.kind === 'Lookup' ? [name] : [name, twin('idtype', 'EntityName', 'EntityNameAttributeMetadata')];
}
