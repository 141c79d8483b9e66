import type { Chunk, KnownRecord, Outcome, ParentRef, Rejection, SourceRow } from '../core/lane.js';
import { lacksProperties, type MappedValues, mapRecord } from '../core/mapping/map.js';
import { digestInput } from '../core/mapping/writePlan.js';
import type { Gate, Source } from '../core/ports.js';
import { obeyDeleteBrake } from './deleteBrake.js';
import type { WriterStore } from './ports.js';
import { readByKeys } from './readByKeys.js';
import type { LaneRules } from './rules.js';

/** What is to be done with one record of a chunk. */
export type Work = { readonly index: number; readonly key: string; readonly settles: boolean } & (
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | {
      readonly kind: 'write';
      readonly row: SourceRow;
      readonly mapped: MappedValues;
      /** For the ledger. Null while a call may land yet: what is compared or written now may be written over before it is kept. */
      readonly hash: Uint8Array | null;
      readonly present: boolean;
      /** Fields without Apply updates too. */
      readonly all: boolean;
      /** The last update sent the same values. */
      readonly sentLast: boolean;
      /** Campaign holds what the ledger's hash says: an update needs no look first. */
      readonly sure: boolean;
    }
  | {
      readonly kind: 'remove';
      /** Campaign has it, as far as the ledger knows. */
      readonly present: boolean;
      /** Dynamics has it, and the filter leaves it out. */
      readonly filtered: boolean;
      /** For the ledger, once it is gone. */
      readonly hash: Uint8Array | null;
    }
);

interface Current {
  readonly index: number;
  readonly key: string;
  readonly row: SourceRow | null;
  /**
   * Read again just now: it may be newer than what a crash left half written, so the hash proves nothing. Without a row it is gone by now
   * although no delete was told yet.
   */
  readonly reread: boolean;
}

/** A record that is to go, and what is known of it. */
interface Removal extends Current {
  readonly known: KnownRecord;
}

export interface PlanPorts {
  readonly rules: LaneRules;
  readonly store: Pick<WriterStore, 'ledger' | 'absent' | 'queuedLater' | 'deletes' | 'hash'>;
  readonly source: Source;
  readonly gate: Gate;
}

/**
 * Decides for every open record of a chunk what is to be done, without a call to Campaign. Versions of one record collapse to
 * the last, older versions than the ledger's are dropped, deleted records and rows that lack a property are read again by key, records
 * whose parents are not in Campaign wait.
 * @throws CannotGoOn (lane) when the delete brake holds
 */
export async function planChunk(chunk: Chunk, ports: PlanPorts): Promise<Work[]> {
  const { store } = ports;
  const last = new Map<string, number>();
  chunk.records.forEach(([key], index) => last.set(key, index));
  const open = chunk.records.flatMap(([key, row], index) =>
    isDone(chunk.done, index) ? [] : [{ index, key, row, reread: false }],
  );
  const ledger = await store.ledger([...new Set(open.map((record) => record.key))]);
  const works: Work[] = [];
  const current: Current[] = [];
  for (const record of open) {
    const known = knownOf(ledger, record.key);
    const older = last.get(record.key) !== record.index || known.number > chunk.number;
    if (older) works.push(superseded(chunk, record));
    else current.push(record);
  }
  const now = await readAgain(current, ledger, ports);
  const overtaking = await overtakers(chunk, now, ports);
  const removals: Removal[] = [];
  for (const record of now) {
    if (overtaking.has(record.key)) {
      works.push(superseded(chunk, record));
      continue;
    }
    const decided = decide(chunk, record, knownOf(ledger, record.key), ports);
    if ('known' in decided) removals.push(decided);
    else works.push(decided);
  }
  await holdBack(works, chunk, ports);
  return [...works, ...(await remove(removals, chunk, ports))];
}

export const isDone = (bits: Uint8Array, index: number): boolean =>
  ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;

const unknown: KnownRecord = {
  number: 0,
  hash: null,
  present: false,
  waiting: false,
  pendingDelete: null,
  inDoubt: false,
};
type Ledger = ReadonlyMap<string, KnownRecord>;
const knownOf = (ledger: Ledger, key: string) => ledger.get(key) ?? unknown;
/** Created now, it would be there twice if a late creation lands; it is read again when none can. */
const mayComeTwice = ({ inDoubt }: KnownRecord, { plan }: LaneRules): boolean =>
  inDoubt && !plan.mapping.idField.unique;

