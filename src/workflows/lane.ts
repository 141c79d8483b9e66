import { condition } from '@temporalio/workflow';
import { writeBatches } from './activityStubs.js';
import type { Ending } from './ending.js';
import { show } from './show.js';
import type { EntityState, Lane } from './state.js';

/** Sends a writer for one lane whenever it has work, until the run ends. */
export async function serveLane(lane: Lane, version: number, state: EntityState, ending: Ending): Promise<void> {
  const { instance } = state.carry;
  while (!ending.reached) {
    await condition(() => ending.reached || (lane.wanted && lane.state !== 'parked'));
    if (ending.reached) return;
    lane.wanted = false;
    const result = await writeBatches.executeWithOptions({ summary: `write ${lane.lane}` }, [
      { instance, workflow: state.workflow, version, lane: lane.lane },
    ]);
    if (result.kind === 'stale') return ending.reach('stale');
    if (result.lane) state.report({ ...result.lane, writing: false });
    // A writer parks its lane itself; the reader's turn may last minutes before it looks.
    if (state.stuck) return ending.fail(state.stuck);
    if (!result.rest) {
      lane.writeRest = null;
      show(state);
      continue;
    }
    const rest = state.rest('writeRest', result.rest);
    show(state);
    if (rest)
      await condition(() => ending.reached, Math.max(1, rest.until - Date.now()), {
        summary: `${lane.lane} waits for ${rest.system}`,
      });
  }
}
