import type { Connections } from '../../core/connections.js';
import type { Source, TableWalk } from '../../core/ports.js';
import type { CallStats } from '../http/index.js';
import { type DynamicsOptions, openDynamicsClient } from './client.js';
import { oddAnswer } from './errors.js';
import { type DynamicsMetadata, dynamicsMetadata } from './metadata.js';
import { dynamicsSource, dynamicsWalk } from './read.js';

export type { DynamicsOptions } from './client.js';
export type { DynamicsMetadata } from './metadata.js';

/** One Dynamics 365 environment, reached with one login. */
export interface Dynamics {
  readonly source: Source;
  readonly walk: TableWalk;
  readonly metadata: DynamicsMetadata;
  /** Logs in and asks who we are. @throws CannotGoOn or PassesByItself with what is wrong */
  testConnection(signal?: AbortSignal): Promise<void>;
  /** The name under which this login's pauses stand on the board. */
  readonly credential: string;
  stats(): CallStats;
  /** Breaks what is in flight. */
  close(): Promise<void>;
}

/** Opens no connection yet. One per login and process: it holds the login's limiter. */
export function createDynamics(connection: Connections['dynamics'], options: DynamicsOptions): Dynamics {
  const client = openDynamicsClient(connection, options);
  return {
    source: dynamicsSource(client),
    walk: dynamicsWalk(client),
    metadata: dynamicsMetadata(client),
    testConnection: async (signal) => {
      const body = await client.get('WhoAmI', { trial: true }, signal);
      if (typeof body['UserId'] !== 'string') throw oddAnswer('no UserId');
    },
    credential: client.credential,
    stats: () => client.stats(),
    close: () => client.close(),
  };
}
