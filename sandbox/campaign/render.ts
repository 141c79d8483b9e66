import type { Instance, Table } from './instance.js';
import { keptLinks } from './limits.js';
import type { Values } from './records.js';
import type { Attribute, Collection, Item, Link, View } from './schema.js';
import { columnStep, inRuns, type Step } from './steps.js';

/** Writes the records of a table as one API root shows them. */
export type Renderer = (number: number, values: Readonly<Values>, rootUrl: string) => string;

/** Made anew whenever the settings change: every attribute becomes a step that adds its text. */
export function createRenderer(instance: Instance, table: Table, view: View): Renderer {
  const steps = inRuns([...view.attributes.values()].flatMap((attribute) => stepOf(attribute, instance, table) ?? []));
  const slash = instance.settings.doubleSlashes ? '//' : '/';
  return (number, values, rootUrl) => {
    const shown = { number, values, rootUrl, record: table.read(number, values) };
    const pkey = table.pkey(number);
    let text = `{"PKey":"${pkey}"`;
    for (const step of steps) text += step.write(shown);
    return `${text},"href":"${rootUrl}/${table.name}${slash}${pkey}"}`;
  };
}

/**
 * Writes records for comparison by tests: every attribute but PKeys and addresses; links by the key of their target, collections not at all.
 */
export function createPicture(
  instance: Instance,
  table: Table,
  view: View,
): (number: number, values: Readonly<Values>) => string {
  const steps = [...view.attributes.values()].flatMap((attribute): Step[] => {
    const head = `,"${attribute.name}":`;
    if (attribute.kind === 'column') return [columnStep(attribute, head)];
    if (attribute.kind === 'item') return [itemStep(attribute)];
    if (attribute.kind === 'collection') return [];
    return [{ write: ({ values }) => head + JSON.stringify(targetKey(instance, attribute, values)) }];
  });
  const all = inRuns(steps);
  return (number, values) => {
    const shown = { number, values, rootUrl: '', record: table.read(number, values) };
    let text = '';
    for (const step of all) text += step.write(shown);
    return `{${text.slice(1)}}`;
  };
}

function stepOf(attribute: Attribute, instance: Instance, table: Table): Step | undefined {
  if (attribute.kind === 'column') return columnStep(attribute, `,"${attribute.name}":`);
  if (attribute.kind === 'link') return linkStep(attribute, instance);
  if (attribute.kind === 'item') return itemStep(attribute);
  return attribute.definition.metadataOnly ? undefined : collectionStep(attribute, table);
}

function itemStep({ name, members }: Item): Step {
  const steps = [...members.values()].map((column, place) =>
    columnStep(column, `${place === 0 ? '' : ','}"${column.name}":`),
  );
  const all = inRuns(steps);
  return {
    write: (shown) => {
      let text = `,"${name}":{`;
      for (const step of all) text += step.write(shown);
      return `${text}}`;
    },
  };
}

/** Targets are few, repeat, and change rarely: their text is kept as long as their table and the address stand. */
function linkStep(link: Link, instance: Instance): Step {
  const head = `,"${link.name}":`;
  const kept = new Map<number, string>();
  let keptFor = { rootUrl: '', revision: -1 };
  return {
    write: ({ values, rootUrl }) => {
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
    },
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
  return {
    write: ({ number, rootUrl }) => {
      const token = table.collections.seal(number, 0);
      return `,"${name}":{"href":"${rootUrl}/${table.name}/${token}/${name}/"}`;
    },
  };
}

function targetKey(instance: Instance, link: Link, values: Readonly<Values>): string | null {
  const target = instance.target(link, values);
  if (target === undefined) return null;
  const { table, number } = target;
  const [key = ''] = table.schema.resource.unique;
  return table.read(number, table.records.values(number) ?? []).text(key);
}
