import type { Stored } from './definition.js';
import { createKeyIndex, type KeyIndex } from './keyIndex.js';
import { keptChanges } from './limits.js';

/** A record's values by the code of their column; undefined = the default of its kind. */
export type Values = (Stored | undefined)[];

/**
 * The records of one resource. Each is one string, the JSON of `[code, value, code, value, …]` with what is not default: about 300 bytes, and
 * nothing for the garbage collector to follow.
 */
export interface Records {
  readonly count: number;
  /** Numbers below it were given out, also those of records that are gone. */
  readonly end: number;
  /** Grows with every change. */
  readonly revision: number;
  /** Numbers of the records that changed since then, some perhaps twice; undefined when that is too long ago. */
  changedSince(revision: number): readonly number[] | undefined;
  /** Not to be changed: change a copy and `replace`. */
  values(number: number): Readonly<Values> | undefined;
  insert(values: Readonly<Values>): number;
  replace(number: number, before: Readonly<Values>, after: Values): void;
  remove(number: number, before: Readonly<Values>): void;
  /** Columns, by code, that `find` and `all` are to be quick for. */
  index(codes: readonly number[]): void;
  isIndexed(code: number): boolean;
  find(code: number, key: string, except?: number): number | undefined;
  all(code: number, key: string): readonly number[];
  save(): Iterable<string>;
  load(line: string): void;
  clear(): void;
}

const nothing = { number: -1, values: [] };

export function createRecords(): Records {
  let texts: string[] = [];
  let count = 0;
  let revision = 0;
  /** The numbers of the latest changes, each at its revision's remainder. */
  const changes = new Int32Array(keptChanges);
  let cleared = 0;
  let indexes = new Map<number, KeyIndex>();
  /** A look-up by key reads the record, and so does whoever asked for it right after. */
  let last: { readonly number: number; readonly values: Readonly<Values> } = nothing;

  function values(number: number): Readonly<Values> | undefined {
    if (last.number === number) return last.values;
    const text = texts[number];
    if (text === undefined || text === '') return undefined;
    last = { number, values: decode(text) };
    return last.values;
  }

  const newIndex = (code: number): [number, KeyIndex] => [
    code,
    createKeyIndex((number) => keyIn(values(number), code)),
  ];

  function moveKeys(number: number, before: Readonly<Values> | undefined, after: Readonly<Values> | undefined): void {
    for (const [code, index] of indexes) {
      const [old, now] = [keyIn(before, code), keyIn(after, code)];
      if (old === now) continue;
      if (old !== undefined) index.remove(old, number);
      addKey(index, now, number);
    }
  }

  function note(number: number): void {
    changes[revision % keptChanges] = number;
    revision += 1;
  }

  function found(code: number): KeyIndex {
    const index = indexes.get(code);
    if (index === undefined) throw new Error(`column ${code} has no index`);
    return index;
  }

  return {
    get count() {
      return count;
    },
    get end() {
      return texts.length;
    },
    get revision() {
      return revision;
    },
    changedSince(since) {
      if (since < cleared || revision - since > keptChanges) return undefined;
      return Array.from({ length: revision - since }, (_, at) => changes[(since + at) % keptChanges] ?? 0);
    },
    values,
    insert(values) {
      const number = texts.push(encode(values)) - 1;
      moveKeys(number, undefined, values);
      count += 1;
      note(number);
      return number;
    },
    replace(number, before, after) {
      moveKeys(number, before, after);
      texts[number] = encode(after);
      last = nothing;
      note(number);
    },
    remove(number, before) {
      moveKeys(number, before, undefined);
      texts[number] = '';
      last = nothing;
      count -= 1;
      note(number);
    },
    index(codes) {
      const fresh = codes.filter((code) => !indexes.has(code)).map(newIndex);
      for (let number = 0; fresh.length > 0 && number < texts.length; number += 1) {
        for (const [code, index] of fresh) addKey(index, keyIn(values(number), code), number);
      }
      const all = new Map([...indexes, ...fresh]);
      indexes = new Map([...all].filter(([code]) => codes.includes(code)));
    },
    isIndexed: (code) => indexes.has(code),
    find: (code, key, except) => found(code).find(key, except),
    all: (code, key) => found(code).all(key),
    *save() {
      let gone = 0;
      for (let number = 0; number < texts.length; number += 1) {
        const text = texts[number] ?? '';
        if (text === '') gone += 1;
        else {
          if (gone > 0) yield String(gone);
          gone = 0;
          yield text;
        }
      }
      if (gone > 0) yield String(gone);
    },
    load(line) {
      if (line.startsWith('[')) {
        const number = texts.push(flat(line)) - 1;
        if (indexes.size > 0) moveKeys(number, undefined, values(number));
        count += 1;
      } else for (let gone = Number(line); gone > 0; gone -= 1) texts.push('');
    },
    clear() {
      texts = [];
      last = nothing;
      count = 0;
      revision += 1;
      cleared = revision;
      indexes = new Map([...indexes.keys()].map(newIndex));
    },
  };
}

function addKey(index: KeyIndex, key: string | undefined, number: number): void {
  if (key !== undefined) index.add(key, number);
}

function keyIn(values: Readonly<Values> | undefined, code: number): string | undefined {
  const key = values?.[code];
  return key === undefined ? undefined : String(key);
}

function encode(values: Readonly<Values>): string {
  const pairs: Stored[] = [];
  for (let code = 0; code < values.length; code += 1) {
    const value = values[code];
    if (value !== undefined) pairs.push(code, value);
  }
  return flat(JSON.stringify(pairs));
}

/**
 * The same text as one block of its own: V8 hands out what it stringified as a chain of pieces, half as large again, and a line of a file as
 * a view that keeps the whole of what was read in memory.
 */
const flat = (text: string): string => Buffer.from(text).toString();

function decode(text: string): Values {
  const pairs = JSON.parse(text) as Stored[];
  const values: Values = [];
  for (let at = 0; at < pairs.length; at += 2) {
    const code = pairs[at] as number;
    while (values.length < code) values.push(undefined);
    values.push(pairs[at + 1]);
  }
  return values;
}
