import { sql } from 'kysely';
import type { LanePlan } from '../core/lanePlan.js';
import type { WorkflowName } from '../core/names.js';
import type { ProblemFacts } from '../core/problems/problem.js';
import type { Db } from './database.js';
import { newFence } from './fences.js';
import { unpark } from './laneState.js';
import { beginReplay } from './replays.js';

export interface PlannedLane {
  readonly name: string;
  readonly plan: LanePlan | null;
  readonly failure: ProblemFacts | null;
  /** Without a plan: what the next one is compared with. Absent: the last plan. */
  readonly former?: LanePlan | null;
}

/**
 * Puts the lanes of the applied configuration in place: new ones are added, those without a mapping are given up with their queue,
 * and replays that were asked for begin.
 */
export async function arrangeLanes(
  tx: Db,
  instance: string,
  workflow: WorkflowName,
  planned: readonly PlannedLane[],
): Promise<void> {
  await giveUp(
    tx,
    instance,
    workflow,
    planned.map(({ name }) => name),
  );
  for (const lane of planned) {
    await tx
      .insertInto('lanes')
      .values({ instance, workflow, name: lane.name })
      .onConflict((conflict) => conflict.columns(['instance', 'workflow', 'name']).doNothing())
      .execute();
    await setUp(tx, instance, workflow, lane);
    await beginReplay(tx, instance, workflow, lane.name);
  }
}

/**
 * Puts one parked lane in place anew.
 * @returns false when there is none of that name, or it is not parked
 */
export async function resumeLane(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  planned: PlannedLane,
): Promise<boolean> {
  const resume = async (tx: Db) => {
    const parked = await tx
      .selectFrom('lanes')
      .select('id')
      .where('instance', '=', instance)
      .where('workflow', '=', workflow)
      .where('name', '=', planned.name)
      .where('state', '=', 'parked')
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (parked) await setUp(tx, instance, workflow, planned);
    return parked !== undefined;
  };
  return db.isTransaction ? resume(db) : db.transaction().execute(resume);
}

/** Whoever still has the lane works under what it was prepared with before: its time is over. */
async function setUp(
  tx: Db,
  instance: string,
  workflow: WorkflowName,
  { name, plan, failure, former }: PlannedLane,
): Promise<void> {
  const { id } = await tx
    .updateTable('lanes')
    .set({
      plan: plan && JSON.stringify(plan),
      former_plan: plan ? null : sql`coalesce(${former ? JSON.stringify(former) : null}::jsonb, plan, former_plan)`,
      failure: failure && JSON.stringify(failure),
      notes: '[]',
      ...(failure && { state: 'parked' as const }),
      reader_fence: newFence,
      writer_fence: newFence,
    })
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('name', '=', name)
    .returning('id')
    .executeTakeFirstOrThrow();
  if (!failure) await unpark(tx, id);
}

/**
 * A lane without a mapping belongs to no workflow from now on: a mapping of its name that comes again begins anew, and whoever had the lane
 * has it no more. Its rows, millions perhaps, are removed in slices later.
 */
async function giveUp(tx: Db, instance: string, workflow: WorkflowName, kept: readonly string[]): Promise<void> {
  await sql`
    with gone as (
      update lanes l set instance = null, workflow = null, writer_lease_until = null,
        reader_fence = ${newFence}, writer_fence = ${newFence}
      where instance = ${instance} and workflow = ${workflow} and name <> all(${kept}::text[])
      returning name
    )
    update replays set state = 'withdrawn', ended_at = clock_timestamp() from gone
    where instance = ${instance} and workflow = ${workflow} and mapping = gone.name and state in ('requested', 'running')`.execute(
    tx,
  );
}
