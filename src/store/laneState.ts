import { sql } from 'kysely';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';

export type LaneState = 'new' | 'loading' | 'live' | 'parked';

/** Whether a chunk of a read of the whole table stands in the queue of the row of `lanes` at hand. */
export const loadChunksOpen = sql<boolean>`exists (select from chunks where chunks.lane = lanes.id and chunks.phase <> 'changes')`;

/** The state of a lane that runs, told from where it stands. */
export const stateByProgress = sql<Exclude<LaneState, 'parked'>>`case
  when lanes.position is null then 'new'
  when lanes.position ->> 'phase' <> 'changes' or ${loadChunksOpen} then 'loading'
  else 'live' end`;

/** The lanes of a workflow whose first load has begun, or is over. */
export async function begunLoads(db: Db, instance: string, workflow: WorkflowName): Promise<ReadonlySet<string>> {
  const lanes = await db
    .selectFrom('lanes')
    .select('name')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where((each) => each.or([each('position', 'is not', null), each('loaded_at', 'is not', null)]))
    .execute();
  return new Set(lanes.map(({ name }) => name));
}

/** Makes a lane live whose table is wholly read and written. The lane's row must be locked. */
export async function endLoad(tx: Db, lane: number): Promise<void> {
  const { rows } = await sql`
    update lanes set state = 'live' where id = ${lane} and state = 'loading' and position ->> 'phase' = 'changes'
      and not ${loadChunksOpen} returning id`.execute(tx);
  if (rows.length > 0) await concludeLoad(tx, lane);
}

/** What the end of a read of the whole table means for a lane that is live: its first load is over, and a replay is done. */
export async function concludeLoad(tx: Db, lane: number): Promise<void> {
  await sql`
    with loaded as (
      update lanes set loaded_at = coalesce(loaded_at, clock_timestamp()), reread = 'load' where id = ${lane}
      returning instance, workflow, name
    )
    update replays set state = 'done', ended_at = clock_timestamp() from loaded
    where replays.instance = loaded.instance and replays.workflow = loaded.workflow and mapping = loaded.name
      and state = 'running'`.execute(tx);
}

/** A lane that stood still goes on from where it stands. A load that was wholly written meanwhile is over. */
export async function unpark(tx: Db, lane: number): Promise<void> {
  const { rows } = await sql<{ state: LaneState }>`
    update lanes set state = ${stateByProgress}, failure = null, recent = '[]' where id = ${lane} returning state`.execute(
    tx,
  );
  if (rows[0]?.state === 'live') await concludeLoad(tx, lane);
}
