import type { Root, ScalarDefinition } from './definition.js';
import { filtersOf } from './filters.js';
import type { Instance, Table } from './instance.js';
import { type Opaque, hash } from './opaque.js';
import type { Attribute, Column } from './schema.js';

interface Place {
  readonly instance: Instance;
  readonly root: Root;
  /** The address of the API root. */
  readonly rootUrl: string;
  /** Seals for what has no record of its own. */
  readonly seals: Opaque;
}

/** The root's document: a member per resource (reference adobe-campaign-api §6.1). */
export function tablesDocument({ instance, root, rootUrl }: Place): object {
  const listed = instance.served(root).filter(({ schema }) => !schema.resource.unlisted);
  const members = listed.map(({ name, schema }) => [
    name,
    {
      name,
      type: 'collection',
      data: `/${root}/${name}/`,
      href: `${rootUrl}/${name}/metadata`,
      help: schema.resource.help,
      content: {},
    },
  ]);
  return { apiName: 'resourceType', ...Object.fromEntries(members) };
}

/** A resource's document with its fields (reference §6.2). */
export function resourceDocument(place: Place, table: Table): object {
  const { root, rootUrl } = place;
  const { resource, views } = table.schema;
  const pkey = sealName(place, `resource/${table.name}`);
  const attributes = [...(views.get(root)?.attributes.values() ?? [])];
  return {
    PKey: pkey,
    apiName: 'resourceType',
    name: table.name,
    label: resource.label,
    help: resource.help,
    schema: resource.schema,
    type: 'item',
    content: Object.fromEntries(attributes.map((attribute) => [attribute.name, node(place, table, attribute)])),
    data: `/${root}/${table.name}/`,
    filters: { href: `${rootUrl}/resourceType/${pkey}/filters/` },
    compatibleResources: {},
    pkgStatus: 'never',
    mandatory: false,
    readOnly: resource.fixed === true,
    href: `${rootUrl}/resourceType/${pkey}`,
  };
}

/** The map of a resource's filters (reference §5). */
export function filtersDocument(place: Place, table: Table): object {
  const slash = place.instance.settings.doubleSlashes ? '//' : '/';
  const members = filtersOf(table, place.root).map(({ name, label, parameter, custom }) => [
    name,
    {
      PKey: sealName(place, `filter/${table.name}/${name}`),
      category: custom === true ? '99_custom' : '00_default',
      data: `${place.rootUrl}/${table.name}${slash}${name}${parameter === undefined ? '' : `?${parameter}=$value`}`,
      formType: 'none',
      fragmentName: '',
      label,
      condition: '',
    },
  ]);
  return Object.fromEntries(members);
}

/** The table that a resource's document or address belongs to: by name or by the document's PKey. */
export function describedTable(place: Place, nameOrPKey: string): Table | undefined {
  return place.instance
    .served(place.root)
    .find(({ name }) => name === nameOrPKey || sealName(place, `resource/${name}`) === nameOrPKey);
}

const sealName = ({ seals }: Place, name: string): string => seals.seal(hash(name), 0);

function node(place: Place, table: Table, attribute: Attribute): object {
  if (attribute.kind === 'column') return columnNode(place, table, attribute);
  const { definition, name } = attribute;
  const base = {
    ...shared(place, table, { name, label: definition.label }),
    readOnly: definition.readOnly === true,
    type: attribute.kind,
    resType: attribute.kind === 'item' ? '' : attribute.kind,
    length: '0',
    mandatory: false,
    sortable: false,
    queryable: false,
    lazyLoaded: attribute.kind === 'collection',
    dataPolicy: 'none',
  };
  if (attribute.kind === 'item') {
    const members = [...attribute.members.values()];
    return {
      ...base,
      content: Object.fromEntries(members.map((column) => [column.name, columnNode(place, table, column)])),
    };
  }
  const target = { resTarget: attribute.definition.target, unbound: attribute.kind === 'collection' };
  return { ...base, ...target };
}

function columnNode(place: Place, table: Table, column: Column): object {
  const { definition, name, readOnly } = column;
  return {
    ...shared(place, table, { name, label: definition.label }),
    ...typesOf(definition),
    length: lengthOf(definition),
    mandatory: definition.mandatory === true,
    readOnly,
    sortable: !definition.unsortable && definition.kind !== 'memo',
    queryable: definition.computed === undefined,
    lazyLoaded: definition.kind === 'memo',
    dataPolicy: policyOf(definition, place.instance),
    ...(definition.kind === 'enumeration' ? { values: valuesOf(definition, place.instance) } : {}),
  };
}

function shared(place: Place, table: Table, { name, label }: { name: string; label: string }): object {
  return {
    PKey: sealName(place, `field/${table.name}/${name}`),
    apiName: name,
    label,
    help: '',
    desc: '',
    category: '',
    displayFormat: 'none',
    resName: name,
    privacy: '',
    metadata: 'attribute',
  };
}

/** Dates and datetimes are both `date`: only `resType` tells them apart (reference §6.2). */
function typesOf(definition: ScalarDefinition): { type: string; resType: string } {
  const { kind } = definition;
  if (kind === 'enumeration') return { type: 'enumeration', resType: definition.storage };
  if (kind === 'datetime' || kind === 'date') return { type: 'date', resType: kind };
  if (kind === 'string' || kind === 'memo') return { type: 'string', resType: kind };
  return kind === 'boolean' ? { type: kind, resType: kind } : { type: 'number', resType: kind };
}

/** A string, as Campaign gives it. */
function lengthOf(definition: ScalarDefinition): string {
  if (definition.kind === 'string') return String(definition.length);
  return definition.kind === 'enumeration' ? String(definition.length ?? 0) : '0';
}

function policyOf(definition: ScalarDefinition, { settings }: Instance): string {
  if (definition.kind !== 'string') return 'none';
  if (definition.dataPolicy === 'smartCase' && settings.smartCase) return 'smartCase';
  return definition.dataPolicy === 'email' && settings.emailPolicy ? 'email' : 'none';
}

function valuesOf(definition: ScalarDefinition & { kind: 'enumeration' }, { settings }: Instance): object {
  const byte = definition.storage === 'byte';
  const entries = definition.values.map(({ name, label }, place) => ({
    name,
    label,
    value: byte ? String(place) : name,
  }));
  if (settings.metadataValues === 'array') return entries;
  return Object.fromEntries(entries.map((entry) => [entry.name, entry]));
}
