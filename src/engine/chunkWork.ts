import type { Chunk, KnownRecord, Outcome, ParentRef, Rejection, SourceRow } from '../core/lane.js';
import { type MappedValues, mapRecord } from '../core/mapping/map.js';
import { digestInput } from '../core/mapping/writePlan.js';
import { obeyDeleteBrake } from './deleteBrake.js';
import type { WriterStore } from './ports.js';
import { type Current, isGone, knownOf, overtakers, readAgain, type RereadPorts } from './reread.js';
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

/** A record that is to go, and what is known of it. */
interface Removal extends Current {
  readonly known: KnownRecord;
}

export interface PlanPorts extends RereadPorts {
  readonly store: Pick<WriterStore, 'ledger' | 'absent' | 'queuedLater' | 'deletes' | 'hash'>;
}

/**
 * Decides for every open record of a chunk what is to be done, without a call to Campaign. Versions of one record collapse to
 * the last, older versions than the ledger's are dropped, those that would delete the record or that lack a property are read again by key,
 * records whose parents are not in Campaign wait.
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

/** Created now, it would be there twice if a late creation lands; it is read again when none can. */
const mayComeTwice = ({ inDoubt }: KnownRecord, { plan }: LaneRules): boolean =>
  inDoubt && !plan.mapping.idField.unique;

/** In the place of a hash: Campaign was asked and does not have the record. */
const absence = new Uint8Array();

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

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
