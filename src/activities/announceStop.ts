import { sql } from 'kysely';
import { stopText } from './attempt.js';
import type { Context } from './context.js';
import type { WorkflowRef } from './input.js';

/** Tells a workflow's running activities at once that they are to stop; cancellation is the second, slower way. */
export const announceStop =
  ({ database }: Context) =>
  async (ref: WorkflowRef): Promise<void> => {
    await sql`select pg_notify('passerelle_stop', ${stopText(ref)})`.execute(database.db);
  };
