import { LRUCache } from 'lru-cache';
import type { KeyLookup } from '../../core/ports.js';
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
}

export function createReferences(): References {
  const known = new LRUCache<string, string>({ max: rememberedRecords, ttl: rememberedMs });
  const nameOf = ({ resource: { root, name } }: KeyLookup, key: string) => `${root}/${name}/${key}`;
  return {
    get: (lookup, key) => known.get(nameOf(lookup, key)),
    set(lookup, key, ref) {
      // A record that takes its key in the path needs none.
      if (lookup.by.by === 'path') return;
      if (ref === null) known.delete(nameOf(lookup, key));
      else known.set(nameOf(lookup, key), ref);
    },
  };
}
