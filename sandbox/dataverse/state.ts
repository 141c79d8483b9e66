import type { Values } from './column.js';
import { type Environment, tableOf } from './environment.js';
import type { Life } from './life.js';
import { rowsPerLine, valuesPerLine, versionsSkippedAtLoad } from './limits.js';
import type { RowParts } from './rows/rows.js';
import {
  restoreAddedTables,
  restoreSchema,
  savedSchema,
  savedTables,
  unchangedSchema,
  type SavedSchema,
} from './schema/state.js';

/** Rows go as blocks of their numbers; only what was written by someone goes as such. */
interface Head {
  readonly version: number;
  readonly schemaVersion: number;
  readonly drawn: number;
  readonly floors: readonly (readonly [string, number])[];
  readonly lifePerSecond: number;
  readonly size: Readonly<Record<string, number>>;
  /** States of before there were other tables to change have none. */
  readonly schema?: SavedSchema;
}
interface Block {
  readonly table: string;
  readonly start: number;
  readonly versions: string;
  readonly created: string;
  readonly modified: string;
  readonly origins: string;
  /** Not in tables whose generated rows link to nothing. */
  readonly parents?: string;
  readonly alive: string;
}
interface Written {
  readonly table: string;
  readonly values?: readonly (readonly [number, Values])[];
  readonly ids?: readonly (readonly [number, string])[];
}

export function* linesOf(environment: Environment, life: Life): Iterable<string> {
  yield JSON.stringify(headOf(environment, life));
  for (const { definition, rows } of savedTables(environment)) {
    const table = definition.name;
    for (let start = 0; start < rows.size(); start += rowsPerLine)
      yield JSON.stringify(blockOf(table, rows.parts(), start));
    const { values, ids } = rows.parts();
    for (const part of parts(values)) yield JSON.stringify({ table, values: part } satisfies Written);
    for (const part of parts(ids)) yield JSON.stringify({ table, ids: part } satisfies Written);
  }
}

/** Takes the lines back into an environment in which nothing was generated. */
export function restore(environment: Environment, life: Life, lines: Iterable<string>): void {
  let head: Head | undefined;
  const found = new Map<string, Mutable>();
  for (const line of lines) {
    const parsed = JSON.parse(line) as Head | Block | Written;
    if ('schemaVersion' in parsed) {
      head = parsed;
      for (const [table, size] of Object.entries(parsed.size)) found.set(table, roomFor(size));
    } else if ('start' in parsed) takeBlock(parsed, found);
    else takeWritten(parsed, found);
  }
  if (!head) throw new Error('the state of dynamics has no head');
  const schema = head.schema ?? unchangedSchema;
  restoreAddedTables(environment, schema);
  for (const [table, parts] of found) tableOf(environment.tables, table).rows.restore(parts);
  restoreSchema(environment, schema);
  for (const [table, floor] of head.floors) environment.trackingFloor.set(table, floor);
  environment.schemaVersion = head.schemaVersion;
  environment.versions.skipTo(head.version + versionsSkippedAtLoad);
  environment.random.skipTo(head.drawn);
  environment.revision += 1;
  life.set(head.lifePerSecond);
}

function headOf(environment: Environment, life: Life): Head {
  const { versions, schemaVersion, random, trackingFloor } = environment;
  return {
    version: versions.current(),
    schemaVersion,
    drawn: random.drawn(),
    floors: [...trackingFloor],
    lifePerSecond: life.perSecond(),
    size: Object.fromEntries(savedTables(environment).map(({ definition, rows }) => [definition.name, rows.size()])),
    schema: savedSchema(environment),
  };
}

type Mutable = Omit<RowParts, 'parents'> & {
  parents: RowParts['parents'];
  readonly values: Map<number, Values>;
  readonly ids: Map<number, string>;
};

/** Arrays must not be empty: they grow by doubling. */
function roomFor(size: number): Mutable {
  const capacity = Math.max(1, size);
  return {
    size,
    versions: new Float64Array(capacity),
    created: new Uint32Array(capacity),
    modified: new Uint32Array(capacity),
    origins: new Uint32Array(capacity),
    parents: new Uint32Array(0),
    alive: new Uint8Array(capacity),
    values: new Map(),
    ids: new Map(),
  };
}

function blockOf(table: string, parts: RowParts, start: number): Block {
  const end = Math.min(start + rowsPerLine, parts.size);
  return {
    table,
    start,
    versions: packed(parts.versions.subarray(start, end)),
    created: packed(parts.created.subarray(start, end)),
    modified: packed(parts.modified.subarray(start, end)),
    origins: packed(parts.origins.subarray(start, end)),
    ...(parts.parents.length > start && { parents: packed(parts.parents.subarray(start, end)) }),
    alive: packed(parts.alive.subarray(start, end)),
  };
}

function takeBlock({ table, start, ...block }: Block, found: ReadonlyMap<string, Mutable>): void {
  const parts = found.get(table);
  if (!parts) return;
  // Rows that came while the state was being written have no place in it.
  const room = parts.size - start;
  parts.versions.set(new Float64Array(unpacked(block.versions)).subarray(0, room), start);
  parts.created.set(new Uint32Array(unpacked(block.created)).subarray(0, room), start);
  parts.modified.set(new Uint32Array(unpacked(block.modified)).subarray(0, room), start);
  parts.origins.set(new Uint32Array(unpacked(block.origins)).subarray(0, room), start);
  if (block.parents !== undefined) {
    if (parts.parents.length === 0) parts.parents = new Uint32Array(parts.versions.length);
    parts.parents.set(new Uint32Array(unpacked(block.parents)).subarray(0, room), start);
  }
  parts.alive.set(new Uint8Array(unpacked(block.alive)).subarray(0, room), start);
}

function takeWritten({ table, values = [], ids = [] }: Written, found: ReadonlyMap<string, Mutable>): void {
  const parts = found.get(table);
  if (!parts) return;
  for (const [index, written] of values) if (index < parts.size) parts.values.set(index, written);
  for (const [index, id] of ids) if (index < parts.size) parts.ids.set(index, id);
}

function* parts<T>(map: ReadonlyMap<number, T>): Iterable<[number, T][]> {
  let part: [number, T][] = [];
  for (const entry of map) {
    part.push(entry);
    if (part.length < valuesPerLine) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

function packed({ buffer, byteOffset, byteLength }: Float64Array | Uint32Array | Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function unpacked(text: string): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64');
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}
