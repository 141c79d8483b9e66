import type { LaneNeeds } from '../../../src/core/lane.js';
import type { FakeLane } from './fakeLane.js';
import type { FakeStore } from './fakeStore.js';

/** Keys of one slice of a sweep. */
const sliceKeys = 20;
const dayMs = 24 * 3_600_000;

/** One round over one lane: what waits, what is held, what is swept, what is in doubt. */
export function tendLane(lane: FakeLane, store: FakeStore): void {
  releaseWaiting(lane, store);
  ripen(lane, store);
  sweep(lane);
  lookAtDoubts(lane, store);
}

/** What each lane that is not parked wants of its reader. */
export function needsOf(store: FakeStore): LaneNeeds[] {
  const awaited = new Set<string>();
  for (const { waiting } of store.lanes.values())
    for (const { parent, released } of waiting.values()) if (!released) awaited.add(parent.lane);
  return [...store.lanes.values()]
    .filter(({ state }) => state !== 'parked')
    .map((lane) => ({
      lane: lane.name,
      positionNumber: lane.positionNumber,
      again: lane.again.size > 0,
      backlog: lane.open,
      served: lane.served,
      old: (lane.readingSince ?? lane.positionAt ?? store.now) < store.now - dayMs,
      awaited: awaited.has(lane.name),
      behind: behind(lane, store),
    }));
}

function behind(lane: FakeLane, { lanes }: FakeStore): string | null {
  if (lane.position !== null || lane.loaded) return null;
  const parents = Object.keys(lane.plan.parents).filter((name) => name !== lane.name);
  return parents.find((name) => lanes.get(name)?.loaded === false) ?? null;
}

function releaseWaiting(lane: FakeLane, store: FakeStore): void {
  const longest = lane.plan.settings.waitingDays * dayMs;
  const parents = Object.keys(lane.plan.parents).map((name) => store.lane(name).followedTo);
  const followedTo = Math.min(store.now, ...parents.map((at) => at ?? Number.NEGATIVE_INFINITY));
  for (const [key, row] of lane.waiting) {
    if (row.released) continue;
    if (store.isPresent(row.parent)) {
      row.released = true;
      lane.again.set(key, 'parent');
    } else if (followedTo - row.since >= longest) lane.giveUp(key, row);
  }
}

function ripen(lane: FakeLane, { lanes, now }: FakeStore): void {
  const children = lane.plan.children.flatMap((name) => lanes.get(name) ?? []);
  for (const [key, row] of lane.pendingDeletes) {
    if (row.state === 'held' && children.every((child) => hasPassed(child, row.heldAt)))
      Object.assign(row, { state: 'passed', passedAt: now });
    if (row.state !== 'passed' || children.some((child) => openSince(child, lane) <= row.passedAt)) continue;
    row.state = 'ripe';
    lane.again.set(key, 'delete');
  }
}

/** Since when a child's lane has had something to do. Deletes of one table that points to itself cannot wait for each other. */
function openSince(child: FakeLane, lane: FakeLane): number {
  const [first] = child.chunks.values();
  const held = child === lane || neverRead(child) ? [] : [...child.pendingDeletes.values()].map(({ heldAt }) => heldAt);
  return Math.min(first?.queuedAt ?? Number.POSITIVE_INFINITY, ...held);
}

const neverRead = ({ nextNumber, position }: FakeLane) => nextNumber === 1 && position === null;

/** A lane that lost its position hears of deletes from its sweep alone; one that was never read has nothing in Campaign. */
function hasPassed(child: FakeLane, heldAt: number): boolean {
  if (neverRead(child)) return true;
  const { passedAt, sweepBelow, again } = child;
  const sweeps = sweepBelow !== null || [...again.values()].includes('sweep');
  return !sweeps && passedAt !== null && passedAt > heldAt;
}

function sweep(lane: FakeLane): void {
  const { sweepBelow } = lane;
  if (sweepBelow === null || lane.state !== 'live') return;
  // What was queued before may bring in what the read no longer showed.
  if ([...lane.chunks.keys()].some((number) => number < sweepBelow)) return;
  const numbers = (key: string) =>
    [lane.ledger, lane.waiting, lane.rejected, lane.pendingDeletes].map((list) => list.get(key)?.number ?? 0);
  const sought = [...lane.ledger].flatMap(([key, { present }]) => (present ? [key] : []));
  const due = [...new Set([...sought, ...lane.waiting.keys(), ...lane.rejected.keys()])]
    .filter((key) => key > lane.sweepAfter && Math.max(...numbers(key)) < sweepBelow)
    .sort();
  const slice = lane.plan.mapping.applyDeletes ? due.slice(0, sliceKeys) : [];
  for (const key of slice) lane.again.set(key, 'sweep');
  lane.sweepAfter = slice.at(-1) ?? '';
  if (slice.length === 0) lane.sweepBelow = null;
}

function lookAtDoubts(lane: FakeLane, { now }: FakeStore): void {
  for (const [key, dueAt] of lane.inDoubt) {
    if (dueAt > now) continue;
    lane.inDoubt.delete(key);
    lane.clearHash(key);
    lane.again.set(key, 'doubt');
  }
}
