import { cancellationSignal } from '@temporalio/activity';
import type { RecordCommand } from '../core/entity.js';
import { replayProblem } from '../core/rules/replayable.js';
import { readPlan } from '../store/lanePlans.js';
import { beginReplay, requestReplay } from '../store/replays.js';
import { readSettings } from '../store/settings.js';
import { laneTotals } from '../store/totals.js';
import type { Context } from './context.js';
import { done, type Effect, giverOf, notApplied, refused } from './effect.js';
import type { WorkflowRef } from './input.js';

/** Asks for a replay, which begins at the next start or at once. Refused above the guardrail, and while another one of the mapping runs. */
export async function askForReplay(
  { database: { db }, connectors }: Context,
  { instance, workflow }: WorkflowRef,
  command: Extract<RecordCommand, { name: 'replay' }>,
): Promise<Effect> {
  const { mapping, now } = command;
  const lane = await readPlan(db, instance, workflow, mapping);
  if (!lane) return () => Promise.resolve(notApplied(mapping));
  const { dynamics } = await connectors.of(instance);
  const tableRecords = lane.plan && (await dynamics.source.size(lane.plan.table, cancellationSignal()));
  return async (tx) => {
    const { document } = await readSettings(tx, instance);
    const backlog = (await laneTotals(tx, instance, workflow)).reduce((sum, lane) => sum + lane.backlog, 0);
    const limit = document.guardrails.replayRecords;
    const problem = replayProblem(mapping, { backlog, tableRecords, limit });
    if (problem) return refused(problem);
    const { replay } = await requestReplay(tx, instance, workflow, mapping, giverOf(command));
    if (replay.state === 'running') return refused({ code: 'replay-under-way', params: { mapping } });
    if (now) await beginReplay(tx, instance, workflow, mapping);
    return done();
  };
}
