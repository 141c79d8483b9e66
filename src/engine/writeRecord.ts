import type { Outcome } from '../core/lane.js';
import { createBody, planUpdate } from '../core/mapping/writePlan.js';
import type { Destination, Gate, StoredRecord } from '../core/ports.js';
import { PassesByItself } from '../core/problems/failures.js';
import type { Work } from './chunkWork.js';
import type { LaneRules } from './rules.js';

export interface RecordPorts {
  readonly rules: LaneRules;
  readonly destination: Destination;
  readonly gate: Gate;
  /** Hears of every call that the destination answered. */
  readonly answered: () => void;
}

/** Between a look and a write another writer may step in; so often we look again before we say that Campaign contradicts itself. */
const looks = 4;

/**
 * Brings one record into Campaign with the fewest engine calls: POST first where the ledger does not know the record (on
 * "already exists" it is read and adopted), otherwise read, compare, and PATCH only what differs.
 * @param doubt a write of this record may have landed: read before anything is sent again
 */
export async function writeRecord(
  work: Extract<Work, { kind: 'write' }>,
  chunk: number,
  doubt: boolean,
  ports: RecordPorts,
): Promise<Outcome> {
  const { key, mapped, hash } = work;
  const { compiled, plan } = ports.rules;
  const outcome = (kind: Outcome['kind']): Outcome => ({ kind, chunk, key, entry: { hash, present: true } });
  let mayExist = work.present || doubt;
  for (let look = 0; look < looks; look += 1) {
    const stored = mayExist ? await find(key, ports) : null;
    if (!stored) {
      const created = await ports.destination.create(plan.resource, createBody(compiled, key, mapped), ports.gate);
      ports.answered();
      if (created === 'created') return outcome('inserted');
      mayExist = true;
      continue;
    }
    const update = planUpdate(compiled, mapped, stored.body, { all: !work.present });
    if (update.kind === 'unchanged') return outcome('unchanged');
    const patched = await ports.destination.patch(stored, update.body, ports.gate);
    ports.answered();
    if (patched) return outcome('updated');
  }
  throw new PassesByItself('campaign-contradicts', { system: 'campaign' });
}

/** Deletes one record in Campaign; one that is not there is done. */
export async function removeRecord(key: string, chunk: number, ports: RecordPorts): Promise<Outcome> {
  const entry = { hash: null, present: false };
  const stored = await find(key, ports);
  if (!stored) return { kind: 'dropped', chunk, key, entry };
  const removed = await ports.destination.remove(stored, ports.gate);
  ports.answered();
  return { kind: removed ? 'deleted' : 'dropped', chunk, key, entry };
}

async function find(key: string, { destination, rules, gate, answered }: RecordPorts): Promise<StoredRecord | null> {
  const stored = await destination.find(rules.lookup, key, gate);
  answered();
  return stored;
}
