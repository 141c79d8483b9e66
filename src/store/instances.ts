import { campaignConnection, type Connections } from '../core/connections.js';
import { workflowNames } from '../core/names.js';
import type { InstanceView } from '../core/views.js';
import { audit } from './audit.js';
import { keepConnection } from './connections.js';
import type { Db } from './database.js';
import type { Sealer } from './encryption.js';

/** An instance as a process is given it by its settings. */
export interface InstanceInput {
  readonly id: string;
  readonly stage: InstanceView['stage'];
  /** Only those that the settings give; what was kept before stays otherwise. */
  readonly connections: Partial<Connections>;
}

/** Makes sure that the instance and its connections are there as given. Processes that start together wait for each other. */
export async function ensureInstance(db: Db, sealer: Sealer, input: InstanceInput): Promise<void> {
  const who = 'settings';
  await db.transaction().execute(async (tx) => {
    const { id, stage, connections } = input;
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('instances')
      .values({ id, name: id, stage })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    await tx.selectFrom('instances').select('id').where('id', '=', id).forNoKeyUpdate().execute();
    if (numInsertedOrUpdatedRows) await audit(tx, { who, what: 'instance-created', instance: id, after: { stage } });
    await tx.updateTable('instances').set({ stage }).where('id', '=', id).where('stage', '<>', stage).execute();
    await tx
      .insertInto('workflows')
      .values(workflowNames.map((workflow) => ({ instance: id, workflow, applied_version: null, applied_at: null })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    if (connections.dynamics) await keepConnection(tx, sealer, id, 'dynamics', connections.dynamics, who);
    if (connections.campaign) await keepConnection(tx, sealer, id, 'campaign', connections.campaign, who);
  });
}

/** Every instance, by name. */
export async function listInstances(db: Db): Promise<InstanceView[]> {
  const [instances, connections] = await Promise.all([
    db.selectFrom('instances').select(['id', 'name', 'stage']).orderBy('name').execute(),
    db.selectFrom('connections').select(['instance', 'system', 'settings']).execute(),
  ]);
  return instances.map((instance) => {
    const of = (system: 'dynamics' | 'campaign') =>
      connections.find((connection) => connection.instance === instance.id && connection.system === system);
    const campaign = campaignConnection.safeParse(of('campaign')?.settings);
    return {
      ...instance,
      organization: campaign.data?.organization ?? null,
      connections: { dynamics: of('dynamics') !== undefined, campaign: of('campaign') !== undefined },
    };
  });
}

export async function instanceExists(db: Db, instance: string): Promise<boolean> {
  const row = await db.selectFrom('instances').select('id').where('id', '=', instance).executeTakeFirst();
  return row !== undefined;
}
