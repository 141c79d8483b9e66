/** What a table consists of. The same description makes the rows, the checks on writing and the metadata. */

export type Value = string | number | boolean | null;
export type Values = Record<string, Value>;

export interface Option {
  readonly value: number;
  readonly label: string;
  /** Of a status: the state that it belongs to. */
  readonly state?: number;
  /** Of a state: the status that it brings along. */
  readonly defaultStatus?: number;
}

export interface Target {
  /** Logical name of the table that a lookup may point to. */
  readonly table: string;
  /** The navigation property by which it is bound. */
  readonly navigation: string;
}

type Kind =
  | { readonly kind: 'String'; readonly maxLength: number; readonly format?: 'Text' | 'Email' | 'Phone' | 'Url' }
  | { readonly kind: 'Memo'; readonly maxLength: number }
  | { readonly kind: 'Integer' | 'BigInt'; readonly min: number; readonly max: number }
  | {
      readonly kind: 'Decimal' | 'Double' | 'Money';
      readonly min: number;
      readonly max: number;
      readonly precision: number;
    }
  | { readonly kind: 'Boolean'; readonly trueLabel: string; readonly falseLabel: string }
  | {
      readonly kind: 'Picklist' | 'State' | 'Status' | 'MultiSelectPicklist';
      readonly options: readonly Option[];
      readonly global?: string;
    }
  | { readonly kind: 'DateTime'; readonly behavior: 'UserLocal' | 'DateOnly' | 'TimeZoneIndependent' }
  /** Values are `table:guid`. */
  | {
      readonly kind: 'Lookup' | 'Customer' | 'Owner';
      readonly targets: readonly Target[];
      /** Generated rows point to a row of this table, chosen when they were generated. One such column a table. */
      readonly linksTo?: string;
    }
  | { readonly kind: 'Uniqueidentifier' };

interface Shared {
  /** Logical name. */
  readonly name: string;
  readonly label: string;
  readonly create: boolean;
  readonly update: boolean;
  readonly required: 'None' | 'Recommended' | 'ApplicationRequired' | 'SystemRequired';
  readonly custom: boolean;
  /** The value of a generated row; `origin` is all that such a row is made of. */
  readonly generate?: (origin: number) => Value;
  /** The value of a row that was written without this column. */
  readonly initial: Value;
  /** Worked out from other columns at each reading; never stored. */
  readonly computed?: (read: (name: string) => Value) => Value;
  /** Read from what the table keeps about every row. */
  readonly kept?: 'key' | 'version' | 'createdAt' | 'modifiedAt';
}

export type Column = Shared & Kind;
export type ColumnOf<K extends Column['kind']> = Extract<Column, { kind: K }>;
export type LookupColumn = ColumnOf<'Lookup' | 'Customer' | 'Owner'>;
export type ChoiceColumn = ColumnOf<'Picklist' | 'State' | 'Status' | 'MultiSelectPicklist'>;

export interface TableDefinition {
  readonly name: string;
  readonly schemaName: string;
  readonly set: string;
  readonly label: string;
  readonly pluralLabel: string;
  readonly key: string;
  readonly nameColumn: string;
  readonly typeCode: number;
  readonly changeTracking: boolean;
  readonly ownership: 'UserOwned' | 'OrganizationOwned' | 'BusinessOwned';
  readonly columns: readonly Column[];
  /** What people change about a row when nobody says what. */
  readonly usualColumns: readonly string[];
  /** Only there to make the list of tables long; see `dummyTables` of the settings. */
  readonly dummy?: boolean;
}

/** Prefixes of the publishers whose solutions are installed. */
const publishers = ['acme_', 'new_'] as const;

/** Whether a table or column of the definitions is an organisation's own. */
export function isCustomName(name: string): boolean {
  return publishers.some((prefix) => name.startsWith(prefix));
}

export function isLookup(column: Column): column is LookupColumn {
  return column.kind === 'Lookup' || column.kind === 'Customer' || column.kind === 'Owner';
}

export function isChoice(column: Column): column is ChoiceColumn {
  return 'options' in column;
}

/** Whether a row that was generated and never written can have a value here. */
export function variesWhenGenerated(column: Column): boolean {
  const { generate, kept, computed, initial } = column;
  const linked = isLookup(column) && column.linksTo !== undefined;
  return linked || generate !== undefined || kept !== undefined || computed !== undefined || initial !== null;
}

/** The name on the wire: lookups are read as `_name_value`. */
export function propertyOf(column: Column): string {
  return isLookup(column) ? `_${column.name}_value` : column.name;
}

/** `table:guid` taken apart. */
export function pointerOf(value: Value): { readonly table: string; readonly id: string } | undefined {
  if (typeof value !== 'string') return undefined;
  const colon = value.indexOf(':');
  return { table: value.slice(0, colon), id: value.slice(colon + 1) };
}
