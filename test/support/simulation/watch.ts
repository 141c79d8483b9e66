import type { QueuedRecord } from '../../../src/core/lane.js';
import { isDone } from '../../../src/engine/chunkWork.js';
import { unkeptRecords } from '../../../src/engine/limits.js';
import type { Sent } from './fakeCampaign.js';
import type { World } from './world.js';

export interface Watched {
  /** From now on this owner must send nothing. */
  toldToStop(owner: number): void;
}

/** Looks at every call, every write that lands and every checkpoint, and notes what must never be. */
export function watch(world: World, { ordered = true } = {}): Watched {
  const { campaign, store, time, violations } = world;
  const unkept = new Map<number, Set<string>>();
  const stopped = new Set<number>();
  const newest = new Map<string, number>();
  let latestOwner = 0;

  campaign.heard = (call) => {
    const { owner, key } = call;
    const note = (what: string) => violations.push(`${time.now}: ${what} (${call.verb} ${key}, owner ${owner})`);
    if (time.now < campaign.pausedUntil) note('sent while told to wait');
    if (owner < latestOwner) note('sent by a former owner');
    if (store.leaseUntil <= time.now) note('sent without a lease');
    if (stopped.has(owner)) note('sent after the stop');
    if (!inTurn(world, call)) note('sent before its chunk was due');
    latestOwner = Math.max(latestOwner, owner);
    const mine = unkept.get(owner) ?? new Set();
    unkept.set(owner, mine.add(key));
    if (mine.size > unkeptRecords) note(`${mine.size} records not kept`);
  };
  campaign.landed = (key, _before, after) => {
    const version = Number(after?.['version'] ?? Number.NaN);
    if (ordered && version < (newest.get(key) ?? 0))
      violations.push(`${time.now}: version ${version} of ${key} over ${newest.get(key)}`);
    if (version > (newest.get(key) ?? 0)) newest.set(key, version);
  };
  store.kept = ({ outcomes }) => {
    const mine = unkept.get(store.writerFence);
    for (const { key } of outcomes) mine?.delete(key);
    const sum = Object.values(store.counts).reduce((all, count) => all + count, store.open);
    if (sum !== store.read) violations.push(`${time.now}: ${sum} outcomes and open records of ${store.read} read`);
  };
  return { toldToStop: (owner) => stopped.add(owner) };
}

const places = new WeakMap<readonly QueuedRecord[], Map<string, number[]>>();

function placesIn(records: readonly QueuedRecord[], key: string): readonly number[] {
  let known = places.get(records);
  if (!known) {
    known = new Map();
    for (const [index, [one]] of records.entries()) known.set(one, [...(known.get(one) ?? []), index]);
    places.set(records, known);
  }
  return known.get(key) ?? [];
}

/** A chunk of changes has its lane to itself; chunks of a first load may run beside each other. */
function inTurn({ store }: World, { key }: Sent): boolean {
  let earlier: 'none' | 'load' = 'none';
  for (const chunk of store.chunks.values()) {
    const holds = placesIn(chunk.records, key).some((index) => !isDone(chunk.done, index));
    if (holds && (earlier === 'none' || chunk.phase === 'load')) return true;
    if (chunk.phase === 'changes') return false;
    earlier = 'load';
  }
  return false;
}
