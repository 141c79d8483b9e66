import type { Clock } from '../core/ports.js';
import type { Database } from '../store/database.js';
import type { Listener } from '../store/listener.js';
import type { Connectors } from '../connectors/byInstance.js';
import type { Log } from './log.js';

/** What the activities of one worker process share. */
export interface Context {
  readonly database: Database;
  readonly listener: Listener;
  readonly connectors: Connectors;
  readonly clock: Clock;
  readonly log: Log;
}
