import type { Checkpoint, QueuedRecord } from '../../../src/core/lane.js';
import { isDone } from '../../../src/engine/chunkWork.js';
import { unkeptRecords } from '../../../src/engine/limits.js';
import { isReference, type Landed, linkIn, type Sent } from './fakeCampaign.js';
import { watchDeletes } from './watchDeletes.js';
import { watchWaiting } from './watchWaiting.js';
import { laneOfKey, type SimulatedLane, type World } from './world.js';

export interface Watched {
  /** From now on this owner must send nothing. */
  toldToStop(owner: number): void;
}

/** Looks at every call, every write that lands and every checkpoint, and notes what must never be. */
export function watch(world: World, { ordered = true } = {}): Watched {
  const { campaign, lanes, time, violations } = world;
  const unkept = new Map<number, Set<string>>();
  const stopped = new Set<number>();
  const newest = new Map<string, number>();
  /** Something landed for them behind everybody's back. */
  const late = new Set<string>();
  const deletes = watchDeletes(world, late);
  const waiting = watchWaiting(world);
  const latestOwner = new Map<string, number>();

  campaign.heard = (call) => {
    const { owner, key } = call;
    const lane = laneOfKey(world, key);
    const note = (what: string) => violations.push(`${time.now}: ${what} (${call.verb} ${key}, owner ${owner})`);
    if (time.now < campaign.pausedUntil) note('sent while told to wait');
    if (owner < (latestOwner.get(lane.name) ?? 0)) note('sent by a former owner');
    if (!lane.store.served) note('sent without a lease');
    if (stopped.has(owner)) note('sent after the stop');
    if (!inTurn(lane, call)) note('sent before its chunk was due');
    latestOwner.set(lane.name, Math.max(latestOwner.get(lane.name) ?? 0, owner));
    const mine = unkept.get(owner) ?? new Set();
    unkept.set(owner, mine.add(key));
    if (mine.size > unkeptRecords) note(`${mine.size} records not kept`);
  };
  campaign.landed = (write) => {
    if (write.verb === 'create' && write.before) violations.push(`${time.now}: ${write.key} is there twice`);
    if (write.late) late.add(write.key);
    if (write.late) return;
    const { key, verb, before, after } = write;
    const note = (what: string) => violations.push(`${time.now}: ${what} (${verb} ${key}, owner ${write.owner})`);
    if (!after) return deletes.landed(write, note);
    const version = Number(after['version'] ?? Number.NaN);
    if (ordered && version < (newest.get(key) ?? 0) && !world.reverted.has(key))
      note(`version ${version} over ${newest.get(key)}`);
    if (version > (newest.get(key) ?? 0)) newest.set(key, version);
    if (verb === 'patch' && before && !late.has(key) && sameValues(before, after)) note('wrote what was equal');
    for (const parent of newParents(write, laneOfKey(world, key)))
      if (!campaign.records.has(parent) && !campaign.vanished.has(parent)) note(`written before its parent ${parent}`);
  };
  for (const { store } of lanes.values()) {
    store.kept = ({ outcomes }: Checkpoint) => {
      const mine = unkept.get(store.writerFence);
      for (const { key } of outcomes) {
        mine?.delete(key);
        waiting.concluded(key);
      }
      const sum = Object.values(store.counts).reduce((all, count) => all + count, store.open);
      if (sum !== store.read) violations.push(`${time.now}: ${sum} outcomes and open records of ${store.read} read`);
    };
  }
  return { toldToStop: (owner) => stopped.add(owner) };
}

/** Parents that this write names and that the record did not name before. */
function newParents({ key, verb, before, after = {} }: Landed, { rules }: SimulatedLane): string[] {
  return rules.compiled.links.flatMap(({ field, parent }) => {
    const [named, was] = [linkIn(after[field]), linkIn(before?.[field])];
    const itself = parent === rules.plan.mapping.id && named === key && verb !== 'create';
    return named === '' || named === was || itself ? [] : [named];
  });
}

/** A link that Campaign shows in a form of its own is sent again, for nobody can tell whether it is the same. */
function sameValues(before: object, after: object): boolean {
  const text = (body: object) => JSON.stringify(Object.entries(body).sort());
  return text(before) === text(after) && !Object.values(after).some((value) => isReference(value));
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

/** A chunk of changes has its lane to itself; chunks of a read of the whole table may run beside each other. */
function inTurn({ store }: SimulatedLane, { key }: Sent): boolean {
  let earlier = false;
  for (const chunk of store.chunks.values()) {
    const alone = chunk.phase === 'changes';
    const holds = placesIn(chunk.records, key).some((index) => !isDone(chunk.done, index));
    if (holds && !(earlier && alone)) return true;
    if (alone) return false;
    earlier = true;
  }
  return false;
}
