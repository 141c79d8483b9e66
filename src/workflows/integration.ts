import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Prepared } from '../activities/index.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import { prepare } from './activityStubs.js';
import { type Carry, type CarryInput, carry as carrySchema } from './carry.js';
import { carryOutCommands } from './carryOutCommands.js';
import { CommandList } from './commandList.js';
import { Ending } from './ending.js';
import { failureOf } from './failureOf.js';
import { type Current, handleMessages } from './handlers.js';
import { restAfter } from './rest.js';
import { runLanes } from './running.js';
import { show } from './show.js';
import { EntityState } from './state.js';

/**
 * The entity that every integration workflow is: it never ends and never fails by itself. STOPPED, STARTING, RUNNING and
 * FAILED are its state; an error becomes FAILED with its reason, and `start` leaves it.
 */
export async function integration(workflow: WorkflowName, input: CarryInput): Promise<void> {
  const carry = carrySchema.parse(input);
  const commands = new CommandList(carry.commands, workflowInfo().firstExecutionRunId);
  const state = new EntityState(workflow, carry, commands);
  const current: Current = { ending: null, starting: null };
  handleMessages(state, current);
  show(state);

  const due = () => {
    const { continueAsNewSuggested, historyLength } = workflowInfo();
    return continueAsNewSuggested || historyLength > (carry.renewAfter ?? Number.POSITIVE_INFINITY);
  };
  const scope = new CancellationScope();
  const carriedOut = scope.run(() => carryOutCommands(state));
  try {
    while (!due()) {
      if (carry.wanted === 'stopped') {
        await standStill(state, due);
        continue;
      }
      const version = carry.version ?? (await startUp(state, current));
      if (version === null) continue;
      carry.version = version;
      state.become('RUNNING');
      show(state);
      const ending = new Ending();
      current.ending = ending;
      await runLanes(version, state, ending, due);
      current.ending = null;
      settle(state, ending);
      show(state);
    }
  } catch (error) {
    if (!isCancellation(error) || !CancellationScope.current().consideredCancelled) throw error;
    // "Request Cancellation": the lanes have ended and kept what they did; the next Start finds it in PostgreSQL.
    state.become('STOPPED');
    show(state);
    throw error;
  } finally {
    scope.cancel();
    await carriedOut;
  }
  await condition(allHandlersFinished);
  await continueAsNew<(input: Carry) => Promise<void>>(state.handOver());
}

/** Until a start is wanted; a position that grows too old meanwhile is shown. */
async function standStill(state: EntityState, due: () => boolean): Promise<void> {
  const over = () => state.carry.wanted === 'running' || due();
  const ms = state.warnsInMs;
  // A command can tell of positions while nothing runs.
  if (ms === null) return condition(() => over() || state.warnsInMs !== null);
  if (!(await condition(over, ms, { summary: 'until a position grows too old' }))) show(state);
}

/** STARTING: applies the newest saved version and prepares it. Null when it did not come to a run. */
async function startUp(state: EntityState, current: Current): Promise<number | null> {
  const { carry } = state;
  state.become('STARTING');
  show(state);
  const scope = new CancellationScope();
  current.starting = scope;
  try {
    const prepared = await scope.run(() => prepareUntilAnswered(state));
    if (prepared.kind === 'prepared') {
      if (!carry.again) carry.reloadPending = false;
      carry.again = false;
      state.arrange(prepared.lanes);
      if (!state.stuck) return prepared.version;
      fail(state, state.stuck);
      return null;
    }
    carry.refused = { ...prepared.problem, at: new Date().toISOString() };
    carry.wanted = 'stopped';
    state.become('STOPPED');
  } catch (error) {
    if (!isCancellation(error)) {
      fail(state, failureOf(error));
    } else if (CancellationScope.current().consideredCancelled) throw error;
    else state.become('STOPPED');
  } finally {
    current.starting = null;
    state.startRest = null;
    show(state);
  }
  return null;
}

/** Asks again, without end, while a system does not answer or asks to wait, and shows it. */
async function prepareUntilAnswered(state: EntityState): Promise<Exclude<Prepared, { kind: 'waiting' }>> {
  const { carry, workflow } = state;
  for (;;) {
    const prepared = await prepare({ instance: carry.instance, workflow, apply: !carry.again });
    if (prepared.kind !== 'waiting') return prepared;
    const rest = restAfter(state.startRest, prepared);
    state.startRest = rest;
    show(state);
    await sleep(Math.max(1, rest.until - Date.now()), { summary: `the start waits for ${rest.system}` });
  }
}

/** After a run of the lanes: what its ending means for the workflow. */
function settle(state: EntityState, { reason, failure }: Ending): void {
  const { carry } = state;
  if (reason === 'renew') return;
  carry.version = null;
  if (reason === 'stale') {
    carry.again = true;
    return;
  }
  // A start that came while the lanes were stopping is still wanted.
  if (failure) fail(state, failure);
  else state.become('STOPPED');
}

function fail(state: EntityState, failure: ProblemFacts): void {
  state.carry.failure = failure;
  state.carry.wanted = 'stopped';
  state.become('FAILED');
}
