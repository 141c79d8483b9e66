import { isDeepStrictEqual } from 'node:util';
import {
  campaignConnection,
  type Connections,
  connectionSecrets,
  type ConnectionSecrets,
  dynamicsConnection,
} from '../core/connections.js';
import type { SystemName } from '../core/names.js';
import { audit } from './audit.js';
import type { Db } from './database.js';
import type { Sealer } from './encryption.js';

const settingsSchemas = { dynamics: dynamicsConnection, campaign: campaignConnection };

/** The connections of an instance with their secrets; a system that was not set up is absent. For connectors, never for a person. */
export async function readConnections(db: Db, sealer: Sealer, instance: string): Promise<Partial<Connections>> {
  const [dynamics, campaign] = await Promise.all([
    readConnection(db, sealer, instance, 'dynamics'),
    readConnection(db, sealer, instance, 'campaign'),
  ]);
  return { ...(dynamics && { dynamics }), ...(campaign && { campaign }) };
}

/**
 * Keeps a connection, its secrets sealed, unless it is already kept so; a change is audited without secrets.
 * Call it in a transaction that has locked the instance's row.
 */
export async function keepConnection<System extends SystemName>(
  tx: Db,
  sealer: Sealer,
  instance: string,
  system: System,
  connection: Connections[System],
  who: string,
): Promise<void> {
  const kept = await readConnection(tx, sealer, instance, system);
  if (isDeepStrictEqual(kept, connection)) return;
  const { settings, secrets } = apart(connection);
  const row = {
    settings: JSON.stringify(settings),
    secrets: sealer.seal(Buffer.from(JSON.stringify(secrets)), sealContext(instance, system)),
    updated_at: new Date(),
  };
  await tx
    .insertInto('connections')
    .values({ instance, system, ...row })
    .onConflict((conflict) => conflict.columns(['instance', 'system']).doUpdateSet(row))
    .execute();
  await audit(tx, {
    who,
    what: 'connection-changed',
    instance,
    before: kept ? { system, ...apart(kept).settings } : undefined,
    after: { system, ...settings },
  });
}

async function readConnection<System extends SystemName>(
  db: Db,
  sealer: Sealer,
  instance: string,
  system: System,
): Promise<Connections[System] | undefined> {
  const row = await db
    .selectFrom('connections')
    .select(['settings', 'secrets'])
    .where('instance', '=', instance)
    .where('system', '=', system)
    .executeTakeFirst();
  if (!row) return undefined;
  const settings = settingsSchemas[system].parse(row.settings);
  const opened = JSON.parse(sealer.open(row.secrets, sealContext(instance, system)).toString()) as unknown;
  return { ...settings, ...connectionSecrets.parse(opened) } as Connections[System];
}

const sealContext = (instance: string, system: SystemName) => `connection:${instance}:${system}`;

function apart<Connection extends ConnectionSecrets>({ clientSecret, ...settings }: Connection) {
  return { settings, secrets: { clientSecret } satisfies ConnectionSecrets };
}
