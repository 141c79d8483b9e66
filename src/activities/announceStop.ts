import { sql } from 'kysely';
import { laneStopText, stopText } from './attempt.js';
import type { Context } from './context.js';
import type { WorkflowRef } from './input.js';

/** Tells a workflow's running activities at once that they are to stop; cancellation is the second, slower way. */
export const announceStop =
  ({ database }: Context) =>
  async (ref: WorkflowRef): Promise<void> => {
    await sql`select pg_notify('passerelle_stop', ${stopText(ref)})`.execute(database.db);
  };

/** Tells the writer of a lane that stands still from now on; where that is lost, it sees it when it renews its lease. */
export async function announceParked({ database }: Context, ref: WorkflowRef, lane: string): Promise<void> {
  await sql`select pg_notify('passerelle_stop', ${laneStopText(ref, lane)})`.execute(database.db);
}