/** In the place of a hash: Campaign was asked and does not have the record. */
const absence = new Uint8Array();

/**
 * Nothing is to be deleted: Campaign was asked, and no call for it has been in doubt since. A record that the ledger does not know is looked
 * for: one that carries the key of a Dynamics record belongs to it, whoever brought it. Another integration may have, and Dynamics may
 * have deleted it before it was read here for the first time; left alone, it would stay for ever.
 */
const isGone = ({ present, hash }: KnownRecord): boolean => !present && hash !== null;

const settlesOf = ({ waiting, pendingDelete }: KnownRecord) => waiting || pendingDelete !== null;

function decide(chunk: Chunk, record: Current, known: KnownRecord, { rules, store }: PlanPorts): Work | Removal {
  const { key, index, row } = record;
  const { mapping, settings } = rules.plan;
  const { present } = known;
  const settles = settlesOf(known);
  if (!row) {
    const wanted = mapping.applyDeletes && !record.reread && !isGone(known);
    // What it was read again for may be over; of a delete that is to be applied, its own version tells.
    const kind = mapping.applyDeletes && record.reread ? 'dropped' : 'gone';
    return wanted ? { ...record, known } : done(chunk, record, known, kind);
  }
  const mapped = mapRecord(rules.compiled, row);
  const compares = record.reread || chunk.phase === 'replay';
  if (mapped.kind === 'filteredOut') {
    const ours = known.number > 0 && (compares || !isGone(known));
    return mapping.deleteFiltered && ours ? { ...record, known } : done(chunk, record, known, 'filteredOut');
  }
  if (mapped.kind === 'refused') {
    const rejection = { code: mapped.code, params: mapped.params, row };
    return { kind: 'done', index, key, settles, outcome: rejectedOutcome(chunk.number, key, rejection, present) };
  }
  const hash = store.hash(digestInput(rules.compiled, mapped));
  const same = present && known.hash !== null && sameBytes(known.hash, hash);
  if (same && !compares && settings.suppressUnchanged) {
    const outcome: Outcome = { kind: 'suppressed', chunk: chunk.number, key, entry: { hash, present } };
    return { kind: 'done', index, key, settles, outcome };
  }
  if (mayComeTwice(known, rules)) return superseded(chunk, record);
  const all = !present || chunk.phase === 'replay';
  const sure = present && known.hash !== null && !compares;
  const kept = known.inDoubt ? null : hash;
  return { kind: 'write', index, key, settles, row, mapped, hash: kept, present, all, sentLast: same, sure };
}

/**
 * Nothing was written of this version. A record that the ledger knows is entered with its number all the same: a sweep looks for
 * those that a reread did not show.
 */
function done(
  chunk: Chunk,
  { index, key }: Current,
  known: KnownRecord,
  kind: 'filteredOut' | 'gone' | 'dropped',
): Work {
  const { present } = known;
  const entry = known.number > 0 ? { hash: known.hash, present } : null;
  return { kind: 'done', index, key, settles: settlesOf(known), outcome: { kind, chunk: chunk.number, key, entry } };
}

function superseded(chunk: Chunk, { index, key }: Current): Work {
  const outcome: Outcome = { kind: 'dropped', chunk: chunk.number, key, entry: null, superseded: true };
  return { kind: 'done', index, key, settles: false, outcome };
}

/** A rejected record: the hash is cleared, so that the next version is compared with what Campaign really holds. */
export function rejectedOutcome(chunk: number, key: string, rejection: Rejection, present: boolean): Outcome {
  return { kind: 'rejected', chunk, key, entry: { hash: null, present }, rejection };
}

