import { type Landed, linkIn } from './fakeCampaign.js';
import { laneOfKey, type SimulatedLane, type World } from './world.js';

const dayMs = 24 * 3_600_000;
/** A delete lands so long at most after Dynamics was asked for the record: a writer looks again after each of its rests. */
const askedWithinMs = 5 * 60_000;

/**
 * Looks at each delete that lands: no more of them than the brake lets through, and none whose children still have to hear of it.
 * One that the ledger does not know as present was brought by a call that nobody heard of: its delete puts nothing out of the way.
 * @param late records that may have been brought back after their delete: deleting them once more is the same delete
 */
export function watchDeletes(world: World, late: ReadonlySet<string>) {
  const { campaign, time } = world;
  const removed = new Map<string, Map<string, Removal>>();
  return {
    landed(write: Landed, note: (what: string) => void): void {
      const lane = laneOfKey(world, write.key);
      if (late.has(write.key) || !lane.store.ledger.get(write.key)?.present) return;
      const { until } = lane.store.deletesConfirmed;
      const removal = { at: time.now, countsUntil: until > time.now ? until : time.now + dayMs };
      const all = (removed.get(lane.name) ?? new Map<string, Removal>()).set(write.key, removal);
      removed.set(lane.name, all);
      const counts = ({ at, countsUntil }: Removal) => at > time.now - dayMs && countsUntil > time.now;
      // One that came again since is not missed.
      const missed = [...all].filter(([key, one]) => counts(one) && !campaign.records.has(key)).length;
      const limit = limitOf(lane, missed, world);
      if (missed > limit) note(`${missed} deletes where ${limit} are let through`);
      const row = lane.source.rows.get(write.key);
      if (row) {
        // Of one that only leaves the filter the source says nothing to its children.
        const changedAt = lane.source.changedAt.get(write.key) ?? 0;
        if (lane.rules.compiled.passes(row) && changedAt < time.now - askedWithinMs)
          note('removed although it passes the filter');
        return;
      }
      for (const [child, other] of unaware(world, lane, write.key))
        note(`removed before ${other} ${child} heard of it`);
    },
  };
}

interface Removal {
  readonly at: number;
  /** One that a person confirmed counts as long as the confirmation does. */
  readonly countsUntil: number;
}

function limitOf({ name, store }: SimulatedLane, recent: number, { confirmed }: World): number {
  const { share, atLeast } = store.plan.settings.deleteBrake;
  return Math.max(atLeast, Math.floor(share * (store.present + recent)), confirmed.get(name) ?? 0);
}

/** Children in Campaign that name this record although the source says that they do so no longer. */
function unaware({ lanes, campaign }: World, lane: SimulatedLane, key: string): [key: string, lane: string][] {
  const found: [string, string][] = [];
  for (const name of lane.store.plan.children) {
    const child = lanes.get(name) as SimulatedLane;
    // Of deletes that are not applied Campaign hears nothing; a record that comes again is another story.
    if (!child.rules.plan.mapping.applyDeletes) continue;
    for (const { parent, field, keyOf } of child.rules.compiled.links) {
      if (parent !== lane.name) continue;
      for (const [other, body] of campaign.records) {
        if (other === key || linkIn(body[field]) !== key || !child.store.ledger.has(other)) continue;
        const row = child.source.rows.get(other);
        const { rejected, waiting, pendingDeletes, inDoubt } = child.store;
        // Deletes of one table cannot wait for each other.
        const setAside = [rejected, waiting, inDoubt, ...(name === lane.name ? [pendingDeletes] : [])];
        if (setAside.some((list) => list.has(other))) continue;
        const passes = row !== undefined && child.rules.compiled.passes(row);
        const told = row ? passes && keyOf(row) !== key : true;
        if (told) found.push([other, name]);
      }
    }
  }
  return found;
}
