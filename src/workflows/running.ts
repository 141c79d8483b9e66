import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import { announceStop, readChanges } from './activityStubs.js';
import type { Ending } from './ending.js';
import { failureOf } from './failureOf.js';
import { serveLane } from './lane.js';
import { show } from './show.js';
import type { EntityState } from './state.js';

/** Runs reader and writers until the ending is reached or the history is full, and returns when all of them have ended. */
export async function runLanes(version: number, state: EntityState, ending: Ending, due: () => boolean): Promise<void> {
  const scope = new CancellationScope();
  const works = scope.run(() =>
    Promise.all([
      guarded(feedLanes(version, state, ending), ending),
      ...[...state.lanes.values()].map((lane) => guarded(serveLane(lane, version, state, ending), ending)),
    ]),
  );
  try {
    await condition(() => ending.reached || due());
    ending.reach('renew');
  } finally {
    await CancellationScope.nonCancellable(async () => {
      scope.cancel();
      // The quick way; if it fails, cancellation does it.
      const told = announceStop({ instance: state.carry.instance, workflow: state.workflow }).catch(() => {});
      await Promise.all([works, told]);
    });
  }
}

/** Feeds the queue, turn after turn; what a turn found decides which lanes want a writer. */
async function feedLanes(version: number, state: EntityState, ending: Ending): Promise<void> {
  const ref = { instance: state.carry.instance, workflow: state.workflow, version };
  while (!ending.reached) {
    const result = await readChanges({ ...ref, resting: restingLanes(state) });
    if (result.kind === 'stale') return ending.reach('stale');
    for (const lane of state.lanes.values())
      if (lane.readRest && lane.readRest.until <= Date.now()) lane.readRest = null;
    for (const lane of result.lanes) if (state.lanes.has(lane.lane)) state.report(lane);
    for (const rest of result.rests) state.rest('readRest', rest);
    show(state);
    if (state.stuck) return ending.fail(state.stuck);
  }
}

function restingLanes(state: EntityState) {
  return [...state.lanes.values()].flatMap(({ lane, readRest, writeRest }) => {
    const sides = [['read', readRest] as const, ['write', writeRest] as const];
    return sides.flatMap(([side, rest]) =>
      rest && rest.until > Date.now() ? [{ lane, side, forMs: rest.until - Date.now() }] : [],
    );
  });
}

/** A wall fails the run; once the ending is reached, any end of an activity is an end. */
async function guarded(work: Promise<void>, ending: Ending): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (ending.reached || isCancellation(error)) return;
    ending.fail(failureOf(error));
  }
}