/** Lets records whose parents are not in Campaign wait, in place. */
async function holdBack(works: Work[], chunk: Chunk, { rules, store }: PlanPorts): Promise<void> {
  const { links } = rules.compiled;
  if (links.length === 0) return;
  const wanted = new Map<string, ParentRef>();
  for (const work of works) for (const parent of parentsOf(work, rules)) wanted.set(nameOf(parent), parent);
  if (wanted.size === 0) return;
  const absent = new Set((await store.absent([...wanted.values()])).map(nameOf));
  works.forEach((work, place) => {
    const missing = parentsOf(work, rules).find((parent) => absent.has(nameOf(parent)));
    if (!missing) return;
    const { index, key, settles } = work;
    const outcome: Outcome = { kind: 'waiting', chunk: chunk.number, key, entry: null, missing };
    works[place] = { kind: 'done', index, key, settles, outcome };
  });
}

/** A record that names itself waits for nobody. */
function parentsOf(work: Work, { compiled, plan }: LaneRules): ParentRef[] {
  if (work.kind !== 'write') return [];
  return compiled.links.flatMap(({ parent, keyOf }) => {
    const key = keyOf(work.row);
    const itself = parent === plan.mapping.id && key === work.key;
    return key === null || itself ? [] : [{ lane: parent, key }];
  });
}

const nameOf = ({ lane, key }: ParentRef) => `${lane}/${key}`;

/** A record that others may point to goes once their lanes have dealt with it; another one at once. */
async function remove(removals: readonly Removal[], chunk: Chunk, { rules, store }: PlanPorts): Promise<Work[]> {
  if (removals.length === 0) return [];
  // Those that are held are counted as such, those that are ripe no more; what is not in Campaign is only looked for.
  const counted = removals.filter(({ known }) => known.present && known.pendingDelete !== 'held').length;
  if (counted > 0) obeyDeleteBrake(await store.deletes(), counted, rules.plan);
  const hasChildren = rules.plan.children.length > 0;
  return removals.map(({ index, key, row, known }): Work => {
    const settles = settlesOf(known);
    const hash = known.inDoubt ? null : absence;
    if (!hasChildren || !known.present || known.pendingDelete === 'ripe')
      return { kind: 'remove', index, key, settles, present: known.present, filtered: row !== null, hash };
    const outcome: Outcome = { kind: 'held', chunk: chunk.number, key, entry: null };
    return { kind: 'done', index, key, settles, outcome };
  });
}

/**
 * Records as they are in Dynamics now, where the queue does not say it. A row that lacks what the applied mapping needs; one that is gone
 * meanwhile is left alone, its delete follows. A row that the filter leaves out and that is to go for it: it may pass again by now. And a
 * deleted record, whether or not deletes are applied: one that was deleted and created again may be told as both, the row first (reference
 * dataverse-web-api §4.3), so a delete is believed only when Dynamics, asked by key, does not have the record. One that is there counts as changed.
 */
async function readAgain(current: readonly Current[], ledger: Ledger, ports: PlanPorts): Promise<readonly Current[]> {
  const { rules, source, gate } = ports;
  const lacks = (row: SourceRow | null) => row !== null && lacksProperties(rules.compiled, row);
  const asked = current.filter(({ key, row }) => !row || lacks(row) || leaves(row, knownOf(ledger, key), rules));
  if (asked.length === 0) return current;
  const unsure = new Set(asked);
  const rows = await readByKeys([...new Set(asked.map(({ key }) => key))], rules, source, gate);
  return current.map((record) => {
    const row = rows.get(record.key) ?? null;
    const told = row !== null || lacks(record.row);
    return unsure.has(record) && told ? { ...record, row, reread: true } : record;
  });
}

/** The filter leaves it out, and Campaign may have it. */
const leaves = (row: SourceRow, known: KnownRecord, { compiled, plan }: LaneRules): boolean =>
  plan.mapping.deleteFiltered && known.number > 0 && !isGone(known) && !compiled.passes(row);

/** Records that were to go and stay after all, and of which the queue has later versions: older ones than what was read just now. */
async function overtakers(
  { number, records }: Chunk,
  now: readonly Current[],
  { rules: { compiled }, store }: PlanPorts,
): Promise<ReadonlySet<string>> {
  const stay = now.filter(({ index, row }) => {
    const told = records[index]?.[1] ?? null;
    return row !== null && row !== told && (!told || (!compiled.passes(told) && compiled.passes(row)));
  });
  const keys = stay.map(({ key }) => key);
  return keys.length > 0 ? store.queuedLater(number, keys) : new Set();
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
