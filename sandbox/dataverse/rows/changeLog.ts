/** Which row changed at which version, rising; what a row's newer entry has outdated is dropped now and then. */
export interface ChangeLog {
  append(version: number, index: number): void;
  clear(): void;
  /** Forgets what was appended behind this length. */
  truncate(length: number): void;
  /** While held, nothing outdated is dropped: it may become current again. */
  hold(on: boolean): void;
  /** The first place whose version is above `version`. */
  after(version: number): number;
  length(): number;
  versionAt(place: number): number;
  indexAt(place: number): number;
}

/** The log is cleaned when it holds so many times the rows; so cleaning costs little per change. */
const outdatedFactor = 2;
const growth = 1.5;
/** Small, because there may be a thousand tables. */
const firstCapacity = 64;

export function createChangeLog(isCurrent: (index: number, version: number) => boolean, rows: () => number): ChangeLog {
  let versions = new Float64Array(firstCapacity);
  let indexes = new Uint32Array(firstCapacity);
  let length = 0;
  let held = false;

  function makeRoom(): void {
    if (!held && length > rows() * outdatedFactor) clean();
    if (length < versions.length * 0.9) return;
    const larger = Math.ceil(versions.length * growth);
    versions = copied(new Float64Array(larger), versions);
    indexes = copied(new Uint32Array(larger), indexes);
  }

  function clean(): void {
    let kept = 0;
    for (let place = 0; place < length; place++) {
      const version = versions[place] ?? 0;
      const index = indexes[place] ?? 0;
      if (!isCurrent(index, version)) continue;
      versions[kept] = version;
      indexes[kept] = index;
      kept += 1;
    }
    length = kept;
  }

  return {
    append(version, index) {
      if (length === versions.length) makeRoom();
      versions[length] = version;
      indexes[length] = index;
      length += 1;
    },
    clear() {
      length = 0;
    },
    truncate(wanted) {
      length = wanted;
    },
    hold(on) {
      held = on;
    },
    after(version) {
      let low = 0;
      let high = length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((versions[middle] ?? 0) > version) high = middle;
        else low = middle + 1;
      }
      return low;
    },
    length: () => length,
    versionAt: (place) => versions[place] ?? 0,
    indexAt: (place) => indexes[place] ?? 0,
  };
}

export function copied<T extends Float64Array | Uint32Array | Uint8Array>(to: T, from: T): T {
  to.set(from);
  return to;
}
