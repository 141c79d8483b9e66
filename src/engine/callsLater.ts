import type { KnownRecord, QueuedRecord } from '../core/lane.js';
import { type Rehearsal, type RehearsalPorts, rehearse } from './rehearse.js';

/**
 * What those records cost later that cost nothing yet, by their keys: one that waits is written once its parent is there, a held delete is
 * done once the lanes of its children have caught up, one in doubt is compared once no call for it can land.
 */
export async function callsLater(
  rehearsals: readonly Rehearsal[],
  ports: RehearsalPorts,
): Promise<ReadonlyMap<string, number>> {
  const records = rehearsals.filter(isHeldUp).map(({ key, row }): QueuedRecord => [key, row]);
  if (records.length === 0) return new Map();
  const { store } = ports;
  const later = await rehearse(records, {
    ...ports,
    store: {
      ...store,
      absent: () => Promise.resolve([]),
      ledger: async (keys) => freed(await store.ledger(keys)),
    },
  });
  return new Map(later.map(({ key, calls }) => [key, calls]));
}

const isHeldUp = (rehearsal: Rehearsal) =>
  rehearsal.kind === 'waiting' || rehearsal.kind === 'unsettled' || (rehearsal.kind === 'delete' && rehearsal.held);

const freed = (known: ReadonlyMap<string, KnownRecord>) =>
  new Map([...known].map(([key, entry]) => [key, { ...entry, pendingDelete: 'ripe' as const, inDoubt: false }]));
