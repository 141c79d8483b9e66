import type { SimulatedLane, World } from './world.js';

const dayMs = 24 * 3_600_000;

/**
 * Looks at each record that is given up because its parent is missing: of a parent that came in time something must be known by then.
 * To be told of each key whose outcome was kept.
 */
export function watchWaiting({ lanes, time, violations }: World): { concluded(key: string): void } {
  /** When records came of which nothing is known yet. */
  const cameAt = new Map<string, number>();
  for (const lane of lanes.values()) {
    for (const key of lane.source.rows.keys()) cameAt.set(key, time.now);
    hearOfArrivals(lane, cameAt, () => time.now);
    const { settings } = lane.store.plan;
    lane.store.gaveUp = (key, { parent, since }) => {
      const came = cameAt.get(parent.key);
      if (came !== undefined && came < since + settings.waitingDays * dayMs)
        violations.push(`${time.now}: ${key} was given up, although ${parent.key} came at ${came}, in time`);
    };
  }
  return { concluded: (key) => cameAt.delete(key) };
}

function hearOfArrivals({ source }: SimulatedLane, cameAt: Map<string, number>, now: () => number): void {
  const put = source.put.bind(source);
  source.put = (key, columns) => {
    if (!source.rows.has(key)) cameAt.set(key, now());
    put(key, columns);
  };
  const remove = source.remove.bind(source);
  source.remove = (key) => {
    cameAt.delete(key);
    remove(key);
  };
}
