import type { CampaignSettings } from './settings.js';

/** The language in which a resource is described: a further resource is a further description, not further code. */

/** A value that differs from its kind's default; dates are `YYYY-MM-DD`, datetimes milliseconds, enumerations names, links record numbers. */
export type Stored = string | number | boolean;

/** A record as computations and filters see it. */
export interface Reading {
  /** A column by its dotted path, under the name of its definition; undefined = default. */
  value(path: string): Stored | undefined;
  text(path: string): string;
  /** Keeps what `make` gave last: for computations that share their work. */
  once<T>(make: (record: Reading) => T): T;
  /** The record's own number made unreadable. */
  seal(purpose: 'crypted'): string;
  uuid(): string;
  readonly now: number;
}

interface Named {
  readonly name: string;
  readonly label: string;
  /** Left out where it does not hold: attributes that depend on an option of the instance. */
  readonly when?: (settings: CampaignSettings) => boolean;
  /** The name on the wire where it depends on the instance. */
  readonly alias?: (settings: CampaignSettings) => string;
  /** Seen under profileAndServicesExt only: custom fields, units. */
  readonly extOnly?: true;
  readonly readOnly?: boolean;
}

interface ScalarBase extends Named {
  /** The name by which its values are kept, where it is another: values of another type are not its own. */
  readonly keptAs?: string;
  readonly mandatory?: true;
  readonly unsortable?: true;
  /** Not stored: worked out from the record each time. */
  readonly computed?: (record: Reading) => Stored | undefined;
  /** What a new record gets. */
  readonly initial?: (record: Reading) => Stored | undefined;
  /** What every write leaves. */
  readonly onWrite?: (now: number) => Stored;
}

export interface EnumerationValue {
  readonly name: string;
  readonly label: string;
}

export type ScalarDefinition =
  | (ScalarBase & { readonly kind: 'string'; readonly length: number; readonly dataPolicy?: 'email' | 'smartCase' })
  | (ScalarBase & { readonly kind: 'memo' })
  | (ScalarBase & { readonly kind: 'byte' | 'short' | 'long' | 'float' | 'double' })
  | (ScalarBase & { readonly kind: 'date' | 'datetime' })
  | (ScalarBase & {
      readonly kind: 'boolean';
      /** The datetime column that notes when this flag last changed. */
      readonly changedAt?: string;
    })
  | (ScalarBase & {
      readonly kind: 'enumeration';
      readonly storage: 'byte' | 'string';
      readonly length?: number;
      /** The first is the default. */
      readonly values: readonly EnumerationValue[];
    });

export interface LinkDefinition extends Named {
  readonly kind: 'link';
  readonly target: string;
  /** Joined on a column of this resource and a key of the target, instead of on the target's automatic key. */
  readonly join?: { readonly column: string; readonly key: string };
  /** The record number that every new record points to. */
  readonly initial?: number;
}

export interface CollectionDefinition extends Named {
  readonly kind: 'collection';
  readonly target: string;
  /** Listed in the metadata, absent from records. */
  readonly metadataOnly?: true;
}

export interface ItemDefinition extends Named {
  readonly kind: 'item';
  readonly fields: readonly ScalarDefinition[];
}

export type FieldDefinition = ScalarDefinition | LinkDefinition | CollectionDefinition | ItemDefinition;

export type Root = 'profileAndServices' | 'profileAndServicesExt' | 'customResources';

export type FilterMatch =
  | { readonly by: 'equals' | 'atLeast'; readonly column: string; readonly caseSensitive?: boolean }
  | { readonly by: 'prefix'; readonly columns: readonly string[] }
  | { readonly by: 'record' | 'anniversary' | 'nothing'; readonly column?: string };

export interface FilterDefinition {
  readonly name: string;
  readonly label: string;
  /** The query parameter; none for a filter that needs none. */
  readonly parameter?: string;
  /** Published with the extended API: seen under Ext and customResources only. */
  readonly custom?: true;
  readonly when?: (settings: CampaignSettings) => boolean;
  readonly match: FilterMatch;
}

export interface ResourceDefinition {
  readonly name: string;
  readonly label: string;
  readonly help: string;
  /** Such as `nms:recipient`; its last part names the element in errors. */
  readonly schema: string;
  /** None: the resource was removed, its records wait. */
  readonly roots: readonly Root[];
  /** Reached through links only: not in the roots' documents. */
  readonly unlisted?: true;
  /** Refuses writes: filled by the instance itself. */
  readonly fixed?: true;
  readonly fields: readonly FieldDefinition[];
  /** Columns that no two records may share (empty values aside), unless the instance's settings say otherwise. */
  readonly unique: readonly string[];
  /** Columns looked up often: kept in an index. */
  readonly indexed?: readonly string[];
  readonly filters: readonly FilterDefinition[];
  /** Records that exist from the start, as bodies. */
  readonly seed?: () => readonly Readonly<Record<string, unknown>>[];
}
