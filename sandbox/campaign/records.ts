import type { Stored } from './definition.js';
import { createKeyIndex, type KeyIndex } from './keyIndex.js';

/** A record's values by the code of their column; undefined = the default of its kind. */
export type Values = (Stored | undefined)[];

/**
 * The records of one resource. Each is one string, the JSON of `[code, value, code, value, …]` with what is not default: about 250 bytes, and
 * nothing for the garbage collector to follow.
 */
export interface Records {
  readonly count: number;
  /** Numbers below it were given out, also those of records that are gone. */
  readonly end: number;
  /** Grows with every change. */
  readonly revision: number;
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

  function newIndex(code: number): KeyIndex {
    const index = createKeyIndex((number) => keyIn(values(number), code));
    for (let number = 0; number < texts.length; number += 1) {
      const key = keyIn(values(number), code);
      if (key !== undefined) index.add(key, number);
    }
    return index;
  }

  function moveKeys(number: number, before: Readonly<Values> | undefined, after: Readonly<Values> | undefined): void {
    for (const [code, index] of indexes) {
      const [old, now] = [keyIn(before, code), keyIn(after, code)];
      if (old === now) continue;
      if (old !== undefined) index.remove(old, number);
      if (now !== undefined) index.add(now, number);
    }
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
    values,
    insert(values) {
      const number = texts.push(encode(values)) - 1;
      moveKeys(number, undefined, values);
      count += 1;
      revision += 1;
      return number;
    },
    replace(number, before, after) {
      moveKeys(number, before, after);
      texts[number] = encode(after);
      last = nothing;
      revision += 1;
    },
    remove(number, before) {
      moveKeys(number, before, undefined);
      texts[number] = '';
      last = nothing;
      count -= 1;
      revision += 1;
    },
    index(codes) {
      indexes = new Map(codes.map((code) => [code, indexes.get(code) ?? newIndex(code)]));
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
        // Encoded anew, because `line` may be a slice that keeps a whole block of the file in memory.
        const values = decode(line);
        moveKeys(texts.length, undefined, values);
        texts.push(encode(values));
        count += 1;
      } else for (let gone = Number(line); gone > 0; gone -= 1) texts.push('');
    },
    clear() {
      texts = [];
      last = nothing;
      count = 0;
      revision += 1;
      indexes = new Map([...indexes.keys()].map((code) => [code, newIndex(code)]));
    },
  };
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
  return JSON.stringify(pairs);
}

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
