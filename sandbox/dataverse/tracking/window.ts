import type { Rows } from '../rows/rows.js';

export interface Change {
  readonly index: number;
  readonly deleted: boolean;
}

export interface DeltaPage {
  readonly changes: readonly Change[];
  /** Where the next page goes on; undefined when this one was the last. */
  readonly next: { readonly at: number; readonly deletes: boolean } | undefined;
}

interface Window {
  /** Versions above `from` and up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly deletes: boolean;
}

/**
 * One page of what changed in a window: each row once with its latest state, live rows by version, then the deletions (reference
 * dataverse-web-api §4.3). A row that changed again after the window's end is left to the next window.
 */
export function deltaPage(rows: Rows, window: Window, limit: number): DeltaPage {
  const changes: Change[] = [];
  let { at, deletes } = window;
  for (;;) {
    for (const version of currentVersions(rows, { ...window, at, deletes })) {
      if (changes.length === limit) return { changes, next: { at, deletes } };
      changes.push({ index: version.index, deleted: deletes });
      at = version.version;
    }
    if (deletes) return { changes, next: undefined };
    deletes = true;
    at = window.from;
  }
}

export function countChanges(rows: Rows, from: number, to: number): number {
  let count = 0;
  for (const deletes of [false, true]) {
    for (const _ of currentVersions(rows, { from, to, at: from, deletes })) count += 1;
  }
  return count;
}

function* currentVersions(rows: Rows, { to, at, deletes }: Window): Iterable<{ index: number; version: number }> {
  const { log } = rows;
  for (let place = log.after(at); place < log.length(); place++) {
    const version = log.versionAt(place);
    if (version > to) return;
    const index = log.indexAt(place);
    if (rows.version(index) === version && rows.isLive(index) !== deletes) yield { index, version };
  }
}
