import type { KnownRecord, ParentRef } from '../core/lane.js';
import type { Db } from './database.js';
import { countPresent } from './deletes.js';
import type { Sealer } from './encryption.js';
import { absentParents, readLedger } from './ledger.js';

const workflow = 'ingress';

/** What the store knows of a mapping's records, to be looked at only; of a mapping without a lane: nothing. */
export interface LaneKnowledge {
  ledger(keys: readonly string[]): Promise<Map<string, KnownRecord>>;
  absent(parents: readonly ParentRef[]): Promise<ParentRef[]>;
  hash(text: string): Uint8Array;
  /** Records of the lane that are in Campaign. */
  present(): Promise<number>;
}

export async function laneKnowledge(db: Db, sealer: Sealer, instance: string, mapping: string): Promise<LaneKnowledge> {
  const row = await db
    .selectFrom('lanes')
    .select('id')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('name', '=', mapping)
    .executeTakeFirst();
  const lane = row?.id ?? 0;
  return {
    ledger: (keys) => readLedger(db, lane, keys),
    absent: (parents) => absentParents(db, instance, workflow, parents),
    hash: (text) => sealer.hash(text),
    present: () => countPresent(db, lane),
  };
}
