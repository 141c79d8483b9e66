import type { Outcome } from '../core/lane.js';
import { createBody, planUpdate, selfReference, updateBody } from '../core/mapping/writePlan.js';
import type { Destination, Gate, StoredRecord } from '../core/ports.js';
import { PassesByItself, RecordRefused } from '../core/problems/failures.js';
import type { Work } from './chunkWork.js';
import type { LaneRules } from './rules.js';

export interface RecordPorts {
  readonly rules: LaneRules;
  readonly destination: Destination;
  readonly gate: Gate;
}

/** What is known of a record in Campaign while we try to write it. */
export interface Sight {
  /** It may be there: look before anything is created. */
  mayExist: boolean;
  /** Campaign holds what was last written: an update needs no look. */
  sure: boolean;
  /** A call for it may land yet. */
  doubtful: boolean;
}

/** What a writer believes when it begins with a record. */
export const sightOf = (work: Exclude<Work, { kind: 'done' }>, { plan }: LaneRules): Sight => ({
  mayExist: work.kind === 'remove' || work.present || !plan.mapping.idField.unique,
  sure: work.kind === 'write' && work.sure,
  doubtful: false,
});

/** Between a look and a write another writer may step in; so often we look again before we say that Campaign contradicts itself. */
const looks = 4;

/**
 * Brings one record into Campaign with the fewest engine calls: POST first where the ledger does not know the record (on
 * "already exists" it is read and adopted), PATCH without a look where the ledger knows what Campaign holds, otherwise read, compare,
 * and PATCH only what differs.
 * @param sight kept from one try to the next, and corrected by what each finds
 */
export async function writeRecord(
  work: Extract<Work, { kind: 'write' }>,
  chunk: number,
  sight: Sight,
  ports: RecordPorts,
): Promise<Outcome> {
  const { key, mapped, hash } = work;
  const outcome = (kind: Outcome['kind']): Outcome => ({ kind, chunk, key, entry: { hash, present: true } });
  const { destination, rules, gate } = ports;
  const { compiled, lookup } = rules;
  if (sight.sure) {
    sight.sure = false;
    const body = updateBody(compiled, mapped);
    if (Object.keys(body).length === 0) return outcome('unchanged');
    const patched = await destination.patchUnseen(lookup, key, body, gate);
    if (patched) return outcome('updated');
    if (patched === false) sight.mayExist = false;
  }
  let refusedAsDuplicate = false;
  for (let look = 0; look < looks; look += 1) {
    const stored = sight.mayExist ? await find(key, ports) : null;
    sight.mayExist = stored !== null;
    if (!stored) {
      // Another unique key of the resource is taken by another record, or Campaign hides this one (reference adobe-campaign-api §4.2).
      if (refusedAsDuplicate) throw new RecordRefused('campaign-unseen', { system: 'campaign' });
      const created = await destination.create(lookup, key, createBody(compiled, key, mapped), gate);
      sight.mayExist = true;
      refusedAsDuplicate = created === 'exists';
      if (created === 'created' && (await refersToItself(work, ports))) return outcome('inserted');
      continue;
    }
    refusedAsDuplicate = false;
    const update = planUpdate(compiled, mapped, stored.body, work);
    if (update.kind === 'unchanged') return outcome('unchanged');
    const patched = await destination.patch(stored, update.body, gate);
    if (patched) return outcome('updated');
  }
  throw new PassesByItself('campaign-contradicts', { system: 'campaign' });
}

/** A record can point to itself by reference only once it is there. @returns false when it is gone again */
async function refersToItself({ key, mapped }: Extract<Work, { kind: 'write' }>, ports: RecordPorts): Promise<boolean> {
  const body = selfReference(ports.rules.compiled, key, mapped);
  if (!body) return true;
  const stored = await find(key, ports);
  return stored !== null && ports.destination.patch(stored, body, ports.gate);
}

/**
 * Deletes one record in Campaign. One that is not there is done: it counts as deleted when it was there as far as the ledger knows, since
 * the answer to an earlier try may have been lost.
 */
export async function removeRecord(
  { key, present, filtered, hash }: Pick<Extract<Work, { kind: 'remove' }>, 'key' | 'present' | 'filtered' | 'hash'>,
  chunk: number,
  ports: RecordPorts,
): Promise<Outcome> {
  const stored = await find(key, ports);
  const removed = stored !== null && (await ports.destination.remove(stored, ports.gate));
  const deleted = removed || present;
  const kind = filtered ? (deleted ? 'deletedFiltered' : 'filteredOut') : deleted ? 'deleted' : 'gone';
  return { kind, chunk, key, entry: { hash, present: false }, absent: true };
}

const find = (key: string, { destination, rules, gate }: RecordPorts): Promise<StoredRecord | null> =>
  destination.find(rules.lookup, key, gate);
