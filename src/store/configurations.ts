import { type Configs, configSchemas } from '../core/config/index.js';
import { defaultDocument } from '../core/config/defaultDocument.js';
import { type WorkflowName, workflowNames } from '../core/names.js';
import { sameDocument } from '../core/rules/pendingChanges.js';
import { audit } from './audit.js';
import type { Db } from './database.js';
import { versionsShown } from './limits.js';

/** One numbered version of a workflow's configuration. Version 0 is what the product comes with; it is in no row. */
export interface Configuration<Workflow extends WorkflowName = WorkflowName> {
  readonly version: number;
  readonly document: Configs[Workflow];
}

/** The newest saved version, or version 0. */
export async function newestConfiguration<Workflow extends WorkflowName>(
  db: Db,
  instance: string,
  workflow: Workflow,
): Promise<Configuration<Workflow>> {
  const row = await rowsOf(db, instance, workflow).orderBy('version', 'desc').limit(1).executeTakeFirst();
  return asConfiguration(workflow, row);
}

/** One version; null when there is none of that number. */
export async function configurationAt<Workflow extends WorkflowName>(
  db: Db,
  instance: string,
  workflow: Workflow,
  version: number,
): Promise<Configuration<Workflow> | null> {
  if (version === 0) return asConfiguration(workflow, undefined);
  const row = await rowsOf(db, instance, workflow).where('version', '=', version).executeTakeFirst();
  return row ? asConfiguration(workflow, row) : null;
}

/** What the running processes use; null before the first start. */
export async function appliedConfiguration<Workflow extends WorkflowName>(
  db: Db,
  instance: string,
  workflow: Workflow,
): Promise<Configuration<Workflow> | null> {
  const row = await db
    .selectFrom('workflows')
    .select('applied_version')
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .executeTakeFirst();
  const version = row?.applied_version ?? null;
  return version === null ? null : configurationAt(db, instance, workflow, version);
}

export interface Save<Workflow extends WorkflowName> {
  readonly instance: string;
  readonly workflow: Workflow;
  /** Tells whether the edit began on this version, the newest there is. */
  readonly isBase: (newest: number) => boolean;
  readonly document: Configs[Workflow];
  readonly who: string;
}

export type SaveOutcome<Workflow extends WorkflowName, Mistake> =
  | { readonly kind: 'saved'; readonly configuration: Configuration<Workflow>; readonly changed: boolean }
  | { readonly kind: 'stale'; readonly newest: number }
  | { readonly kind: 'refused'; readonly mistakes: readonly Mistake[] };

/**
 * Saves a document as the next version, unless it says the same as the newest. The instance's row is locked, so that of two
 * edits of one version exactly one wins, and `judge` sees what all three workflows would have saved together, and what was saved before.
 */
export async function saveConfiguration<Workflow extends WorkflowName, Mistake>(
  db: Db,
  { instance, workflow, isBase, document, who }: Save<Workflow>,
  judge: (documents: Configs, before: Configuration<Workflow>) => readonly Mistake[],
): Promise<SaveOutcome<Workflow, Mistake>> {
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom('instances').select('id').where('id', '=', instance).forNoKeyUpdate().execute();
    const newest = await newestConfiguration(tx, instance, workflow);
    if (!isBase(newest.version)) return { kind: 'stale', newest: newest.version };
    const mistakes = judge({ ...(await newestDocuments(tx, instance)), [workflow]: document }, newest);
    if (mistakes.length > 0) return { kind: 'refused', mistakes };
    if (sameDocument(newest.document, document)) return { kind: 'saved', configuration: newest, changed: false };
    const version = newest.version + 1;
    await tx
      .insertInto('configurations')
      .values({ instance, workflow, version, document: JSON.stringify(document), saved_by: who })
      .execute();
    await audit(tx, { who, what: 'config-saved', instance, workflow, before: newest, after: { version, document } });
    return { kind: 'saved', configuration: { version, document }, changed: true };
  });
}

export interface SavedVersion {
  readonly version: number;
  readonly savedBy: string;
  readonly savedAt: Date;
}

/** Who saved which version when, the newest first; at most the newest {@link versionsShown}. */
export async function listVersions(db: Db, instance: string, workflow: WorkflowName): Promise<SavedVersion[]> {
  return db
    .selectFrom('configurations')
    .select(['version', 'saved_by as savedBy', 'saved_at as savedAt'])
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .orderBy('version', 'desc')
    .limit(versionsShown)
    .execute();
}

async function newestDocuments(db: Db, instance: string): Promise<Configs> {
  const entries: [WorkflowName, unknown][] = [];
  for (const workflow of workflowNames) {
    entries.push([workflow, (await newestConfiguration(db, instance, workflow)).document]);
  }
  return Object.fromEntries(entries) as unknown as Configs;
}

const rowsOf = (db: Db, instance: string, workflow: WorkflowName) =>
  db
    .selectFrom('configurations')
    .select(['version', 'document'])
    .where('instance', '=', instance)
    .where('workflow', '=', workflow);

function asConfiguration<Workflow extends WorkflowName>(
  workflow: Workflow,
  row: { version: number; document: unknown } | undefined,
): Configuration<Workflow> {
  if (!row) return { version: 0, document: defaultDocument(workflow) };
  // Parsed again, so that a document saved by an older release gets the defaults of what came since.
  return { version: row.version, document: configSchemas[workflow].parse(row.document) as Configs[Workflow] };
}
