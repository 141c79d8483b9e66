import { datetimeText } from './datetimes.js';
import type { Reading, ScalarDefinition, Stored } from './definition.js';
import type { Instance, Table } from './instance.js';
import { keptLinks } from './limits.js';
import type { Values } from './records.js';
import type { Attribute, Collection, Column, Item, Link, View } from './schema.js';

/** One record on its way to the wire. */
interface Shown {
  readonly number: number;
  readonly values: Values;
  readonly record: Reading;
  /** The address of the API root, such as `http://…/acme/campaign/profileAndServicesExt`. */
  readonly rootUrl: string;
}

type Step = (shown: Shown) => string;

/** Writes the records of a table as one API root shows them. */
export type Renderer = (number: number, values: Values, rootUrl: string) => string;

/** Made anew whenever the settings change: every attribute becomes one step that adds its text. */
export function createRenderer(instance: Instance, table: Table, view: View): Renderer {
  const steps = [...view.attributes.values()].flatMap((attribute) => stepOf(attribute, instance, table) ?? []);
  const slash = instance.settings.doubleSlashes ? '//' : '/';
  return (number, values, rootUrl) => {
    const shown = { number, values, rootUrl, record: table.read(number, values) };
    const pkey = table.pkey(number);
    let text = `{"PKey":"${pkey}"`;
    for (const step of steps) text += step(shown);
    return `${text},"href":"${rootUrl}/${table.name}${slash}${pkey}"}`;
  };
}

function stepOf(attribute: Attribute, instance: Instance, table: Table): Step | undefined {
  if (attribute.kind === 'column') return columnStep(attribute, `,"${attribute.name}":`);
  if (attribute.kind === 'link') return linkStep(attribute, instance);
  if (attribute.kind === 'item') return itemStep(attribute);
  return attribute.definition.metadataOnly ? undefined : collectionStep(attribute, table);
}

function columnStep({ definition, code }: Column, head: string): Step {
  const write = writer(definition);
  const absent = head + write(undefined);
  const { computed } = definition;
  if (computed !== undefined) {
    return ({ record }) => {
      const value = computed(record);
      return value === undefined ? absent : head + write(value);
    };
  }
  return ({ values }) => {
    const value = values[code];
    return value === undefined ? absent : head + write(value);
  };
}

/** A value as it stands in JSON; without one, the default of the kind (reference adobe-campaign-api §3.3). */
function writer(definition: ScalarDefinition): (value: Stored | undefined) => string {
  switch (definition.kind) {
    case 'datetime':
      return (value) => (value === undefined ? '""' : `"${datetimeText(Number(value))}"`);
    case 'boolean':
      return (value) => (value === true ? 'true' : 'false');
    case 'enumeration': {
      const first = definition.values[0]?.name ?? '';
      return (value) => JSON.stringify(value ?? first);
    }
    case 'string':
    case 'memo':
    case 'date':
      return (value) => (value === undefined ? '""' : JSON.stringify(value));
    default:
      return (value) => String(value ?? 0);
  }
}

function itemStep({ name, members }: Item): Step {
  const steps = [...members.values()].map((column, place) =>
    columnStep(column, `${place === 0 ? '' : ','}"${column.name}":`),
  );
  return (shown) => {
    let text = `,"${name}":{`;
    for (const step of steps) text += step(shown);
    return `${text}}`;
  };
}

/** Targets are few, repeat, and change rarely: their text is kept as long as their table and the address stand. */
function linkStep(link: Link, instance: Instance): Step {
  const head = `,"${link.name}":`;
  const kept = new Map<number, string>();
  let keptFor = { rootUrl: '', revision: -1 };
  return ({ values, rootUrl }) => {
    const target = instance.target(link, values);
    if (target === undefined) return `${head}null`;
    const { table, number } = target;
    const { revision } = table.records;
    if (keptFor.rootUrl !== rootUrl || keptFor.revision !== revision || kept.size > keptLinks) {
      kept.clear();
      keptFor = { rootUrl, revision };
    }
    const known = kept.get(number);
    if (known !== undefined) return known;
    const text = head + linkText(table, number, rootUrl);
    kept.set(number, text);
    return text;
  };
}

function linkText(table: Table, number: number, rootUrl: string): string {
  const record = table.read(number, table.records.values(number) ?? []);
  const pkey = table.pkey(number);
  const name = record.text('name');
  const label = record.text('label');
  const title = record.text('title') || (label === '' ? name : `${label} (${name})`);
  return JSON.stringify({ PKey: pkey, href: `${rootUrl}/${table.name}/${pkey}`, title, name, label });
}

function collectionStep({ name }: Collection, table: Table): Step {
  return ({ number, rootUrl }) => {
    const token = table.collections.seal(number, 0);
    return `,"${name}":{"href":"${rootUrl}/${table.name}/${token}/${name}/"}`;
  };
}

/**
 * Writes records for comparison by tests: every attribute but PKeys and addresses; links by the name of their target, collections not at all.
 */
export function createPicture(
  instance: Instance,
  table: Table,
  view: View,
): (number: number, values: Values) => string {
  const steps = [...view.attributes.values()].flatMap((attribute): Step[] => {
    const head = `,"${attribute.name}":`;
    if (attribute.kind === 'column') return [columnStep(attribute, head)];
    if (attribute.kind === 'item') return [itemStep(attribute)];
    if (attribute.kind === 'collection') return [];
    return [({ values }) => head + JSON.stringify(nameOf(instance, attribute, values))];
  });
  return (number, values) => {
    const shown = { number, values, rootUrl: '', record: table.read(number, values) };
    let text = '';
    for (const step of steps) text += step(shown);
    return `{${text.slice(1)}}`;
  };
}

function nameOf(instance: Instance, link: Link, values: Values): string | null {
  const target = instance.target(link, values);
  if (target === undefined) return null;
  const { table, number } = target;
  return table.read(number, table.records.values(number) ?? []).text('name');
}
