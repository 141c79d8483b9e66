import { RetryState } from '@temporalio/common';
import { ActivityFailure, condition, isCancellation } from '@temporalio/workflow';
import { carryOut } from './activityStubs.js';
import type { OpenCommand } from './carry.js';
import { failureOf } from './failureOf.js';
import { show } from './show.js';
import type { EntityState } from './state.js';

/**
 * Hands the commands about records to an activity, one after another, whether the lanes run or not, until it is cancelled. What was not
 * carried out by then is in the Carry: the next run hands it over again, and PostgreSQL knows whether it was done already.
 */
export async function carryOutCommands(state: EntityState): Promise<void> {
  const { commands } = state;
  try {
    for (;;) {
      const restMs = commands.readyInMs;
      if (restMs === null) await condition(() => commands.open.length > 0);
      else if (restMs > 0) await condition(() => commands.ready !== null, restMs, { summary: 'a command waits' });
      if (commands.ready) await carryOutOne(commands.ready, state);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
}

async function carryOutOne(open: OpenCommand, state: EntityState): Promise<void> {
  const { commands, carry, workflow } = state;
  const { command } = open;
  try {
    const done = await carryOut.executeWithOptions({ summary: summaryOf(open) }, [
      { instance: carry.instance, workflow, command },
    ]);
    if (done.kind === 'waiting') {
      commands.postpone(open, done);
    } else {
      commands.close(open, { problem: done.problem, records: done.records });
      state.reportChanged(done.lanes);
    }
  } catch (error) {
    if (isCancellation(error)) throw error;
    if (error instanceof ActivityFailure && error.retryState === RetryState.MAXIMUM_ATTEMPTS_REACHED) {
      commands.letOthersPass(open);
      return;
    }
    commands.close(open, { problem: failureOf(error), records: null });
  }
  show(state);
}

const summaryOf = ({ command: { name, mapping } }: OpenCommand) =>
  mapping === undefined ? name : `${name} ${mapping}`;
