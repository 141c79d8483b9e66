import { countedAs } from '../core/counted.js';
import type { ParentRef, QueuedRecord, Rejection, SourceRow } from '../core/lane.js';
import { hiddenFields } from '../core/mapping/writePlan.js';
import type { Destination, Gate, Source, StoredRecord } from '../core/ports.js';
import { RecordRefused } from '../core/problems/failures.js';
import { planChunk, type Work } from './chunkWork.js';
import type { WriterStore } from './ports.js';
import type { LaneRules } from './rules.js';
import { removeRecord, writeRecord } from './writeRecord.js';

type Body = Readonly<Record<string, unknown>>;

/** What a writer would do with one record now. `calls`: what that would cost in Campaign. */
export type Rehearsal = { readonly key: string; readonly row: SourceRow | null; readonly calls: number } & (
  | { readonly kind: 'insert'; readonly body: Body }
  /** `body`: what would be sent; `stored`: what Campaign holds; `hidden`: fields of which nobody can tell whether they differ. */
  | { readonly kind: 'update'; readonly body: Body; readonly stored: Body; readonly hidden: readonly string[] }
  | { readonly kind: 'unchanged' }
  /** `held`: once the lanes of its children have caught up. */
  | { readonly kind: 'delete'; readonly held: boolean }
  | { readonly kind: 'filteredOut' }
  /** Dynamics does not have it, and nothing is to be deleted. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'rejected'; readonly code: string; readonly params: Rejection['params'] }
  | { readonly kind: 'waiting'; readonly missing: ParentRef }
);

export interface RehearsalPorts {
  readonly rules: LaneRules;
  readonly store: Pick<WriterStore, 'ledger' | 'absent' | 'hash'>;
  readonly source: Source;
  /** What Campaign holds under a key. */
  find(key: string): Promise<StoredRecord | null>;
  readonly gate: Gate;
}

/**
 * Does with records what the writer does, by the writer's own code, but for the writing: what would be sent is noted instead.
 * @param records each key once, as they are in Dynamics now
 */
export async function rehearse(records: readonly QueuedRecord[], ports: RehearsalPorts): Promise<Rehearsal[]> {
  const chunk = {
    number: Number.MAX_SAFE_INTEGER,
    phase: 'changes',
    tries: 0,
    records,
    done: new Uint8Array(),
  } as const;
  const works = await planChunk(chunk, { ...ports, store: { ...ports.store, deletes: neverBrakes } });
  return Promise.all(works.map((work) => rehearseOne(work, records[work.index]?.[1] ?? null, ports)));
}

/** The brake is for deletes that are done. */
const neverBrakes = () =>
  Promise.resolve({ recent: 0, held: 0, queued: 0, present: 0, confirmed: Number.MAX_SAFE_INTEGER });

async function rehearseOne(work: Work, row: SourceRow | null, ports: RehearsalPorts): Promise<Rehearsal> {
  const { key } = work;
  if (work.kind === 'done') return { key, row, calls: 0, ...concluded(work.outcome, row) };
  try {
    return { key, row, ...(work.kind === 'remove' ? await removal(key, row, ports) : await written(work, ports)) };
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    return { key, row, calls: 1, kind: 'rejected', code: error.code, params: { ...error.params } };
  }
}

type Kind<Of extends Rehearsal = Rehearsal> = Of extends Rehearsal ? Omit<Of, 'key' | 'row' | 'calls'> : never;

function concluded(
  { kind, rejection, missing }: Extract<Work, { kind: 'done' }>['outcome'],
  row: SourceRow | null,
): Kind {
  if (rejection) return { kind: 'rejected', code: rejection.code, params: rejection.params };
  if (missing) return { kind: 'waiting', missing };
  if (kind === 'held') return { kind: 'delete', held: true };
  if (kind === 'suppressed') return { kind: 'unchanged' };
  return row ? { kind: 'filteredOut' } : { kind: 'gone' };
}

async function removal(key: string, row: SourceRow | null, ports: RehearsalPorts): Promise<Kind & { calls: number }> {
  const { destination, gate } = noting(ports);
  const gone = { key, present: false, filtered: row !== null };
  const { kind } = await removeRecord(gone, 0, { rules: ports.rules, destination, gate });
  if (countedAs[kind] === 'deleted') return { kind: 'delete', held: false, calls: 2 };
  return row ? { kind: 'filteredOut', calls: 1 } : { kind: 'gone', calls: 1 };
}

/** Always looks first: what stands in Campaign is what a person wants to see beside what would be sent. */
async function written(
  work: Extract<Work, { kind: 'write' }>,
  ports: RehearsalPorts,
): Promise<Kind & { calls: number }> {
  const { destination, gate, notes } = noting(ports);
  await writeRecord(
    work,
    0,
    { mayExist: true, sure: false, doubtful: false },
    { rules: ports.rules, destination, gate },
  );
  const { stored, sent } = notes;
  const looks = work.present ? 1 : 0;
  if (!stored) return { kind: 'insert', body: sent ?? {}, calls: looks + 1 };
  // One that the ledger does not know is first sent as a new one, and refused.
  const adopted = work.present ? 0 : 1;
  // Through a filter an update may cost one less: whether its writer remembers the record, nobody else can tell.
  const unseen = work.sure && ports.rules.lookup.by.by === 'path';
  if (!sent) return { kind: 'unchanged', calls: work.sure ? 1 : adopted + 1 };
  const hidden = hiddenFields(ports.rules.compiled, work.mapped, stored.body);
  return { kind: 'update', body: sent, stored: stored.body, hidden, calls: unseen ? 1 : adopted + 2 };
}

/** A destination that is only looked at. */
function noting({ find, gate }: RehearsalPorts) {
  const notes: { stored: StoredRecord | null; sent: Body | null } = { stored: null, sent: null };
  const note = (body: Body) => {
    notes.sent = { ...notes.sent, ...body };
    return Promise.resolve(true);
  };
  const destination: Destination = {
    async find(_lookup, key) {
      notes.stored = await find(key);
      return notes.stored;
    },
    create: (_lookup, _key, body) => note(body).then(() => 'created'),
    patch: (_stored, body) => note(body),
    patchUnseen: (_lookup, _key, body) => note(body),
    remove: () => Promise.resolve(true),
  };
  return { destination, gate, notes };
}
