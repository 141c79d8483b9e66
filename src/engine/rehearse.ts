import type { ParentRef, QueuedRecord, Rejection, SourceRow } from '../core/lane.js';
import { hiddenFields, planUpdate } from '../core/mapping/writePlan.js';
import type { Gate, Source, StoredRecord } from '../core/ports.js';
import { RecordRefused } from '../core/problems/failures.js';
import { planChunk, type Work } from './chunkWork.js';
import type { WriterStore } from './ports.js';
import type { LaneRules } from './rules.js';
import { standIn } from './standIn.js';
import { removeRecord, sightOf, writeRecord } from './writeRecord.js';

type Body = Readonly<Record<string, unknown>>;

/**
 * What a writer would do with one record now. `calls`: what that would cost in Campaign, where the writer remembers no reference of the record:
 * through a filter an update may then cost one less.
 */
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
  /** Nothing can be said of it now: a call for it may land yet, or Dynamics has it again. */
  | { readonly kind: 'unsettled' }
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
  const store = { ...ports.store, deletes: neverBrakes, queuedLater: nothingLater };
  const works = await planChunk(chunk, { ...ports, store });
  return Promise.all(works.map((work) => rehearseOne(work, records[work.index]?.[1] ?? null, ports)));
}

/** The brake is for deletes that are done. */
const neverBrakes = () =>
  Promise.resolve({ recent: 0, held: 0, queued: 0, present: 0, confirmed: Number.MAX_SAFE_INTEGER });

/** A record is shown as it is now, whatever of it stands in the queue. */
const nothingLater = () => Promise.resolve(new Set<string>());

async function rehearseOne(work: Work, row: SourceRow | null, ports: RehearsalPorts): Promise<Rehearsal> {
  const { key } = work;
  if (work.kind === 'done') return { key, row, calls: 0, ...concluded(work.outcome) };
  // Where the writer does not look: what stands in Campaign is what a person wants to see beside what would be sent.
  const held = await look(key, ports);
  const campaign = standIn(held, ports);
  try {
    const { rules } = ports;
    if (work.kind === 'remove') await removeRecord(work, 0, { rules, ...campaign });
    else await writeRecord(work, 0, sightOf(work, rules), { rules, ...campaign });
    if (held instanceof RecordRefused) throw held;
    const done = work.kind === 'remove' ? removed(work, held) : written(work, held, campaign.created(), rules);
    return { key, row, calls: campaign.calls(), ...done };
  } catch (error) {
    if (!(error instanceof RecordRefused)) throw error;
    return { key, row, calls: campaign.calls(), kind: 'rejected', code: error.code, params: { ...error.params } };
  }
}

type Kind<Of extends Rehearsal = Rehearsal> = Of extends Rehearsal ? Omit<Of, 'key' | 'row' | 'calls'> : never;

function concluded({ kind, rejection, missing }: Extract<Work, { kind: 'done' }>['outcome']): Kind {
  if (rejection) return { kind: 'rejected', code: rejection.code, params: rejection.params };
  if (missing) return { kind: 'waiting', missing };
  switch (kind) {
    case 'held':
      return { kind: 'delete', held: true };
    case 'suppressed':
      return { kind: 'unchanged' };
    case 'filteredOut':
    case 'gone':
      return { kind };
    default:
      return { kind: 'unsettled' };
  }
}

/** What Campaign holds under a key, or why it cannot say. */
async function look(key: string, { find }: RehearsalPorts): Promise<StoredRecord | RecordRefused | null> {
  try {
    return await find(key);
  } catch (error) {
    if (error instanceof RecordRefused) return error;
    throw error;
  }
}

function removed({ filtered }: Extract<Work, { kind: 'remove' }>, held: StoredRecord | null): Kind {
  if (held) return { kind: 'delete', held: false };
  return { kind: filtered ? 'filteredOut' : 'gone' };
}

function written(
  work: Extract<Work, { kind: 'write' }>,
  held: StoredRecord | null,
  created: Body,
  { compiled }: LaneRules,
): Kind {
  if (!held) return { kind: 'insert', body: created };
  // Sent without a look it is more than what differs, to the same effect.
  const update = planUpdate(compiled, work.mapped, held.body, work);
  if (update.kind === 'unchanged') return { kind: 'unchanged' };
  const hidden = hiddenFields(compiled, work.mapped, held.body);
  return { kind: 'update', body: update.body, stored: held.body, hidden };
}
