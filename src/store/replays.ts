import { sql } from 'kysely';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { fromTheStart } from './position.js';

/** Reading a mapping's whole table again, as a person asked for it. */
export interface Replay {
  readonly id: number;
  readonly mapping: string;
  readonly state: 'requested' | 'running' | 'done' | 'withdrawn';
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Asks for a replay at the next start. @returns the replay, and whether it is this one: a mapping has one at a time */
export async function requestReplay(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  mapping: string,
  by: string,
): Promise<{ replay: Replay; requested: boolean }> {
  const { rows } = await sql`
    insert into replays (instance, workflow, mapping, requested_by)
    values (${instance}, ${workflow}, ${mapping}, ${by}) on conflict do nothing returning id`.execute(db);
  const replay = await replayOf(db, instance, workflow, mapping);
  if (!replay) throw new Error('a replay that was asked for is not there');
  return { replay, requested: rows.length > 0 };
}

/** Takes back a replay that has not begun. @returns false when there is none */
export async function withdrawReplay(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  mapping: string,
): Promise<boolean> {
  const { rows } = await sql`
    update replays set state = 'withdrawn', ended_at = clock_timestamp()
    where instance = ${instance} and workflow = ${workflow} and mapping = ${mapping} and state = 'requested'
    returning id`.execute(db);
  return rows.length > 0;
}

/**
 * Begins the replay that was asked for, if one was: the lane's reader reads the table from the start. What it does not find is swept,
 * because the changes since the last read are lost with the position. Give it a transaction.
 */
export async function beginReplay(tx: Db, instance: string, workflow: WorkflowName, mapping: string): Promise<boolean> {
  const lane = await tx
    .selectFrom('lanes')
    .select('id')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('name', '=', mapping)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!lane) return false;
  const { rows } = await sql`
    update replays set state = 'running', started_at = clock_timestamp()
    where instance = ${instance} and workflow = ${workflow} and mapping = ${mapping} and state = 'requested'
    returning id`.execute(tx);
  if (rows.length === 0) return false;
  await tx
    .updateTable('lanes')
    .set({ ...fromTheStart, reread: 'replay' })
    .where('id', '=', lane.id)
    .execute();
  return true;
}

/** The mapping's latest replay, whatever became of it; null when there never was one. */
export async function replayOf(
  db: Db,
  instance: string,
  workflow: WorkflowName,
  mapping: string,
): Promise<Replay | null> {
  const row = await db
    .selectFrom('replays')
    .select(['id', 'mapping', 'state'])
    .select([
      'requested_by as requestedBy',
      'requested_at as requestedAt',
      'started_at as startedAt',
      'ended_at as endedAt',
    ])
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('mapping', '=', mapping)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** The latest replay of each mapping that ever had one. */
export async function latestReplays(
  db: Db,
  instance: string,
  workflow: WorkflowName,
): Promise<ReadonlyMap<string, Replay>> {
  const { rows } = await sql<Replay>`
    select distinct on (mapping) id, mapping, state, requested_by as "requestedBy", requested_at as "requestedAt",
      started_at as "startedAt", ended_at as "endedAt"
    from replays where instance = ${instance} and workflow = ${workflow} order by mapping, id desc`.execute(db);
  return new Map(rows.map((replay) => [replay.mapping, replay]));
}
