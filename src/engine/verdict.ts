import type { KnownRecord, SourceRow } from '../core/lane.js';
import { valueAt } from '../core/mapping/writePlan.js';
import type { Gate, StoredRecord } from '../core/ports.js';
import type { Verdict } from '../core/verification.js';
import type { Rehearsal, RehearsalPorts } from './rehearse.js';
import type { LaneRules } from './rules.js';
import type { VerifyPorts } from './verifyPorts.js';

export interface Judged {
  /** `nowhere`: neither side has the record. */
  readonly verdict: Verdict | 'nowhere';
  /** Fields that differ. */
  readonly fields: readonly string[];
  readonly notComparable: readonly string[];
}

/** What a writer would do with a record tells how both sides stand to each other. */
export function judge(rehearsal: Rehearsal, inCampaign: boolean, { compiled }: LaneRules): Judged {
  const only = (verdict: Judged['verdict']): Judged => ({ verdict, fields: [], notComparable: [] });
  switch (rehearsal.kind) {
    case 'insert':
      return only('missingInCampaign');
    // It may differ, and what becomes of it is on its way.
    case 'unsettled':
      return only('queued');
    case 'unchanged':
      return only('equal');
    case 'update': {
      const { body, hidden } = rehearsal;
      const sent = compiled.fields.filter(({ path }) => valueAt(body, path) !== undefined).map(({ field }) => field);
      const fields = sent.filter((field) => !hidden.includes(field));
      return { verdict: fields.length > 0 ? 'different' : 'equal', fields, notComparable: hidden };
    }
    case 'delete':
    case 'gone':
      return only(inCampaign ? 'onlyInCampaign' : 'nowhere');
    default:
      return only(rehearsal.kind);
  }
}

/** A rehearsal that compares whatever was written last, on rows that were read just now. */
export function rehearsing(
  { rules, store, source }: VerifyPorts,
  rows: ReadonlyMap<string, SourceRow>,
  find: (key: string) => Promise<StoredRecord | null>,
  gate: Gate,
): RehearsalPorts {
  return {
    rules,
    store: { ...store, ledger: async (keys) => withoutHashes(await store.ledger(keys)) },
    source: {
      ...source,
      byKeys: (_table, keys) =>
        Promise.resolve(new Map(keys.flatMap((key) => [[key, rows.get(key)] as const].filter(isKnown)))),
    },
    find,
    gate,
  };
}

/** Tells two versions of a Dynamics record apart without keeping either. */
export const versionOf = (row: SourceRow | null, { hash }: Pick<VerifyPorts['store'], 'hash'>): Uint8Array | null =>
  row && hash(JSON.stringify(row));

const withoutHashes = (known: ReadonlyMap<string, KnownRecord>) =>
  new Map([...known].map(([key, entry]) => [key, { ...entry, hash: null }]));

const isKnown = (entry: readonly [string, SourceRow | undefined]): entry is readonly [string, SourceRow] =>
  entry[1] !== undefined;
