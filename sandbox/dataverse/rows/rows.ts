import { guidOf, indexOfGuid } from '../guid.js';
import type { Values } from '../column.js';
import { type ChangeLog, copied, createChangeLog } from './changeLog.js';
import type { Versions } from './versions.js';

/**
 * The rows of one table. A generated row is a number (`origin`) from which its columns are drawn when they are read, so that a million of
 * them take some 30 MB; only values that someone wrote are kept as such. A deleted row keeps its place: change tracking has to tell of it.
 */
export interface Rows {
  /** Places, those of deleted rows included. */
  size(): number;
  live(): number;
  isLive(index: number): boolean;
  id(index: number): string;
  /** The place of a live or deleted row. */
  find(id: string): number | undefined;
  version(index: number): number;
  /** Seconds since 1970; 0 = long ago, drawn from `origin`. */
  createdAt(index: number): number;
  modifiedAt(index: number): number;
  /** 0 = made by hand. */
  origin(index: number): number;
  /** The place, in the table that generated rows link to, of the row that this one was generated for. */
  parent(index: number): number | undefined;
  values(index: number): Values | undefined;
  readonly log: ChangeLog;
  /** Adds a row, or revives the deleted one that had this id. */
  add(row: NewRow): number;
  change(index: number, values: Values, at: number): void;
  remove(index: number, at: number): void;
  /** Drops what was written into a column, without a trace: the column is gone. */
  forget(column: string): void;
  /** From here on, changes can be rolled back; see `inOneTransaction`. */
  begin(): void;
  commit(): void;
  rollBack(): void;
  /** For the state file. */
  parts(): RowParts;
  restore(parts: RowParts): void;
}

interface NewRow {
  readonly id?: string | undefined;
  readonly origin?: number;
  readonly parent?: number | undefined;
  readonly values?: Values;
  readonly at: number;
}

export interface RowParts {
  readonly size: number;
  readonly versions: Float64Array<ArrayBuffer>;
  readonly created: Uint32Array<ArrayBuffer>;
  readonly modified: Uint32Array<ArrayBuffer>;
  readonly origins: Uint32Array<ArrayBuffer>;
  /** Places of parents, counted from 1; no longer than up to the last row that has one. */
  readonly parents: Uint32Array<ArrayBuffer>;
  readonly alive: Uint8Array<ArrayBuffer>;
  readonly values: ReadonlyMap<number, Values>;
  readonly ids: ReadonlyMap<number, string>;
}

/** Small, because there may be a thousand tables. */
const firstCapacity = 64;

