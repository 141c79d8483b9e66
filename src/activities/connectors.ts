import type { Connections } from '../core/connections.js';
import type { SystemName } from '../core/names.js';
import { CannotGoOn } from '../core/problems/failures.js';
import { createCampaign } from '../connectors/campaign/index.js';
import { createDynamics } from '../connectors/dynamics/index.js';
import { readConnections } from '../store/connections.js';
import type { Database } from '../store/database.js';
import type { PauseBoard } from '../store/pauses.js';
import type { Log } from './log.js';

type Dynamics = ReturnType<typeof createDynamics>;
type Campaign = ReturnType<typeof createCampaign>;

/** The connectors of all instances in this process. A rotated secret is used from the next login; another change makes them anew. */
export interface Connectors {
  /** @throws CannotGoOn `connection-missing` */
  of(instance: string): Promise<{ dynamics: Dynamics; campaign: Campaign }>;
  close(): Promise<void>;
}

interface Entry {
  readonly made: string;
  readonly dynamics: Dynamics;
  readonly campaign: Campaign;
}

export function openConnectors(database: Database, pauses: PauseBoard, log: Log): Connectors {
  const entries = new Map<string, Entry>();
  const closing = new Set<Promise<void>>();
  const close = ({ dynamics, campaign }: Entry) => {
    const closed = Promise.all([dynamics.close(), campaign.close()]).then(() => {});
    closing.add(closed);
    void closed.finally(() => closing.delete(closed));
  };
  const secret = async (instance: string, system: SystemName) =>
    present(await readConnections(database.db, database.sealer, instance), system, instance).clientSecret;
  return {
    async of(instance) {
      const connections = await readConnections(database.db, database.sealer, instance);
      const dynamics = present(connections, 'dynamics', instance);
      const campaign = present(connections, 'campaign', instance);
      const made = JSON.stringify([withoutSecret(dynamics), withoutSecret(campaign)]);
      const known = entries.get(instance);
      if (known?.made === made) return known;
      const entry = {
        made,
        dynamics: createDynamics(dynamics, { pauses, log, secret: () => secret(instance, 'dynamics') }),
        campaign: createCampaign(campaign, { pauses, log, secret: () => secret(instance, 'campaign') }),
      };
      entries.set(instance, entry);
      if (known) close(known);
      return entry;
    },
    async close() {
      for (const entry of entries.values()) close(entry);
      await Promise.all(closing);
    },
  };
}

/** What a change of makes a connector anew. */
const withoutSecret = (connection: Connections[SystemName]) => ({ ...connection, clientSecret: '' });

function present<System extends SystemName>(
  connections: Partial<Connections>,
  system: System,
  instance: string,
): Connections[System] {
  const connection = connections[system];
  if (!connection)
    throw new CannotGoOn('connection-missing', { scope: 'workflow', system, params: { system, instance } });
  return connection;
}
