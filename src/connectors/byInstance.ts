import type { Connections } from '../core/connections.js';
import type { SystemName } from '../core/names.js';
import { CannotGoOn } from '../core/problems/failures.js';
import { type Campaign, createCampaign } from './campaign/index.js';
import { createDynamics, type Dynamics } from './dynamics/index.js';
import type { Log, PauseBoard } from './http/index.js';

/** Both systems of one instance. */
export interface Systems {
  readonly dynamics: Dynamics;
  readonly campaign: Campaign;
}

/** The connectors of all instances in this process. A rotated secret is used from the next login; another change makes them anew. */
export interface Connectors {
  /** @throws CannotGoOn `connection-missing` */
  of(instance: string): Promise<Systems>;
  close(): Promise<void>;
}

export interface ConnectorsOptions {
  /** An instance's connections as they are now; a system that was not set up is absent. */
  readonly read: (instance: string) => Promise<Partial<Connections>>;
  readonly pauses: PauseBoard;
  readonly log: Log;
  /** A system that says "wait" for longer is not waited for (ms). */
  readonly longestWaitMs?: number;
}

export function openConnectors({ read, ...options }: ConnectorsOptions): Connectors {
  const entries = new Map<string, Systems & { readonly made: string }>();
  const closing = new Set<Promise<void>>();
  const close = ({ dynamics, campaign }: Systems) => {
    const closed = Promise.all([dynamics.close(), campaign.close()]).then(() => {});
    closing.add(closed);
    void closed.finally(() => closing.delete(closed));
  };
  const secret = async (instance: string, system: SystemName) =>
    present(await read(instance), system, instance).clientSecret;
  return {
    async of(instance) {
      const connections = await read(instance);
      const dynamics = present(connections, 'dynamics', instance);
      const campaign = present(connections, 'campaign', instance);
      const made = JSON.stringify([withoutSecret(dynamics), withoutSecret(campaign)]);
      const known = entries.get(instance);
      if (known?.made === made) return known;
      const entry = {
        made,
        dynamics: createDynamics(dynamics, { ...options, secret: () => secret(instance, 'dynamics') }),
        campaign: createCampaign(campaign, { ...options, secret: () => secret(instance, 'campaign') }),
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
