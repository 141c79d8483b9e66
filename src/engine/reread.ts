import type { Chunk, KnownRecord, SourceRow } from '../core/lane.js';
import { lacksProperties } from '../core/mapping/map.js';
import type { Gate, Source } from '../core/ports.js';
import type { WriterStore } from './ports.js';
import { readByKeys } from './readByKeys.js';
import type { LaneRules } from './rules.js';

export interface RereadPorts {
  readonly rules: LaneRules;
  readonly store: Pick<WriterStore, 'queuedLater'>;
  readonly source: Source;
  readonly gate: Gate;
}

/** The newest version of a record in a chunk. */
export interface Current {
  readonly index: number;
  readonly key: string;
  readonly row: SourceRow | null;
  /**
   * Read again just now: it may be newer than what a crash left half written, so the hash proves nothing. Without a row it is gone by now
   * although no delete was told yet.
   */
  readonly reread: boolean;
}

/** What the ledger knows of the records of a chunk. */
export type Ledger = ReadonlyMap<string, KnownRecord>;

export const knownOf = (ledger: Ledger, key: string): KnownRecord => ledger.get(key) ?? unknown;

const unknown: KnownRecord = {
  number: 0,
  hash: null,
  present: false,
  waiting: false,
  pendingDelete: null,
  inDoubt: false,
};

/**
 * Nothing is to be deleted: Campaign was asked, and no call for it has been in doubt since. A record that the ledger does not know is looked
 * for: one that carries the key of a Dynamics record belongs to it, whoever brought it. Another integration may have, and Dynamics may
 * have deleted it before it was read here for the first time; left alone, it would stay for ever.
 */
export const isGone = ({ present, hash }: KnownRecord): boolean => !present && hash !== null;

/**
 * Records as they are in Dynamics now, where the queue does not say it: a row that lacks what the applied mapping needs (one that is gone
 * meanwhile is left alone, its delete follows); a row that the filter leaves out and that is to go for it, since it may pass again by now; and
 * a deleted record, whether or not deletes are applied: one that was deleted and created again may be told as both, the row first (reference
 * dataverse-web-api §4.3), so a delete is believed only when Dynamics, asked by key, does not have the record.
 */
export async function readAgain(
  current: readonly Current[],
  ledger: Ledger,
  { rules, source, gate }: RereadPorts,
): Promise<readonly Current[]> {
  const lacks = (row: SourceRow | null) => row !== null && lacksProperties(rules.compiled, row);
  const asked = current.filter(({ key, row }) => !row || lacks(row) || leaves(row, knownOf(ledger, key), rules));
  if (asked.length === 0) return current;
  const unsure = new Set(asked);
  const rows = await readByKeys([...new Set(asked.map(({ key }) => key))], rules, source, gate);
  return current.map((record) => {
    const row = rows.get(record.key) ?? null;
    // Of one that was to go, and is gone, the queue has told what there is to know.
    const isNews = row !== null || lacks(record.row);
    return unsure.has(record) && isNews ? { ...record, row, reread: true } : record;
  });
}

/** The filter leaves it out, and Campaign may have it. */
const leaves = (row: SourceRow, known: KnownRecord, { compiled, plan }: LaneRules): boolean =>
  plan.mapping.deleteFiltered && known.number > 0 && !isGone(known) && !compiled.passes(row);

/** Records that were to go and stay after all, and of which the queue has later versions: older ones than what was read just now. */
export async function overtakers(
  { number, records }: Chunk,
  now: readonly Current[],
  { rules: { compiled }, store }: RereadPorts,
): Promise<ReadonlySet<string>> {
  const stay = now.filter(({ index, row }) => {
    const told = records[index]?.[1] ?? null;
    return row !== null && row !== told && (!told || (!compiled.passes(told) && compiled.passes(row)));
  });
  const keys = stay.map(({ key }) => key);
  return keys.length > 0 ? store.queuedLater(number, keys) : new Set();
}
