import { sql } from 'kysely';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';
import { commandsKeptDays } from './limits.js';

/**
 * Does `work` if this command was not carried out before, in one transaction with the note that it was: whatever is repeated, it is
 * applied once. Of two that come at once the second waits for the first.
 * @returns what the work came to, as JSON has it; when it had been done before, what it came to then
 */
export async function once<Result>(
  db: Db,
  { instance, workflow }: { readonly instance: string; readonly workflow: WorkflowName },
  id: string,
  work: (tx: Db) => Promise<Result>,
): Promise<Result> {
  const apply = async (tx: Db) => {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('commands')
      .values({ instance, workflow, id })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    const row = { instance, workflow, id };
    if (!numInsertedOrUpdatedRows) return resultOf<Result>(tx, row);
    const result = await work(tx);
    await sql`
      delete from commands where instance = ${instance} and workflow = ${workflow}
        and at < now() - ${commandsKeptDays} * interval '1 day'`.execute(tx);
    await tx
      .updateTable('commands')
      .set({ result: JSON.stringify(result ?? null) })
      .where(({ and }) => and(row))
      .execute();
    return result;
  };
  return db.isTransaction ? apply(db) : db.transaction().execute(apply);
}

async function resultOf<Result>(
  tx: Db,
  row: { readonly instance: string; readonly workflow: WorkflowName; readonly id: string },
): Promise<Result> {
  const { result } = await tx
    .selectFrom('commands')
    .select('result')
    .where(({ and }) => and(row))
    .executeTakeFirstOrThrow();
  return result as Result;
}
