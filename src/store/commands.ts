import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';

/**
 * Does `work` if this command was not carried out before, in one transaction with the note that it was: whatever is repeated, it is
 * applied once. Of two that come at once the second waits for the first.
 * @returns false when it had been
 */
export async function once(
  db: Db,
  { instance, workflow }: { readonly instance: string; readonly workflow: WorkflowName },
  id: string,
  work: (tx: Db) => Promise<void>,
): Promise<boolean> {
  const apply = async (tx: Db) => {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('commands')
      .values({ instance, workflow, id })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (!numInsertedOrUpdatedRows) return false;
    await work(tx);
    return true;
  };
  return db.isTransaction ? apply(db) : db.transaction().execute(apply);
}
