import { hash } from './opaque.js';

/**
 * Record numbers by the text of a column, in 8 bytes a slot: a Map would keep a second copy of a million keys. Open addressing; texts that
 * have the same hash are told apart by asking for the record's own text.
 */
export interface KeyIndex {
  add(key: string, number: number): void;
  remove(key: string, number: number): void;
  /** The first record with this key that is not `except`. */
  find(key: string, except?: number): number | undefined;
  /** All of them, in ascending order. */
  all(key: string): readonly number[];
}

const empty = 0;
const removed = -1;
/** Share of slots in use above which the table doubles. */
const fill = 0.6;

export function createKeyIndex(keyOf: (number: number) => string | undefined): KeyIndex {
  let hashes = new Uint32Array(64);
  let numbers = new Int32Array(64);
  let used = 0;

  function place(hashed: number, entry: number): void {
    let slot = hashed & (numbers.length - 1);
    while (numbers[slot] !== empty) slot = (slot + 1) & (numbers.length - 1);
    hashes[slot] = hashed;
    numbers[slot] = entry;
    used += 1;
  }

  function rebuild(): void {
    const before = { hashes, numbers };
    const live = numbers.reduce((count, entry) => (entry > 0 ? count + 1 : count), 0);
    const size = live > numbers.length * (fill / 2) ? numbers.length * 2 : numbers.length;
    hashes = new Uint32Array(size);
    numbers = new Int32Array(size);
    used = 0;
    before.numbers.forEach((entry, slot) => {
      if (entry > 0) place(before.hashes[slot] ?? 0, entry);
    });
  }

  function* matches(key: string): Iterable<{ readonly slot: number; readonly number: number }> {
    const hashed = hash(key);
    let slot = hashed & (numbers.length - 1);
    for (let entry = numbers[slot]; entry !== empty && entry !== undefined; entry = numbers[slot]) {
      if (entry > 0 && hashes[slot] === hashed) yield { slot, number: entry - 1 };
      slot = (slot + 1) & (numbers.length - 1);
    }
  }

  return {
    add(key, number) {
      if (used + 1 > numbers.length * fill) rebuild();
      place(hash(key), number + 1);
    },
    remove(key, number) {
      for (const match of matches(key)) {
        if (match.number === number) {
          numbers[match.slot] = removed;
          return;
        }
      }
    },
    find(key, except) {
      for (const { number } of matches(key)) {
        if (number !== except && keyOf(number) === key) return number;
      }
      return undefined;
    },
    all(key) {
      const found: number[] = [];
      for (const { number } of matches(key)) if (keyOf(number) === key) found.push(number);
      return found.sort((a, b) => a - b);
    },
  };
}
