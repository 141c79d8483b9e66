import type { Reading, Root, Stored } from './definition.js';
import { type Opaque, opaque } from './opaque.js';
import { type Reader, reading } from './reading.js';
import { createRecords, type Records, type Values } from './records.js';
import { resources } from './resources/index.js';
import { type Codes, compile, createCodes, type Link, linkPath, type Schema } from './schema.js';
import { published } from './schemaChanges.js';
import type { CampaignSettings } from './settings.js';

/** One resource with its records. */
export interface Table {
  readonly name: string;
  /** Of the settings in force. */
  schema: Schema;
  codes: Codes;
  readonly records: Records;
  pkey(number: number): string;
  /** The number behind a PKey that is good now; undefined for a malformed, foreign or outdated one. */
  numberOf(pkey: string): number | undefined;
  readonly collections: Opaque;
  /** `now`: of a write, whose own time it is. */
  read(number: number, values: Readonly<Values>, now?: number): Reading;
  /** The PKey becomes another one, where the settings want that. */
  touch(number: number): void;
  /** Forgets every record. */
  clear(): void;
}

/** The simulated instance: its resources, under settings that can change. */
export interface Instance {
  readonly settings: CampaignSettings;
  readonly tables: ReadonlyMap<string, Table>;
  readonly lines: Opaque;
  /** Counts the restarts after which PKeys were to be others. */
  epoch: number;
  now(): number;
  /** Throws an Error, and changes nothing, when the settings do not fit the resources. */
  use(settings: CampaignSettings): void;
  served(root: Root): readonly Table[];
  /** The record that a link of another one leads to. */
  target(link: Link, values: Readonly<Values>): { readonly table: Table; readonly number: number } | undefined;
}

interface InstanceOptions {
  readonly seed: number;
  readonly now: () => number;
  readonly settings: CampaignSettings;
}

export function createInstance({ seed, now, settings: first }: InstanceOptions): Instance {
  let settings = first;
  const tables = new Map(resources.map((resource) => [resource.name, createTable(resource.name)]));
  const instance: Instance = {
    get settings() {
      return settings;
    },
    tables,
    lines: opaque(seed, 'line'),
    epoch: 0,
    now,
    use(next) {
      const compiled = published(resources, next.schemaChanges);
      checkFields(next, compiled.find(({ name }) => name === 'profile')?.fields.map(({ name }) => name) ?? []);
      checkLinks(next);
      settings = next;
      for (const resource of compiled) {
        const table = tables.get(resource.name);
        if (table === undefined) continue;
        table.schema = compile(resource, table.codes, settings);
        table.records.index(codesToIndex(table, settings));
      }
    },
    served: (root) => [...tables.values()].filter(({ schema }) => schema.views.has(root)),
    target(link, values) {
      const table = tables.get(link.definition.target);
      const number = table && isPublished(table) ? targetNumber(link, values, table) : undefined;
      return table === undefined || number === undefined ? undefined : { table, number };
    },
  };

  function createTable(name: string): Table {
    const codes = createCodes();
    const pkeys = opaque(seed, `pkey/${name}`);
    const crypted = opaque(seed, `crypted/${name}`);
    const versions = new Map<number, number>();
    const version = (number: number): number => instance.epoch * 0x10000 + (versions.get(number) ?? 0);
    const uuid = (number: number): string => uuidOf(crypted.seal(number, 1));
    const table: Table = {
      name,
      schema: compile(named(name), codes, settings),
      codes,
      records: createRecords(),
      collections: opaque(seed, `collection/${name}`),
      pkey: (number) => pkeys.seal(number, version(number)),
      numberOf(pkey) {
        const opened = pkeys.open(pkey);
        return opened?.version === version(opened?.number ?? 0) ? opened.number : undefined;
      },
      read: (number, values, at = now()) => reading(reader(table), number, values, at),
      touch(number) {
        if (settings.changingPKeys) versions.set(number, (versions.get(number) ?? 0) + 1);
      },
      clear() {
        versions.clear();
        table.records.clear();
      },
    };
    const reader = ({ schema, codes }: Table): Reader => ({
      columns: schema.columns,
      codes: codes.known,
      seal: (_, number) => crypted.seal(number, 0),
      uuid,
    });
    return table;
  }

  instance.use(first);
  return instance;
}

function named(name: string): Schema['resource'] {
  const resource = resources.find((resource) => resource.name === name);
  if (resource === undefined) throw new Error(`There is no resource ${name}.`);
  return resource;
}

function checkFields({ pathKey, customFilters }: CampaignSettings, fields: readonly string[]): void {
  if (pathKey !== '' && !fields.includes(pathKey)) throw new Error(`pathKey: the profile has no field ${pathKey}.`);
  const names = customFilters.map(({ resource, name }) => `${resource}/${name}`);
  if (new Set(names).size < names.length) throw new Error('customFilters: two have the same name.');
}

/** Against what was delivered: a link whose resource or column was removed since may still be named. */
function checkLinks({ oneCardinality, cascadingDeletes }: CampaignSettings): void {
  const known = resources.flatMap((resource) =>
    resource.fields.flatMap((field) => (field.kind === 'link' ? linkPath(resource, field) : [])),
  );
  const wrong = [...oneCardinality, ...cascadingDeletes].find((path) => !known.includes(path));
  if (wrong !== undefined) throw new Error(`There is no link ${wrong}.`);
}

function codesToIndex({ schema, name }: Table, { pathKey, cascadingDeletes }: CampaignSettings): number[] {
  const { resource, columns, links } = schema;
  const paths = [...resource.unique, ...(resource.indexed ?? []), ...(name === 'profile' ? [pathKey] : [])];
  const cascading = links.filter(({ definition }) => cascadingDeletes.includes(linkPath(resource, definition)));
  return [
    ...new Set([...paths.flatMap((path) => columns.get(path)?.code ?? []), ...cascading.map(({ kept }) => kept)]),
  ];
}

/** A resource that was removed keeps its records, but nothing leads to them. */
export const isPublished = ({ schema }: Table): boolean => schema.views.size > 0;

function targetNumber(link: Link, values: Readonly<Values>, table: Table): number | undefined {
  const { join } = link.definition;
  const kept: Stored | undefined = values[link.kept];
  if (kept === undefined) return undefined;
  const number = join === undefined ? Number(kept) : numberByKey(table, join.key, String(kept));
  return number !== undefined && table.records.values(number) !== undefined ? number : undefined;
}

/** The record whose unique column has this value. */
export function numberByKey({ schema, records }: Table, path: string, key: string): number | undefined {
  const column = schema.columns.get(path);
  return column && records.find(column.code, key);
}

/** A version 4 UUID made of a sealed text, so that it needs no randomness of its own. */
function uuidOf(sealed: string): string {
  const hex = Buffer.from(sealed.slice(1), 'base64url').toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
