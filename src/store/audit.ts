import type { RecordCommandName } from '../core/entity.js';
import type { WorkflowName } from '../core/names.js';
import type { Db } from './database.js';

/** Something that a person asked for, or that a process did with what it was given at its start. */
export interface AuditEntry {
  /** Who: `local` until authentication exists; `settings` for what a process was started with. */
  readonly who: string;
  readonly what:
    | 'start'
    | 'stop'
    | 'reload'
    | 'config-saved'
    | 'instance-created'
    | 'connection-changed'
    | 'settings-saved'
    | 'personal-data-seen'
    | 'verify'
    | 'cancel-verify'
    | 'command-carried-out'
    | RecordCommandName;
  readonly instance: string;
  readonly workflow?: WorkflowName;
  /** Documents before and after the change. Never a secret, never a record. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Writes one entry. Give the transaction of the change it tells of, or call it before the effect. */
export async function audit(db: Db, { who, what, instance, workflow, before, after }: AuditEntry): Promise<void> {
  await db
    .insertInto('audit')
    .values({
      who,
      what,
      instance,
      workflow: workflow ?? null,
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
    })
    .execute();
}
