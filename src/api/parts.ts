import type { Connectors } from '../connectors/byInstance.js';
import type { Logger } from '../process/logger.js';
import type { Db } from '../store/database.js';
import type { Sealer } from '../store/encryption.js';
import type { Snapshots } from './live/snapshot.js';
import type { Systems } from './systems.js';
import type { TemporalGateway } from './temporalGateway.js';

/** What the routes work with. */
export interface Parts {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly temporal: TemporalGateway;
  readonly snapshots: Snapshots;
  readonly systems: Systems;
  /** Both systems themselves, for what is looked at while a person waits. */
  readonly connectors: Connectors;
  /** Whether whoever calls may see values of records; until there are roles, the same for all. */
  readonly showPersonalData: boolean;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Who gives commands, until authentication exists. */
export const localOperator = 'local';
