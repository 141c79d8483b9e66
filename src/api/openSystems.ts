import { createCampaign } from '../connectors/campaign/index.js';
import { createDynamics } from '../connectors/dynamics/index.js';
import type { Logger } from '../process/logger.js';
import type { PauseBoard } from '../store/pauses.js';
import { longestPauseMs } from './limits.js';
import type { OpenSystems } from './systems.js';

/** The real systems. Told to wait longer than a moment, a page gets an answer instead. */
export function openSystems(pauses: PauseBoard, log: Logger): OpenSystems {
  const options = { pauses, log, longestWaitMs: longestPauseMs };
  return {
    dynamics: (connection) => {
      const dynamics = createDynamics(connection, options);
      return { read: (name, signal) => dynamics.metadata.readTable(name, signal), close: () => dynamics.close() };
    },
    campaign: (connection) => {
      const campaign = createCampaign(connection, options);
      return { read: (name, signal) => campaign.metadata.readResource(name, signal), close: () => campaign.close() };
    },
  };
}