export function createRows(series: number, counter: Versions): Rows {
  let versions = new Float64Array(firstCapacity);
  let created = new Uint32Array(firstCapacity);
  let modified = new Uint32Array(firstCapacity);
  let origins = new Uint32Array(firstCapacity);
  let alive = new Uint8Array(firstCapacity);
  let parents = new Uint32Array(0);
  let values = new Map<number, Values>();
  /** Ids that a caller chose; all others follow from the place. */
  let ids = new Map<number, string>();
  let places = new Map<string, number>();
  let size = 0;
  let live = 0;
  /** What undoes the changes of an open transaction, the first change first. */
  let undoing: (() => void)[] | undefined;
  let logBefore = 0;

  const log = createChangeLog(
    (index, version) => versions[index] === version,
    () => size,
  );

  function place(): number {
    if (size === versions.length) {
      const larger = size * 2;
      versions = copied(new Float64Array(larger), versions);
      created = copied(new Uint32Array(larger), created);
      modified = copied(new Uint32Array(larger), modified);
      origins = copied(new Uint32Array(larger), origins);
      alive = copied(new Uint8Array(larger), alive);
    }
    size += 1;
    return size - 1;
  }

  /** Tables without generated links have no room for them. */
  function setParent(index: number, parent: number): void {
    if (index >= parents.length) {
      if (parent === 0) return;
      parents = copied(new Uint32Array(versions.length), parents);
    }
    parents[index] = parent;
  }

  function touch(index: number, at: number): void {
    const version = counter.next();
    versions[index] = version;
    modified[index] = seconds(at);
    log.append(version, index);
  }

  /** Notes how a row is now, for an open transaction. */
  function remember(index: number): void {
    if (!undoing) return;
    const before = { alive: alive[index] ?? 0, origin: origins[index] ?? 0, written: values.get(index) };
    const parent = parents[index] ?? 0;
    const [version, createdAt, modifiedAt] = [versions[index] ?? 0, created[index] ?? 0, modified[index] ?? 0];
    undoing.push(() => {
      live += before.alive - (alive[index] ?? 0);
      alive[index] = before.alive;
      origins[index] = before.origin;
      setParent(index, parent);
      versions[index] = version;
      created[index] = createdAt;
      modified[index] = modifiedAt;
      if (before.written) values.set(index, before.written);
      else values.delete(index);
    });
  }

  const rows: Rows = {
    size: () => size,
    live: () => live,
    isLive: (index) => alive[index] === 1,
    id: (index) => ids.get(index) ?? guidOf(index, series),
    find(id) {
      const chosen = places.get(id);
      if (chosen !== undefined) return chosen;
      const index = indexOfGuid(id, series);
      return index < size && !ids.has(index) && guidOf(index, series) === id ? index : undefined;
    },
    version: (index) => versions[index] ?? 0,
    createdAt: (index) => created[index] ?? 0,
    modifiedAt: (index) => modified[index] ?? 0,
    origin: (index) => origins[index] ?? 0,
    parent(index) {
      const parent = parents[index] ?? 0;
      return parent === 0 ? undefined : parent - 1;
    },
    values: (index) => values.get(index),
    log,
    add({ id, origin = 0, parent, values: given, at }) {
      const known = id === undefined ? undefined : rows.find(id);
      const index = known ?? place();
      if (id !== undefined && known === undefined) {
        ids.set(index, id);
        places.set(id, index);
      }
      remember(index);
      alive[index] = 1;
      origins[index] = origin;
      setParent(index, parent === undefined ? 0 : parent + 1);
      created[index] = seconds(at);
      if (given && Object.keys(given).length > 0) values.set(index, given);
      live += 1;
      touch(index, at);
      return index;
    },
    change(index, changed, at) {
      remember(index);
      const before = values.get(index);
      values.set(index, before ? { ...before, ...changed } : { ...changed });
      touch(index, at);
    },
    remove(index, at) {
      remember(index);
      alive[index] = 0;
      values.delete(index);
      live -= 1;
      touch(index, at);
    },
    forget(column) {
      for (const [index, written] of values) {
        if (!Object.hasOwn(written, column)) continue;
        const { [column]: _, ...rest } = written;
        values.set(index, rest);
      }
    },
    begin() {
      undoing = [];
      logBefore = log.length();
      log.hold(true);
    },
    commit() {
      undoing = undefined;
      log.hold(false);
    },
    rollBack() {
      for (const undo of (undoing ?? []).toReversed()) undo();
      log.truncate(logBefore);
      rows.commit();
    },
    parts: () => ({ size, versions, created, modified, origins, parents, alive, values, ids }),
    restore(parts) {
      ({ size, versions, created, modified, origins, parents, alive } = parts);
      values = new Map(parts.values);
      ids = new Map(parts.ids);
      places = new Map([...parts.ids].map(([index, id]) => [id, index]));
      live = 0;
      for (let index = 0; index < size; index++) live += alive[index] ?? 0;
      const order = Uint32Array.from({ length: size }, (_, index) => index);
      order.sort((a, b) => (versions[a] ?? 0) - (versions[b] ?? 0));
      log.clear();
      for (const index of order) log.append(versions[index] ?? 0, index);
    },
  };
  return rows;
}

/** A time of 0 stays 0: "long ago". */
const seconds = (at: number): number => Math.floor(at / 1000);
