import type { Connections } from '../../core/connections.js';
import type { Destination, ResourceWalk } from '../../core/ports.js';
import type { CallStats } from '../http/index.js';
import { type CampaignOptions, openCampaignClient } from './client.js';
import { type CampaignMetadata, campaignMetadata } from './metadata.js';
import { campaignWalk } from './walk.js';
import { campaignDestination } from './write.js';

export type { CampaignOptions } from './client.js';
export type { CampaignMetadata } from './metadata.js';

/** One Campaign instance, reached with one login. */
export interface Campaign {
  readonly destination: Destination;
  readonly walk: ResourceWalk;
  readonly metadata: Omit<CampaignMetadata, 'tryOut'>;
  /** Logs in and reads the API's root. @throws CannotGoOn or PassesByItself with what is wrong */
  testConnection(signal?: AbortSignal): Promise<void>;
  /** The name under which this login's pauses stand on the board. */
  readonly credential: string;
  stats(): CallStats;
  /** Breaks what is in flight. */
  close(): Promise<void>;
}

/** Opens no connection yet. One per login and process: it holds the login's limiter. */
export function createCampaign(connection: Connections['campaign'], options: CampaignOptions): Campaign {
  const client = openCampaignClient(connection, options);
  const metadata = campaignMetadata(client);
  return {
    destination: campaignDestination(client),
    walk: campaignWalk(client),
    metadata,
    testConnection: (signal) => metadata.tryOut(signal),
    credential: client.credential,
    stats: () => client.stats(),
    close: () => client.close(),
  };
}
