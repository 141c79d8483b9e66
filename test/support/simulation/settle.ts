import type { SimulatedWorkflow } from './workflow.js';
import type { SimulatedLane, World } from './world.js';

/** All that is open when everything works again is through by then. */
const settledWithinMs = 3 * 3_600_000;

/** Waits until nothing is left to be done, and sees to it that nobody forgets anything meanwhile. */
export async function settle(world: World, workflow: SimulatedWorkflow): Promise<void> {
  const { time, lanes, violations } = world;
  const until = time.now + settledWithinMs;
  const idle = new Map<string, number>();
  while (time.now < until) {
    const open = [...lanes.values()].flatMap((lane) => openOf(lane, world).map((what) => `${lane.name}: ${what}`));
    if (open.length === 0 || violations.length > 0) return;
    for (const { name, store } of lanes.values()) {
      const forgotten = store.open > 0 && !store.served && !workflow.attempts.has(name) && !workflow.rests(name);
      const since = forgotten ? (idle.get(name) ?? time.now) : time.now;
      idle.set(name, since);
      if (time.now - since > forgottenMs) violations.push(`${name}: nobody wrote for ${time.now - since} ms`);
    }
    await time.sleep(lookMs);
  }
  const open = [...lanes.values()].flatMap((lane) => openOf(lane, world).map((what) => `${lane.name}: ${what}`));
  violations.push(`not settled: ${open.join('; ')}`);
}

const lookMs = 2_000;
const forgottenMs = 60_000;

/** What is left to be done for a lane. */
function openOf({ source, store }: SimulatedLane, { database, campaign }: World): string[] {
  const { waiting, again, pendingDeletes, inDoubt, open, position, sweepBelow, replay, state } = store;
  const left: [boolean, string][] = [
    [state === 'parked', 'stands still'],
    [!source.seen(position), 'not read'],
    [open > 0, `${open} in the queue`],
    [again.size > 0, `${again.size} to be read again`],
    [pendingDeletes.size > 0, `${pendingDeletes.size} deletes held`],
    [inDoubt.size > 0, `${inDoubt.size} in doubt`],
    [sweepBelow !== null, 'to be swept'],
    [replay === 'running', 'a replay runs'],
    [[...waiting.values()].some((row) => database.isPresent(row.parent)), 'waits for what is there'],
    [campaign.stragglers > 0, 'stragglers'],
  ];
  return left.flatMap(([is, what]) => (is ? [what] : []));
}
