import { LRUCache } from 'lru-cache';
import type { KeyLookup } from '../../core/ports.js';
import type { Answer } from '../http/index.js';
import { rememberedMs, rememberedRecords } from './limits.js';

/**
 * References under which Campaign's answers showed records that can only be found by a filter: a search for each update would be one more
 * billed call. In memory alone and for a day at most: a PKey is good within one conversation and must not be stored (reference
 * adobe-campaign-api §3.5). One that Campaign no longer knows costs the search that it was to save.
 */
export interface References {
  /** The path under which the record was last shown. */
  get(lookup: KeyLookup, key: string): string | undefined;
  /** @param ref null: nothing is known of it any more */
  set(lookup: KeyLookup, key: string, ref: string | null): void;
  /** What a write was answered with; an empty answer shows nothing new. Looked into once somebody asks: most records of a first load never are. */
  shown(lookup: KeyLookup, key: string, answer: Answer): void;
}

/** @param pathIn the path that an answer shows, if it shows one */
export function createReferences(pathIn: (lookup: KeyLookup, answer: string) => string | null): References {
  const known = new LRUCache<string, string | Buffer>({ max: rememberedRecords, ttl: rememberedMs });
  const nameOf = ({ resource: { root, name } }: KeyLookup, key: string) => `${root}/${name}/${key}`;
  return {
    get(lookup, key) {
      const found = known.get(nameOf(lookup, key));
      return typeof found === 'object' ? (pathIn(lookup, found.toString()) ?? undefined) : found;
    },
    set(lookup, key, ref) {
      if (ref === null) known.delete(nameOf(lookup, key));
      else if (isWanted(lookup)) known.set(nameOf(lookup, key), ref);
    },
    shown(lookup, key, answer) {
      if (isWanted(lookup) && answer.looksLikeObject) known.set(nameOf(lookup, key), answer.copy());
    },
  };
}

/** A record that takes its key in the path needs no reference. */
const isWanted = ({ by }: KeyLookup): boolean => by.by === 'filter';
