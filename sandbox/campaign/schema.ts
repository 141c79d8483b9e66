import type {
  CollectionDefinition,
  FieldDefinition,
  FilterDefinition,
  FilterMatch,
  ItemDefinition,
  LinkDefinition,
  ResourceDefinition,
  Root,
  ScalarDefinition,
} from './definition.js';
import type { CampaignSettings, CustomFilter } from './settings.js';

/** A resource's description, worked out for one state of the instance's settings. */
export interface Schema {
  readonly resource: ResourceDefinition;
  /** By the name on the wire, in the order of the description. */
  readonly views: ReadonlyMap<Root, View>;
  /** By the dotted path of the description. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly links: readonly Link[];
  /** Links of 1 cardinality: without its target a record is hidden (reference adobe-campaign-api §4.2). */
  readonly required: readonly Link[];
  readonly unique: readonly Column[];
  readonly mandatory: readonly Column[];
  /** Columns that get a value at creation, and at every write. */
  readonly initial: readonly Column[];
  readonly stamped: readonly Column[];
  readonly filters: readonly FilterDefinition[];
}

/** What one API root shows of a resource. */
export interface View {
  readonly root: Root;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export interface Column {
  readonly kind: 'column';
  readonly name: string;
  /** In the description; what codes, filters and indexes go by. */
  readonly path: string;
  readonly definition: ScalarDefinition;
  /** Where its value is kept; of no use for a computed column. */
  readonly code: number;
  readonly readOnly: boolean;
}

export interface Link {
  readonly kind: 'link';
  readonly name: string;
  readonly definition: LinkDefinition;
  readonly code: number;
  /** The column that is the link, when it is joined on columns. */
  readonly column: Column | undefined;
  /** Where the target is kept: in the link's own place, or in the column that is the link. */
  readonly kept: number;
}

export interface Collection {
  readonly kind: 'collection';
  readonly name: string;
  readonly definition: CollectionDefinition;
}

export interface Item {
  readonly kind: 'item';
  readonly name: string;
  readonly definition: ItemDefinition;
  readonly members: ReadonlyMap<string, Column>;
}

export type Attribute = Column | Link | Collection | Item;

/** Numbers for columns: once given, a column keeps its number, whatever is published or removed later. */
export interface Codes {
  of(path: string): number;
  readonly known: ReadonlyMap<string, number>;
}

export function createCodes(paths: readonly string[] = []): Codes {
  const known = new Map(paths.map((path, code) => [path, code]));
  return {
    known,
    of(path) {
      const code = known.get(path) ?? known.size;
      known.set(path, code);
      return code;
    },
  };
}

export function compile(resource: ResourceDefinition, codes: Codes, settings: CampaignSettings): Schema {
  const columns = new Map<string, Column>();
  const shown = resource.fields.filter((field) => field.when?.(settings) ?? true);
  for (const field of shown) for (const column of columnsOf(field, codes, settings)) columns.set(column.path, column);
  const attributes = shown.map((field) => ({ field, attribute: attributeOf(field, { columns, codes, settings }) }));
  const views = resource.roots.map((root): [Root, View] => {
    const visible = attributes.filter(({ field }) => root !== 'profileAndServices' || !field.extOnly);
    return [root, { root, attributes: new Map(visible.map(({ attribute }) => [attribute.name, attribute])) }];
  });
  const having = (member: 'mandatory' | 'initial' | 'onWrite'): readonly Column[] =>
    [...columns.values()].filter(({ definition }) => definition[member] !== undefined);
  const links = attributes.flatMap(({ attribute }) => (attribute.kind === 'link' ? [attribute] : []));
  return {
    resource,
    views: new Map(views),
    columns,
    mandatory: having('mandatory'),
    initial: having('initial'),
    stamped: having('onWrite'),
    links,
    required: links.filter(({ definition }) => settings.oneCardinality.includes(linkPath(resource, definition))),
    unique: resource.unique
      .filter((path) => path !== 'externalId' || settings.uniqueExternalId)
      .flatMap((path) => columns.get(path) ?? []),
    filters: [
      ...resource.filters.filter(({ when, match }) => (when?.(settings) ?? true) && isBuilt(match, columns)),
      ...settings.customFilters
        .filter((own) => own.resource === resource.name && columns.has(own.field))
        .map(published),
    ],
  };
}

/** As the settings name a link: `cusLoyalty.profile`. */
export const linkPath = ({ name }: ResourceDefinition, link: LinkDefinition): string => `${name}.${link.name}`;

/** A filter whose column was removed is not published. */
const isBuilt = (match: FilterMatch, columns: ReadonlyMap<string, Column>): boolean =>
  match.by === 'prefix' || match.column === undefined || columns.has(match.column);

function columnsOf(field: FieldDefinition, codes: Codes, settings: CampaignSettings): Column[] {
  const column = (definition: ScalarDefinition, prefix: string, fixed: boolean): Column => ({
    kind: 'column',
    name: definition.alias?.(settings) ?? definition.name,
    path: prefix + definition.name,
    definition,
    code: definition.computed === undefined ? codes.of(prefix + (definition.keptAs ?? definition.name)) : -1,
    readOnly: fixed || definition.readOnly === true,
  });
  if (field.kind === 'link' || field.kind === 'collection') return [];
  if (field.kind !== 'item') return [column(field, '', false)];
  return field.fields.map((inner) => column(inner, `${field.name}.`, field.readOnly === true));
}

interface Parts {
  readonly columns: ReadonlyMap<string, Column>;
  readonly codes: Codes;
  readonly settings: CampaignSettings;
}

function attributeOf(field: FieldDefinition, { columns, codes, settings }: Parts): Attribute {
  const name = field.alias?.(settings) ?? field.name;
  if (field.kind === 'collection') return { kind: 'collection', name, definition: field };
  if (field.kind === 'link') {
    const column = field.join && columns.get(field.join.column);
    const code = codes.of(`${field.name}/link`);
    return { kind: 'link', name, definition: field, code, column, kept: column?.code ?? code };
  }
  if (field.kind === 'item') {
    const inner = field.fields.flatMap((member) => columns.get(`${field.name}.${member.name}`) ?? []);
    return { kind: 'item', name, definition: field, members: new Map(inner.map((column) => [column.name, column])) };
  }
  const column = columns.get(field.name);
  if (column === undefined) throw new Error(`${field.name} was not compiled`);
  return column;
}

/** The suffix is Campaign's own doing (reference adobe-campaign-api §3.5). */
const published = ({ name, parameter, field, compare, caseSensitive }: CustomFilter): FilterDefinition => ({
  name,
  label: name,
  parameter: `${parameter}_parameter`,
  custom: true,
  match: { by: compare, column: field, caseSensitive },
});
