import type { QueuedRecord } from '../../../src/core/lane.js';
import type { Gate } from '../../../src/core/ports.js';
import type { PreviewPorts } from '../../../src/engine/preview.js';
import { type Rehearsal, rehearse } from '../../../src/engine/rehearse.js';
import { endKind, startWriter } from './operate.js';
import { SimulatedProcess } from './simulatedProcess.js';
import { sourceFor, type World } from './world.js';

/** Both systems and the store of the first lane for one who only looks; `table` is what Dynamics holds. */
export function lookingAt(world: World, table: readonly QueuedRecord[]): PreviewPorts {
  const { database, campaign, time, rules, store: lane } = world;
  const process = new SimulatedProcess(time);
  const store = database.writerStore(process, { lane, fence: 0, waitMs: 0, dirty: false, recent: [] });
  return {
    rules,
    store: { ...store, present: () => Promise.resolve(lane.present) },
    source: { ...sourceFor(world, process), size: () => Promise.resolve(table.length) },
    walk: {
      page: ({ records }) => {
        const rows = table.flatMap(([key, row]) => (row ? [[key, row] as const] : []));
        return Promise.resolve({ records: rows.slice(0, records), next: rows.length > records ? 'more' : null });
      },
    },
    destination: campaign.forProcess(process, 0),
    signal: new AbortController().signal,
  };
}

/** What a rehearsal says of one record. */
export function rehearsed(world: World, record: QueuedRecord): Promise<Rehearsal> {
  return world.run(async () => {
    const { destination, signal, ...ports } = lookingAt(world, [record]);
    const gate: Gate = { signal, check: () => {} };
    const find = (key: string) => destination.find(world.rules.lookup, key, gate);
    const [rehearsal] = await rehearse([record], { ...ports, find, gate });
    if (!rehearsal) throw new Error('the record was not rehearsed');
    return rehearsal;
  });
}

/** How many engine calls a writer counts for these records, which a reader queues for it as a change. */
export async function writtenWith(world: World, records: readonly QueuedRecord[]): Promise<number> {
  const before = world.store.engineCalls;
  world.store.queue('changes', records);
  const ended = await world.run(() => startWriter(world).ended);
  if (endKind(ended) !== 'idle') throw new Error(`the writer ended ${JSON.stringify(ended)}`);
  return world.store.engineCalls - before;
}
