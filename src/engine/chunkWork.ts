import type { Chunk, LedgerEntry, Outcome, Rejection, SourceRow } from '../core/lane.js';
import { lacksProperties, type MappedValues, mapRecord } from '../core/mapping/map.js';
import { digestInput } from '../core/mapping/writePlan.js';
import type { Gate, Source } from '../core/ports.js';
import { keysPerRead } from './limits.js';
import type { WriterStore } from './ports.js';
import type { LaneRules } from './rules.js';

/** What is to be done with one record of a chunk. */
export type Work = { readonly index: number; readonly key: string } & (
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | {
      readonly kind: 'write';
      readonly row: SourceRow;
      readonly mapped: MappedValues;
      readonly hash: Uint8Array;
      readonly present: boolean;
    }
  | { readonly kind: 'remove' }
);

interface Current {
  readonly index: number;
  readonly key: string;
  readonly row: SourceRow | null;
  /** Read again just now: it may be newer than what a crash left half written, so the hash proves nothing. */
  readonly reread: boolean;
}

/**
 * Decides for every open record of a chunk what is to be done, without a call to Campaign. Versions of one record collapse
 * to the last, older versions than the ledger's are dropped, deletes are confirmed by key, rows that lack a property are read again.
 */
export async function planChunk(
  chunk: Chunk,
  rules: LaneRules,
  store: WriterStore,
  source: Source,
  gate: Gate,
): Promise<Work[]> {
  const last = new Map<string, number>();
  chunk.records.forEach(([key], index) => last.set(key, index));
  const open = chunk.records.flatMap(([key, row], index) =>
    isDone(chunk.done, index) ? [] : [{ index, key, row, reread: false }],
  );
  const ledger = await store.ledger([...new Set(open.map((record) => record.key))]);
  const dropped: Work[] = [];
  const current: Current[] = [];
  for (const record of open) {
    const older = last.get(record.key) !== record.index || (ledger.get(record.key)?.number ?? 0) > chunk.number;
    if (older) dropped.push(done(chunk, record, 'dropped'));
    else current.push(record);
  }
  const fresh = await readAgain(current, rules, source, gate);
  const existing = await stillThere(current, rules, source, gate);
  const decided = current.map((record) =>
    decide(chunk, fresh.get(record.key) ?? record, ledger.get(record.key), existing, rules, store),
  );
  return [...dropped, ...decided];
}

export const isDone = (bits: Uint8Array, index: number): boolean =>
  ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;

function decide(
  chunk: Chunk,
  record: Current,
  entry: LedgerEntry | undefined,
  existing: ReadonlySet<string>,
  rules: LaneRules,
  store: WriterStore,
): Work {
  const { key, index, row } = record;
  const { mapping } = rules.plan;
  if (!row) {
    const wanted = mapping.applyDeletes && !record.reread && !existing.has(key);
    return wanted ? { kind: 'remove', index, key } : done(chunk, record, 'dropped');
  }
  const mapped = mapRecord(rules.compiled, row);
  if (mapped.kind === 'filteredOut') {
    return mapping.deleteFiltered && entry?.present ? { kind: 'remove', index, key } : done(chunk, record, 'dropped');
  }
  const present = entry?.present ?? false;
  if (mapped.kind === 'refused') {
    return rejected(chunk, { index, key }, { code: mapped.code, params: mapped.params, row }, present);
  }
  const hash = store.hash(digestInput(rules.compiled, mapped));
  if (present && !record.reread && entry?.hash && sameBytes(entry.hash, hash)) {
    return {
      kind: 'done',
      index,
      key,
      outcome: { kind: 'suppressed', chunk: chunk.number, key, entry: { hash, present } },
    };
  }
  return { kind: 'write', index, key, row, mapped, hash, present };
}

function done(chunk: Chunk, { index, key }: { index: number; key: string }, kind: Outcome['kind']): Work {
  return { kind: 'done', index, key, outcome: { kind, chunk: chunk.number, key, entry: null } };
}

/** A rejected record: the hash is cleared, so that the next version is compared with what Campaign really holds. */
export function rejectedOutcome(chunk: number, key: string, rejection: Rejection, present: boolean): Outcome {
  return { kind: 'rejected', chunk, key, entry: { hash: null, present }, rejection };
}

function rejected(
  chunk: Chunk,
  { index, key }: { index: number; key: string },
  rejection: Rejection,
  present: boolean,
): Work {
  return { kind: 'done', index, key, outcome: rejectedOutcome(chunk.number, key, rejection, present) };
}

/** Rows that lack what the applied mapping needs, as they are now; a row that is gone counts as null (its delete follows). */
async function readAgain(
  current: readonly Current[],
  rules: LaneRules,
  source: Source,
  gate: Gate,
): Promise<Map<string, Current>> {
  const lacking = current.filter((record) => record.row && lacksProperties(rules.compiled, record.row));
  if (lacking.length === 0) return new Map();
  const rows = await byKeys(
    lacking.map((record) => record.key),
    rules,
    source,
    gate,
  );
  return new Map(lacking.map((record) => [record.key, { ...record, row: rows.get(record.key) ?? null, reread: true }]));
}

/** Which of the deleted records exist after all. A delete is done only when Dynamics, asked by key, no longer has the record. */
async function stillThere(
  current: readonly Current[],
  rules: LaneRules,
  source: Source,
  gate: Gate,
): Promise<Set<string>> {
  if (!rules.plan.mapping.applyDeletes) return new Set();
  const deleted = current.filter((record) => !record.row).map((record) => record.key);
  return new Set((await byKeys(deleted, rules, source, gate)).keys());
}

async function byKeys(
  keys: readonly string[],
  rules: LaneRules,
  source: Source,
  gate: Gate,
): Promise<Map<string, SourceRow>> {
  const rows = new Map<string, SourceRow>();
  for (let from = 0; from < keys.length; from += keysPerRead) {
    gate.check();
    const part = keys.slice(from, from + keysPerRead);
    for (const [key, row] of await source.byKeys(
      rules.plan.table,
      part,
      rules.properties,
      rules.displayValues,
      gate.signal,
    ))
      rows.set(key, row);
  }
  return rows;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
