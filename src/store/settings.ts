import { sql } from 'kysely';
import { type InstanceSettings, instanceSettings, laneSettings } from '../core/config/settings.js';
import type { WorkflowName } from '../core/names.js';
import { sameDocument } from '../core/rules/pendingChanges.js';
import { audit } from './audit.js';
import type { Db } from './database.js';

/** One numbered version of an instance's settings. Version 0 is what the product comes with; it is in no row. */
export interface SavedSettings {
  readonly version: number;
  readonly document: InstanceSettings;
}

/** The newest saved version, or version 0. */
export async function readSettings(db: Db, instance: string): Promise<SavedSettings> {
  const row = await db
    .selectFrom('settings')
    .select(['version', 'document'])
    .where('instance', '=', instance)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  // Parsed again, so that settings saved by an older release get the defaults of what came since.
  return { version: row?.version ?? 0, document: instanceSettings.parse(row?.document ?? {}) };
}

/** Whether lanes of a workflow were started with other settings than the newest. */
export async function runsUnderOtherSettings(db: Db, instance: string, workflow: WorkflowName): Promise<boolean> {
  const { version, document } = await readSettings(db, instance);
  if (version === 0) return false;
  const plans = await db
    .selectFrom('lanes')
    .select(sql`plan -> 'settings'`.as('settings'))
    .distinct()
    .where('instance', '=', instance)
    .where('workflow', '=', workflow)
    .where('plan', 'is not', null)
    .execute();
  // A plan of an older release may lack members: its lane obeys their defaults.
  return plans.some(({ settings }) => !sameDocument(laneSettings.parse(settings ?? {}), document.lanes));
}

export interface SettingsSave {
  readonly instance: string;
  /** Tells whether the edit began on this version, the newest there is. */
  readonly isBase: (newest: number) => boolean;
  readonly document: InstanceSettings;
  readonly who: string;
}

export type SettingsOutcome =
  | { readonly kind: 'saved'; readonly settings: SavedSettings }
  | { readonly kind: 'stale'; readonly newest: number };

/** Saves settings as the next version, unless they say the same as the newest. Of two edits of one version exactly one wins. */
export async function saveSettings(
  db: Db,
  { instance, isBase, document, who }: SettingsSave,
): Promise<SettingsOutcome> {
  return db.transaction().execute(async (tx) => {
    await tx.selectFrom('instances').select('id').where('id', '=', instance).forNoKeyUpdate().execute();
    const newest = await readSettings(tx, instance);
    if (!isBase(newest.version)) return { kind: 'stale', newest: newest.version };
    if (sameDocument(newest.document, document)) return { kind: 'saved', settings: newest };
    const settings = { version: newest.version + 1, document };
    const row = { instance, version: settings.version, document: JSON.stringify(document), saved_by: who };
    await tx.insertInto('settings').values(row).execute();
    await audit(tx, { who, what: 'settings-saved', instance, before: newest, after: settings });
    return { kind: 'saved', settings };
  });
}
